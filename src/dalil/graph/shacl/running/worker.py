"""A process that validates for another one: `python -m dalil.graph.shacl.running.worker`, asked and answering over its pipes.

It is asked with a Task, then with shards; each answer to a shard is what Task.of gives, or an error. It can be killed at any time.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from typing import IO, Any

from dalil.errors import DalilError
from dalil.graph.shacl.running.shards import Task

GRACE = 5
"""Seconds beyond its limit after which a process ends by itself, should nobody be left who kills it."""


def main() -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked is interrupted too, and ends this process
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    task: Task | None = None
    while (question := _asked(sys.stdin.buffer)) is not None:
        seconds, asked = question
        _alarm(seconds)
        task = asked if isinstance(asked, Task) else task
        pickle.dump(_answer(task, asked), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()
        _alarm(None)


def _asked(questions: IO[bytes]) -> tuple[float | None, Any] | None:
    try:
        question: tuple[float | None, Any] = pickle.load(questions)  # noqa: S301 - from the process that started this one
    except EOFError:
        return None
    return question


def _answer(task: Task | None, asked: Any) -> object:
    """What a shard gives, or what went wrong: an error for people as it is, any other with where it happened.

    To a task it says the engine's name once that is ready: what it takes to start is not counted.
    """
    if task is None:
        return "a shard came before its task"
    try:
        return task.ready.name if asked is task else task.of(asked)
    except DalilError as error:
        return error
    except Exception:  # noqa: BLE001 - it must reach whoever asked, whatever it is
        return traceback.format_exc()


def _alarm(seconds: float | None) -> None:
    """A process that nobody waits for any more is ended by the system, however deep in a library it is."""
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(int(seconds) + GRACE if seconds else 0)


if __name__ == "__main__":
    main()
