"""Processes that validate: several at once where there is much to do, and one where an engine might never come to an end.

They are ordinary children with pipes, not Python's `multiprocessing`: scripts without a `__main__` guard work, and nothing is
forked under the threads of polars.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from queue import SimpleQueue
from threading import Timer
from typing import IO, Any

from dalil.errors import DalilError, ProjectError
from dalil.graph.shacl.running.installed import chosen
from dalil.graph.shacl.running.shards import Answer, Shard, Task
from dalil.project import PACKAGE

START = 120.0
"""Seconds in which a process must be there with its shapes ready."""


def program(module: str) -> tuple[list[str], dict[str, str]]:
    """How a module of ours is started as a process: the command, and what it finds around it."""
    path = os.pathsep.join([str(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-P", "-m", module]  # -P: nothing is imported from the working folder
    return command, os.environ | {"PYTHONPATH": path, "PYTHONWARNINGS": "ignore"}


class OutOfTime(ProjectError):
    """An engine was stopped because it took too long over a shard."""

    shard = Shard(b"")


class Worker:
    """One process. It is asked one thing at a time."""

    def __init__(self, task: Task) -> None:
        command, environment = program("dalil.graph.shacl.running.worker")
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=environment,
        )
        self._expired, self._last = False, ""
        self.owner = os.getpid()
        self.set(task)

    def set(self, task: Task) -> None:
        """From now on shards are validated by this task."""
        self.task = task
        self._fresh = False

    def ask(self, shard: Shard, seconds: float | None) -> Answer:
        """What the shard gives. Raises OutOfTime, and what Task.of raises; afterwards the process is gone or can be asked again."""
        try:
            if not self._fresh:
                self._told(self.task, START)
                self._fresh = True
            answer = self._told(shard, seconds)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
            self.end()
            raise self._lost(seconds) from error
        except BaseException:
            self.end()
            raise
        if isinstance(answer, Answer):
            return answer
        raise RuntimeError(f"the validating process failed:\n{answer}")

    def _told(self, question: Shard | Task, seconds: float | None) -> Any:
        """The answer to a question, for which there is so much time. An error for people is raised here as it was there."""
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise EOFError
        timer = Timer(seconds, self._expire) if seconds else None
        try:
            if timer:
                timer.start()
            pickle.dump((seconds, question), questions, protocol=pickle.HIGHEST_PROTOCOL)
            questions.flush()
            answer = pickle.load(answers)  # noqa: S301 - from our own process
        finally:
            if timer:
                timer.cancel()
        if isinstance(answer, DalilError):
            raise answer
        return answer

    def _expire(self) -> None:
        self._expired = True
        self._process.kill()

    def _lost(self, seconds: float | None) -> ProjectError:
        """Why there is no answer."""
        if self._expired:
            within = f"come to an end within {seconds:g} seconds" if seconds else "begin in time"
            return OutOfTime(f"the shapes did not {within}", "shapes")
        code = self._process.returncode
        how = f"killed by signal {-code}" if code and code < 0 else f"with exit code {code}"
        hint = "signal 9 is mostly a want of memory: validate less at once" if code == -9 else self._last or None
        return ProjectError(f"the validating process ended without an answer ({how})", "shapes", hint)

    def end(self) -> None:
        """Stop the process, whatever it does. Its pipes are closed last: until then somebody may be reading."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        if not self._said.closed:
            self._said.seek(0)
            self._last = self._said.read().decode(errors="replace").strip().rpartition("\n")[2]
            self._said.close()


_idle: list[Worker] = []
"""A process that has done its work and may be asked again: starting pySHACL takes a second."""


@atexit.register
def _end_idle() -> None:
    while _idle:
        worker = _idle.pop()
        if worker.owner == os.getpid():
            worker.end()


def _worker(task: Task) -> Worker:
    while _idle:
        worker = _idle.pop()
        if worker.owner == os.getpid():
            worker.set(task)
            return worker
    return Worker(task)


def _done(worker: Worker) -> None:
    """Keep one process of pySHACL's for later. Not after components of one's own: it remembers them beyond their shapes."""
    if _idle or chosen(worker.task.engine) != "pyshacl" or worker.task.rules.own_components:
        worker.end()
    else:
        _idle.append(worker)


def validate_apart(task: Task, shards: Iterable[Shard], workers: int, seconds: float | None) -> Iterator[Answer]:
    """The answers of all shards, by so many processes at once, in any order; each has so many seconds.

    No more shards are taken than there are processes. Raises OutOfTime, and what Task.of raises.
    """
    free: SimpleQueue[Worker] = SimpleQueue()
    all_: list[Worker] = []

    def ask(shard: Shard) -> Answer:
        worker = free.get()
        try:
            answer = worker.ask(shard, seconds)
        except OutOfTime as error:
            error.shard = shard
            raise
        free.put(worker)
        return answer

    asked: set[Future[Answer]] = set()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for shard in shards:
                if len(all_) < workers and len(asked) == len(all_):
                    all_.append(_worker(task))
                    free.put(all_[-1])
                asked.add(pool.submit(ask, shard))
                if len(asked) == workers:
                    done, asked = wait(asked, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            yield from (future.result() for future in asked)
        except BaseException:
            for worker in all_:
                worker.end()
            raise
    for worker in all_:
        _done(worker)
