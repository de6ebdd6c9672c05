"""The `dalil` command: each verb parses, calls one function, prints.

Data goes to stdout, everything else to stderr. Exit codes: 0 fine, 1 findings, 2 usage, 3 input
unreadable, 4 a limit was hit, 5 network, 130 interrupted. Heavy imports happen inside the verbs.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from dalil.cli import make, ask, settle, desk  # isort: skip - in the order in which help lists the verbs
from dalil.cli.shell import INTERRUPTED, app, fail, state
from dalil.errors import DalilError

__all__ = ["app", "ask", "desk", "main", "make", "settle"]


def main() -> None:
    """The entry point: errors become sentences and exit codes, never tracebacks."""
    try:
        sys.exit(app(prog_name="dalil", standalone_mode=False) or 0)
    except DalilError as error:
        if state.get("debug"):
            raise
        _leave(error)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if hasattr(error, "exit_code") and hasattr(error, "format_message"):
            error.show()  # type: ignore[attr-defined]
            sys.exit(error.exit_code)
        raise


def _leave(error: DalilError) -> NoReturn:
    try:
        fail(error)
    except typer.Exit as done:
        sys.exit(done.exit_code)
