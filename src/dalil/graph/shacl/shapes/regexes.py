"""Regular expressions that may never end, known by their form.

Python's `re`, which pySHACL uses, tries one way after another. Inside of a repetition, two ways to take the next
character (`(a+)+`, `(a|a)*`, `(.*,)*`) double with each character. So inside of a repetition the next character
must say which way is meant. That is stricter than need be, and it does not look for what is only slow (`a*a*b`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from re import _parser  # type: ignore[attr-defined]  # the parser of the dialect that will run; there is no public one
from typing import Any

LARGE = 32
"""A bound from which on a repetition counts as one without a bound."""
CATEGORIES = {name: re.compile(sign) for name, sign in {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}.items()}
SAMPLE = frozenset(map(chr, range(128))) | frozenset("éßابج٣\u00a0\u200f漢😀")

Tokens = Any
"""What the parser of `re` gives: a sequence of (operation, arguments)."""


def runaway(pattern: str, flags: str = "") -> str:
    """The way in which a pattern may never end, or "" where it has none. Anything that `re` refuses has none."""
    try:
        tokens = _parser.parse(pattern)
        ignore_case = "i" in flags or bool(tokens.state.flags & re.IGNORECASE)
        walk = _Walk(SAMPLE | set(pattern), ignore_case=ignore_case)
        return next(walk.doubts(tokens, frozenset(), inside=False), "")
    except re.error:
        return ""
    except (RecursionError, OverflowError):
        return "it is nested too deeply to be looked at"


class _Walk:
    """One look at a pattern, over the characters that could matter to it."""

    def __init__(self, alphabet: frozenset[str] | set[str], *, ignore_case: bool) -> None:
        self._all = frozenset(alphabet)
        self._ignore_case = ignore_case

    def doubts(self, tokens: Tokens, after: frozenset[str], *, inside: bool) -> Iterator[str]:
        """Where two ways are open, from the end backwards: `after` is what can come next."""
        for operation, arguments in reversed(list(tokens)):
            kind = str(operation)
            if kind.endswith("_REPEAT"):
                least, most, body = arguments
                first = self._first(body)
                if inside and least != most and (both := first & after):
                    yield f"a repetition inside of another one can take {min(both)!r} in two ways"
                yield from self.doubts(body, after | first if most > 1 else after, inside=inside or most > LARGE)
            elif kind == "BRANCH":
                ways = [self._first(way) | (after if self._can_be_empty(way) else frozenset()) for way in arguments[1]]
                if inside and (both := next((a & b for a, b in combinations(ways, 2) if a & b), frozenset())):
                    yield f"a choice inside of a repetition can take {min(both)!r} in two ways"
            if not kind.endswith("_REPEAT"):
                for inner in _inner(kind, arguments):
                    yield from self.doubts(inner, after, inside=inside)
            first = self._first([(operation, arguments)])
            after = first | after if self._can_be_empty([(operation, arguments)]) else first

    def _first(self, tokens: Tokens) -> frozenset[str]:
        """The characters that a part can begin with."""
        found = frozenset[str]()
        for token in tokens:
            found |= self._begins(*token)
            if not self._can_be_empty([token]):
                break
        return found

    def _begins(self, operation: object, arguments: Tokens) -> frozenset[str]:
        kind = str(operation)
        if kind in {"ANY", "GROUPREF", "GROUPREF_EXISTS"}:
            return self._all
        if kind in {"LITERAL", "NOT_LITERAL"}:
            chosen = self._cased(frozenset(chr(arguments)))
            return chosen if kind == "LITERAL" else self._all - chosen
        if kind == "IN":
            return self._one_of(arguments)
        return frozenset[str]().union(*map(self._first, _inner(kind, arguments)))

    def _one_of(self, items: Tokens) -> frozenset[str]:
        found, negated = set[str](), False
        for operation, argument in items:
            match str(operation):
                case "NEGATE":
                    negated = True
                case "LITERAL":
                    found.add(chr(argument))
                case "RANGE":
                    found |= {char for char in self._all if argument[0] <= ord(char) <= argument[1]}
                case _:
                    found |= self._of_category(str(argument).removeprefix("CATEGORY_"))
        chosen = self._cased(frozenset(found))
        return self._all - chosen if negated else chosen

    def _of_category(self, name: str) -> set[str]:
        within = {char for char in self._all if CATEGORIES[name.removeprefix("NOT_")].match(char)}
        return set(self._all - within) if name.startswith("NOT_") else within

    def _cased(self, chars: frozenset[str]) -> frozenset[str]:
        return chars | {c.swapcase() for c in chars} if self._ignore_case else chars

    def _can_be_empty(self, tokens: Tokens) -> bool:
        return all(self._is_empty(str(operation), arguments) for operation, arguments in tokens)

    def _is_empty(self, kind: str, arguments: Tokens) -> bool:
        if kind in {"LITERAL", "NOT_LITERAL", "ANY", "IN"}:
            return False
        if kind.endswith("_REPEAT"):
            return arguments[0] == 0 or self._can_be_empty(arguments[2])
        if kind == "BRANCH":
            return any(self._can_be_empty(way) for way in arguments[1])
        return all(self._can_be_empty(inner) for inner in _inner(kind, arguments))


def _inner(kind: str, arguments: Tokens) -> list[Tokens]:
    """The parts of a token, one after another or to choose from; looks ahead and behind take nothing."""
    if kind.endswith("_REPEAT"):
        return [arguments[2]]
    if kind == "BRANCH":
        return list(arguments[1])
    if kind == "SUBPATTERN":
        return [arguments[3]]
    return [arguments] if kind == "ATOMIC_GROUP" else []
