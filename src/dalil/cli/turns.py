"""One candidate after the other, on the terminal: a key each, a reason, and the decision is in the log before the next is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dalil.cli.shell import say
from dalil.formats import visible

if TYPE_CHECKING:
    from dalil.kg.resolving import Account, Candidate, Resolving

VERDICTS = {"a": "same", "r": "different", "u": "unsure"}
KEYS = "a accept · r reject · u unsure · s skip · z undo · q quit"
BRIEF = 100
NAMES = 6


@dataclass
class Turns:
    """A sitting: which candidate is next, and what was done to those before. `ask` gives a key, `line` a line."""

    desk: Resolving
    candidates: list[Candidate]
    who: str
    ask: Callable[[], str]
    line: Callable[[str], str]
    at: int = 0
    done: list[tuple[int, bool]] = field(default_factory=list)
    """For each step, which candidate it was about, and whether it wrote to the log: what undo goes back over."""

    def run(self) -> None:
        """Until all were shown and the person is content, or leaves."""
        while True:
            while self.at < len(self.candidates) and self.desk.verdict(self.candidates[self.at].pair):
                self.at += 1  # decided meanwhile, by way of others
            if self.at == len(self.candidates):
                say("\nno more candidates: z undo · q quit")
                if self.ask() != "z":
                    return
                self._undo()
                continue
            self._show(self.candidates[self.at])
            if not self._turn(self.candidates[self.at]):
                return

    def _turn(self, candidate: Candidate) -> bool:
        """One key; False ends the sitting."""
        key = self.ask()
        if key in ("q", ""):
            return False
        if key in VERDICTS:
            self._decide(candidate, VERDICTS[key])
        elif key == "s":
            self.done.append((self.at, False))
            self.at += 1
        elif key == "z":
            self._undo()
        else:
            say(f"{key!r} is no key here")
        return True

    def _decide(self, candidate: Candidate, verdict: str) -> None:
        from dalil.kg.resolving import Decision, today

        reason = self._reason(candidate, verdict)
        if not reason:
            say("nothing was decided: without a reason nobody can examine it")
            return
        self.desk.decide([Decision(verdict, candidate.pair, reason, self.who, today())])
        self.done.append((self.at, True))
        self.at += 1
        say(f"written: {verdict}: {candidate.first}, {candidate.second}")

    def _reason(self, candidate: Candidate, verdict: str) -> str:
        """What the person says; where two things stay two, that nothing else speaks for it may be enough."""
        if verdict == "same":
            return _clean(self.line("why are they one? "))
        said = _clean(self.line("why? (Enter: nothing but the names speaks for it) "))
        left = "so they are kept apart" if verdict == "different" else "so it stays open"
        return said or f"{'; '.join(candidate.reasons)}. Nothing else says that they are one, {left}."

    def _undo(self) -> None:
        if not self.done:
            say("nothing to undo")
            return
        at, written = self.done[-1]
        if written and not self.desk.undo():
            say("data/judgements.yaml was changed after that: take the entry back there")
            return
        self.done.pop()
        self.at = at
        say("undone" if written else "back")

    def _show(self, candidate: Candidate) -> None:
        """Both things, and why they may be one."""
        lines = ["", f"{self.at + 1} of {len(self.candidates)} · likeness {candidate.score:.2f}"]
        for letter, name in zip("AB", candidate.pair, strict=True):
            lines += ["", *_told(letter, self.desk.account(name))]
        lines += ["", *(f"  why  {reason}" for reason in candidate.reasons), "", KEYS]
        say("\n".join(lines))


def _told(letter: str, thing: Account) -> Iterator[str]:
    first, *others = thing.called or (thing.name,)
    yield f"  {letter}    {_brief(first)}   {thing.name} ({', '.join(thing.types)})"
    if others:
        more = f" and {len(others) - NAMES} more" * (len(others) > NAMES)
        yield f"       also {', '.join(map(_brief, others[:NAMES]))}{more}"
    speaks = f", speaks or relays in {thing.speaks:,}" * bool(thing.speaks)
    yield f"       {thing.claims:,} claim{'s' * (thing.claims != 1)}{speaks}"
    for words, source in thing.quotes:
        yield f"       “{_brief(words)}” {source}".rstrip()


def _brief(text: str) -> str:
    text = visible(" ".join(text.split()))
    return text if len(text) <= BRIEF else f"{text[: BRIEF - 2]} …"


def _clean(text: str) -> str:
    """Words for the log: what a terminal sends besides them is left out."""
    return " ".join("".join(char for char in text if char.isprintable() or char.isspace()).split())


def ask_key() -> str:
    """A key of the terminal, or the first letter of a line where there is none; "" at the end of the input."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        return line.strip()[:1].lower() or ("?" if line else "")
    with _unbuffered():
        key = sys.stdin.read(1)
    return "" if key in ("\x04", "") else key.lower()


def ask_line(question: str) -> str:
    """A line of the person's; "" at the end of the input."""
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip()


@contextmanager
def _unbuffered() -> Iterator[None]:
    """A key counts without Enter; Ctrl-C still interrupts, and the terminal is put back."""
    import termios
    import tty

    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)
    try:
        tty.setcbreak(file, termios.TCSADRAIN)  # what was typed ahead counts
        yield
    finally:
        termios.tcsetattr(file, termios.TCSADRAIN, before)
