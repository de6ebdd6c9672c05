"""`event:ged-{id | slug}` ⇄ a template: text, and holes with their steps.

`{{` and `}}` are braces. What stands in a hole is a column, then steps behind `|`; an argument that holds spaces, commas,
pipes or braces stands in quotation marks (doubled, where it holds them too).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dalil.errors import BadValue, UnknownTerm, Where, nearest
from dalil.facts.table.patterns import refuse_format, refuse_pattern
from dalil.model import WHOLE, Hole, Step, Template

MANY = "\x1f"
"""Between the values of a cell that was an array, or repeated elements, in JSON or XML."""


class StepRule(NamedTuple):
    """How a step is written: how many arguments it takes, and what it does to a cell."""

    least: int
    most: int
    arguments: str
    about: str


ANY = 99
STEPS = {
    "trim": StepRule(0, 0, "", "drops the spaces around a text; names, dates, counts and codes are trimmed anyway"),
    "split": StepRule(
        0,
        1,
        "SEPARATOR",
        "makes of a list its elements, each trimmed, once; by default arrays as they are, else at `;`",
    ),
    "lookup": StepRule(1, 1, "NAME", "the term for a code, as `lookups:` has it; a code that is not there is reported"),
    "slug": StepRule(0, 0, "", "makes of any words a name"),
    "lower": StepRule(0, 0, "", "writes it in small letters"),
    "upper": StepRule(0, 0, "", "writes it in capital letters"),
    "date": StepRule(
        1, ANY, "FORMAT, FORMAT", "reads a date by the first format that fits; the format says how precise"
    ),
    "month": StepRule(0, 0, "", "cuts a date to its month"),
    "year": StepRule(0, 0, "", "cuts a date to its year"),
    "count": StepRule(0, 0, "", "drops what separates thousands"),
    "null": StepRule(1, ANY, "CELL CELL", "takes these cells for empty"),
    "match": StepRule(1, 1, "PATTERN", "the first group of a regular expression, or all that it matches"),
    "digest": StepRule(0, 0, "", "12 digits of the SHA-256 hash"),
}
"""Every step there is; the reference and the JSON Schema are made from this."""

_TOKEN = re.compile(r"~h[0-9]+(~|$)")
_MARKS = "\"'"


def read_template(text: str, where: Where = Where("")) -> Template:
    """The template that a text of a mapping writes. Raises BadValue, UnknownTerm at `where`."""
    try:
        parts = tuple(_joined(_Scanner(text).parts()))
    except (BadValue, UnknownTerm) as error:
        raise error.at(where) from error
    for part in parts:
        if isinstance(part, str) and (found := _TOKEN.search(part)):
            hint = "dalil writes its own marks so; write it otherwise"
            raise BadValue(f"{found[0]!r} cannot stand in a mapping", where, hint)
    return Template(parts, where)


def write_template(template: Template) -> str:
    """The text that reads as this template."""
    return "".join(
        part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else _written(part)
        for part in template.parts
    )


def _written(hole: Hole) -> str:
    steps = [" ".join([step.name, *([_arguments(step)] if step.arguments else [])]) for step in hole.steps]
    return "{" + " | ".join([hole.shown, *steps]) + "}"


def _arguments(step: Step) -> str:
    return (", " if step.name == "date" else " ").join(_quoted(argument) for argument in step.arguments)


def _quoted(argument: str) -> str:
    if re.fullmatch(r"[^\s,|{}\"']+|,", argument):
        return argument
    return '"' + argument.replace('"', '""') + '"'


def _joined(parts: Iterator[str | Hole]) -> Iterator[str | Hole]:
    """Neighbouring texts as one."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text
        text = ""
        yield part
    if text:
        yield text


class _Scanner:
    """Reads a template from left to right; `at` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def parts(self) -> Iterator[str | Hole]:
        while self.at < len(self.text):
            two, one = self.text[self.at : self.at + 2], self.text[self.at]
            self.at += 1
            if two in ("{{", "}}"):
                self.at += 1
                yield one
            elif one == "{":
                yield self._hole()
            elif one == "}":
                raise BadValue(f"a `}}` without its `{{` in {self.text!r}", hint="write }} for the brace itself")
            else:
                yield one

    def _hole(self) -> Hole:
        column = self._until("|", "}").strip()
        if not column:
            raise BadValue(
                f"a hole without a column in {self.text!r}", hint="write {column}, or {{ for the brace itself"
            )
        steps = []
        while self._next() == "|":
            steps.append(self._step())
        if column == "*" and steps != [Step("digest")]:
            raise BadValue("`*` is the whole row, of which only a digest is taken", hint="write {* | digest}")
        return Hole(WHOLE if column == "*" else column, tuple(steps))

    def _next(self) -> str:
        """The character that ended a part of a hole: it is stepped over."""
        self.at += 1
        return self.text[self.at - 1]

    def _until(self, *ends: str) -> str:
        """Unquoted text up to one of some characters, which is not stepped over."""
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in ends:
            if self.text[self.at] in "{}":
                raise BadValue(
                    f"a `{self.text[self.at]}` inside a hole of {self.text!r}",
                    hint="put the argument in quotation marks; a column's name has no braces",
                )
            self.at += 1
        if self.at == len(self.text):
            raise BadValue(f"a `{{` without its `}}` in {self.text!r}", hint="write {{ for the brace itself")
        return self.text[start : self.at]

    def _step(self) -> Step:
        self._spaces()
        name = self._until(" ", "\t", "\n", "|", "}", *_MARKS)
        if name not in STEPS:
            hint = nearest(name, STEPS, "step")
            if not name:
                raise BadValue(f"a `|` without a step in {self.text!r}", hint=hint)
            raise UnknownTerm(f"{name!r} is not a step", hint=hint)
        arguments = tuple(self._formats() if name == "date" else self._words(name))
        _check(Step(name, arguments))
        return Step(name, arguments)

    def _words(self, name: str) -> Iterator[str]:
        """Arguments that spaces separate."""
        while self._spaces() not in ("|", "}"):
            if self.text[self.at] in _MARKS:
                yield self._in_quotes()
                continue
            word = self._until(" ", "\t", "\n", "|", "}")
            if "," in word and word != ",":
                raise BadValue(f"{word!r} behind `{name}` holds a comma", hint=f'put it in quotation marks: "{word}"')
            yield word

    def _formats(self) -> Iterator[str]:
        """Arguments that commas separate."""
        while self._spaces() not in ("|", "}"):
            quoted = self.text[self.at] in _MARKS
            yield self._in_quotes() if quoted else self._until(",", "|", "}").strip()
            if self._spaces() == ",":
                self.at += 1
            elif quoted and self.text[self.at] not in "|}":
                raise BadValue(f"two formats without a comma in {self.text!r}", hint="write date %Y-%m-%d, %Y")

    def _spaces(self) -> str:
        """The next character that is no space. Raises BadValue at the end of the text."""
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1
        self._until(*self.text[self.at : self.at + 1])
        return self.text[self.at]

    def _in_quotes(self) -> str:
        mark = self.text[self.at]
        found = re.compile(f"{mark}((?:[^{mark}]|{mark}{mark})*){mark}").match(self.text, self.at)
        if not found:
            raise BadValue(f"quotation marks that do not end in {self.text!r}", hint="write both, or neither")
        self.at = found.end()
        return found[1].replace(mark * 2, mark)


def _check(step: Step) -> None:
    rule, given = STEPS[step.name], len(step.arguments)
    if not rule.least <= given <= rule.most:
        wanted = f"{'at least ' * (rule.most == ANY)}{'one' if rule.least or rule.most else 'no'} argument"
        wanted = "at most one argument" if rule.least != rule.most != ANY else wanted
        usage = f"write {step.name} {rule.arguments}".strip()
        raise BadValue(f"`{step.name}` takes {wanted}, not {given}", hint=f"{usage}: {rule.about}")
    if "" in step.arguments:
        raise BadValue(f"an empty argument behind `{step.name}`", hint=rule.about)
    if step.name == "date":
        for argument in step.arguments:
            refuse_format(argument)
    if step.name == "match":
        refuse_pattern(step.arguments[0])
