"""A report for a person: by rule or by file, each line beginning with its place, the sums at the end, and what is cut said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dalil.formats import visible
from dalil.reports.problems import SEVERITIES, Problem, counted

LONGEST = 100
"""Characters of a label, a quotation or a value that are shown: a hostile one has a megabyte."""
ROWS = 20
"""Rules, and files, that are summed up one by one at the least."""
COLOURS = {"error": "31", "violation": "31", "warning": "33", "info": "36", "dim": "2", "bold": "1"}
NOWHERE = "no place"


@dataclass(frozen=True, slots=True)
class Text:
    """How a report is laid out: how many of each rule (or file) are shown, 0 for all; `holds` says what a rule asks for."""

    limit: int = 20
    by: str = "rule"
    colour: bool = False
    holds: Callable[[str], str] = lambda _: ""

    def report(self, problems: Sequence[Problem], engine: str = "") -> str:
        """All of it; nothing where there is nothing."""
        if not problems:
            return ""
        groups = self._by_file(problems) if self.by == "file" else self._by_rule(problems)
        # A few errors are seen at a glance; one needs no sum at all.
        few = len(problems) <= ROWS and all(problem.severity == "error" for problem in problems)
        sums = [] if few else self._sums(problems)
        total = [] if few and len(problems) == 1 else [self._total(problems, engine)]
        return "\n".join([*groups, *sums, *total])

    def mended(self, problems: Sequence[Problem]) -> Iterator[str]:
        """What is no longer wrong: a line each, and nothing to do."""
        for problem in self._shown(problems):
            yield next(self._alone(problem))
        if left := len(problems) - len(self._shown(problems)):
            yield f"… and {left:,} more"

    def _by_rule(self, problems: Sequence[Problem]) -> Iterator[str]:
        """Errors by place, which have a sentence each; then what each rule found, under the sentence that they share."""
        errors = [problem for problem in problems if problem.severity == "error"]
        for problem in self._of_each_kind(errors):
            yield from self._error(problem)
        for kind, found in _grouped(errors, lambda one: (one.code,)).items():
            yield from self._cut(found, f"{kind[0]} ")
        findings = [problem for problem in problems if problem.severity != "error"]
        for group in _grouped(findings, lambda one: (one.severity, one.rule, one.message)).values():
            yield from self._heading(group[0])
            for problem in self._shown(group):
                yield f"{self._place(problem)}: {_told(problem)}"
            yield from self._cut(group)

    def _of_each_kind(self, errors: Sequence[Problem]) -> Iterator[Problem]:
        """The first of each kind, all kinds still in the order of their places."""
        seen = Counter[str]()
        for problem in errors:
            seen[problem.code] += 1
            if not self.limit or seen[problem.code] <= self.limit:
                yield problem

    def _by_file(self, problems: Sequence[Problem]) -> Iterator[str]:
        ordered = sorted(problems, key=lambda one: (one.file, one.line, one.column))
        for (file,), group in _grouped(ordered, lambda one: (one.file,)).items():
            yield self._paint("bold", f"{visible(file) or NOWHERE} ({len(group):,})")
            for problem in self._shown(group):
                yield from self._alone(problem)
            yield from self._cut(group)

    def _heading(self, problem: Problem) -> Iterator[str]:
        code = f" {problem.code}" if problem.code != problem.rule else ""
        holds = _brief(self.holds(problem.rule))
        name = self._paint("dim", f"[{visible(problem.rule)}]")
        yield f"{self._paint(problem.severity, problem.severity + code)}: {holds + ' ' if holds else ''}{name}"
        yield f"  {_indented(problem.message)}"

    def _alone(self, problem: Problem) -> Iterator[str]:
        """A problem on its own: with its rule, for a heading does not say it."""
        if problem.severity == "error":
            yield from self._error(problem)
            return
        what = self._paint(problem.severity, f"{problem.severity} {problem.code}")
        holds = self.holds(problem.rule) or problem.message
        yield f"{self._place(problem)}: {what}: {_brief(holds)}: {_told(problem)}"

    def _error(self, problem: Problem) -> Iterator[str]:
        place = f"{self._place(problem)}: " if problem.file else ""
        yield f"{place}{_indented(problem.message)}"
        if problem.hint:
            yield f"  → {_indented(problem.hint)}"

    def _place(self, problem: Problem) -> str:
        return self._paint("bold", visible(problem.place) or NOWHERE)

    def _shown(self, group: Sequence[Problem]) -> Sequence[Problem]:
        return group[: self.limit] if self.limit else group

    def _cut(self, group: Sequence[Problem], kind: str = "") -> Iterator[str]:
        left = len(group) - self.limit if self.limit else 0
        if left > 0:
            files = len({problem.file for problem in group[self.limit :]})
            where = "" if self.by == "file" else f" in {files:,} file{'s' * (files != 1)}"
            yield f"… and {left:,} more {kind}like it{where} (--limit 0 shows all, --format json has all)"

    def _sums(self, problems: Sequence[Problem]) -> Iterator[str]:
        """How many of each rule and in each file, where that is not plain to see."""
        rules = Counter((problem.severity, problem.code, problem.rule) for problem in problems)
        if len(rules) > 1:
            ranked = sorted(rules.items(), key=lambda one: (SEVERITIES.index(one[0][0]), -one[1], one[0]))
            wide = max(len(code) for _, code, _ in rules)
            rows = [
                (n, f"{severity:<9}  {code:<{wide}}  {_brief(self.holds(rule))}")
                for (severity, code, rule), n in ranked
            ]
            yield from self._table("by rule", rows, "rule")
        files = Counter(problem.file or NOWHERE for problem in problems)
        if len(files) > 1:
            found = sorted(files.items(), key=lambda one: (-one[1], one[0]))
            yield from self._table("by file", [(n, file) for file, n in found], "file")

    def _table(self, title: str, rows: Sequence[tuple[int, str]], what: str) -> Iterator[str]:
        shown = rows[: max(self.limit, ROWS)] if self.limit else rows
        yield self._paint("bold", title)
        for number, told in shown:
            yield f"  {number:>9,}  {visible(told).rstrip()}"
        if left := len(rows) - len(shown):
            yield f"  {sum(number for number, _ in rows[len(shown) :]):>9,}  … in {left:,} more {what}{'s' * (left != 1)}"

    def _total(self, problems: Sequence[Problem], engine: str) -> str:
        graver = any(problem.severity != "error" for problem in problems)
        by = f" ({engine})" if engine and graver else ""
        codes = [problem.code for problem in problems if problem.severity != "error"]
        return f"{counted(problems)}{by}" + (f"; dalil explain {codes[0]}: the rule, with examples" if codes else "")

    def _paint(self, colour: str, text: str) -> str:
        return f"\033[{COLOURS[colour]}m{text}\033[0m" if self.colour else text


def _told(problem: Problem) -> str:
    """The thing, what it is called, the words concerned and the value at fault, as far as each is known."""
    label = f" {_brief(problem.label)}" if problem.label else ""
    words = f" “{_brief(problem.words)}”" if problem.words else ""
    value = f" → {_brief(problem.value)}" if problem.tells_value else ""
    return f"{_brief(problem.thing)}{label}{words}{value}"


def _brief(text: str) -> str:
    """A text on one line: what steers a terminal is shown as code, and what is long is cut."""
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"
    return visible(cut).replace("\n", "⏎").replace("\t", "⇥")


def _indented(text: str) -> str:
    """A sentence of several lines: none of them begins where a place, or a command of GitHub's, would stand."""
    return re.sub(r"\n(?! )", "\n  ", visible(text))


def _grouped(
    problems: Iterable[Problem], key: Callable[[Problem], tuple[str, ...]]
) -> dict[tuple[str, ...], list[Problem]]:
    found: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        found.setdefault(key(problem), []).append(problem)
    return found
