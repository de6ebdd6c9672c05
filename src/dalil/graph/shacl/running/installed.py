"""Which engines there are, and which of them are here."""

from __future__ import annotations

import importlib.util

from dalil.errors import ProjectError, nearest

ENGINES = ("auto", "shacl", "pyshacl")
"""What `--engine` takes; `auto` is the fast one where it is installed."""


def chosen(name: str) -> str:
    """The engine that a name in ENGINES stands for here. Raises ProjectError where it is unknown or not installed."""
    if name not in ENGINES:
        raise ProjectError(f"{name!r} is no engine for shapes", hint=nearest(name, ENGINES, "engine"))
    fast = importlib.util.find_spec("shacl") is not None
    if name == "shacl" and not fast:
        raise ProjectError("the engine `shacl` is not installed", hint="install dalil[fast], or take --engine pyshacl")
    return "shacl" if name == "shacl" or (name == "auto" and fast) else "pyshacl"


def engine_name(name: str) -> str:
    """Engine and version, as reports tell it."""
    if chosen(name) == "shacl":
        import shacl

        return f"shacl {shacl.__version__}"
    from importlib.metadata import version

    return f"pySHACL {version('pyshacl')}"
