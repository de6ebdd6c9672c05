"""Times in the words of a sentence: not everybody reads EDTF. Plain dates stay as they are."""

from __future__ import annotations

import re

from dalil.values import Time

DOUBTS = {"~": "about {}", "?": "perhaps {}", "%": "perhaps about {}"}
IN_PART = {"~": "{} (in part approximate)", "?": "{} (in part uncertain)", "%": "{} (in part uncertain)"}
ONE_OF = re.compile(r"\[([^,\[\]]*)\.\.([^,\[\]]*)\]")
LISTED = re.compile(r"([\[{])([^\[\]{}]+)[\]}]")
PART = re.compile(r"([0-9]{4})-([2-4][0-9])")
SEASONS = ("spring", "summer", "autumn", "winter")
PARTS = {
    **{str(21 + n): name for n, name in enumerate(SEASONS)},
    **{str(25 + n): f"northern {name}" for n, name in enumerate(SEASONS)},
    **{str(29 + n): f"southern {name}" for n, name in enumerate(SEASONS)},
    **{str(33 + n): f"the {nth} quarter of" for n, nth in enumerate(("first", "second", "third", "last"))},
    **{str(37 + n): f"the {nth} third of" for n, nth in enumerate(("first", "second", "last"))},
    **{str(40 + n): f"the {nth} half of" for n, nth in enumerate(("first", "second"))},
}
"""EDTF's codes in the place of the month."""
UNKNOWN = (
    (re.compile(r"([0-9]{4}-[0-9]{2})-XX"), "some day of {}"),
    (re.compile(r"([0-9]{4})-XX(?:-XX)?"), "some day of {}"),
)
DOUBTED = re.compile(r"([0-9X-]+)([~?%])")
PLAIN = re.compile(r"[0-9-]+")


def worded(time: Time) -> str:
    """`2013-04`, `from 2011 to 2013`, `between 2022-04 and 2022-05`, `about 2013`, `“Today”`."""
    text = time.edtf
    if not text:
        return f"“{time.words}”"
    if "/" in text:
        first, _, last = text.partition("/")
        return _range(_doubted(first), _doubted(last), "from {} to {}", "from {} on", "until {}")
    if found := ONE_OF.fullmatch(text):
        first, last = map(_doubted, found.groups())
        return _range(first, last, "between {} and {}", "{} or later", "{} or earlier")
    if found := LISTED.fullmatch(text):
        return (" or " if found[1] == "[" else " and ").join(map(_member, found[2].split(",")))
    return _doubted(text)


def quoted(time: Time) -> str:
    """The same within a sentence that goes on: a plain date as it is, all else in quotation marks."""
    words = worded(time)
    return words if PLAIN.fullmatch(words) or words.startswith("“") else f"“{words}”"


def at(time: Time) -> str:
    """The same with its preposition: `on 2013-04-16`, `in 2013-04`, `from 2011 to 2013`."""
    words = worded(time)
    if words.split(" ")[0] in ("from", "between", "until", "some"):
        return f"on {words}" if words.startswith("some") else words
    perhaps = "perhaps " * (words.startswith("perhaps ") and " about " not in words)
    words = words.removeprefix(perhaps)
    return f"{perhaps}{'on' if re.search('[0-9X]{4}-[0-9X]{2}-[0-9X]{2}', words) else 'in'} {words}"


def _member(text: str) -> str:
    """A date among several, or a range among them."""
    first, dots, last = text.strip().partition("..")
    return (
        _range(_doubted(first), _doubted(last), "{} to {}", "{} or later", "{} or earlier") if dots else _doubted(first)
    )


def _range(first: str, last: str, both: str, since: str, until: str) -> str:
    if first in ("", "..") or last in ("", ".."):
        return until.format(last) if first in ("", "..") else since.format(first)
    return both.format(first, last)


def _doubted(text: str) -> str:
    if found := DOUBTED.fullmatch(text):
        return DOUBTS[found[2]].format(_doubted(found[1]))
    if doubts := re.search("[~?%]", text):
        return IN_PART[doubts[0]].format(_doubted(re.sub("[~?%]", "", text)))
    if (found := PART.fullmatch(text)) and found[2] in PARTS:
        return f"{PARTS[found[2]]} {found[1]}"
    if found := re.fullmatch("([0-9]{1,3})(X+)", text):
        return f"some year from {found[1]}{'0' * len(found[2])} to {found[1]}{'9' * len(found[2])}"
    for pattern, words in UNKNOWN:
        if found := pattern.fullmatch(text):
            return words.format(found[1])
    return f"{text} (X: not known)" if "X" in text else text
