"""A rule, or a kind of error, explained: what must hold, what to do where it does not, an example of either, how often it is found."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from dalil import errors
from dalil.build import MANIFEST, fingerprint
from dalil.errors import DalilError, UnknownTerm, nearest
from dalil.formats import visible
from dalil.project import Project, open_project
from dalil.reports import rules_of

if TYPE_CHECKING:
    from pathlib import Path

    from dalil.graph.shacl.shapes.catalogue import Rule

CODE = re.compile(r"[Dd](?P<number>[0-9]{1,4})")
LIST = ("D", "d", "rules")
"""What asks for all of them."""

LONGEST = 2000

Story = dict[str, Any]


def explain_rule(word: str, start: Path | None) -> Story | list[Story] | None:
    """The story of a rule by its code or name, or of a kind of error; all in a few words for one of LIST.

    None where the word is something else. Raises UnknownTerm for a code or a name that comes near one. Outside of a
    dossier the rules are those that come with dalil.
    """
    code = CODE.fullmatch(word)
    if not (code or word in LIST or re.fullmatch(r"[A-Za-z][\w-]*", word)):
        return None
    if kind := _errors().get(word):
        return _error_story(kind)
    project = _project(start)
    rules = rules_of(project)
    if word in LIST:
        return [{key: getattr(rule, key) for key in ("code", "name", "severity", "label")} for rule in rules.values()]
    by_code = {rule.code: rule for rule in rules.values() if rule.code}
    wanted = f"D{int(code['number']):03d}" if code else word
    rule = by_code.get(wanted) or rules.get(word)
    if rule is not None:
        return rule_story(rule, _found(project, rule))
    if code:
        raise UnknownTerm(f"no rule has the code {wanted}", hint="dalil explain D lists all")
    hint = nearest(word, [*rules, *_errors()], "rule")
    if hint.startswith("did you mean"):
        raise UnknownTerm(f"no rule is called {word!r}", hint=f"{hint} dalil explain D lists all")
    return None


def tell_rule(story: Story | list[Story]) -> str:
    """The same for a person."""
    if isinstance(story, list):
        lines = [f"{one['code'] or '-':<5} {one['severity']:<9} {one['name']:<40} {one['label']}" for one in story]
        return visible("\n".join(lines)) + "\n"
    titles = {
        "means": "means",
        "holds": "must hold",
        "message": "if not",
        "why": "why",
        "written": "written in",
        "exit": "exit code",
        "found": "this build",
    }
    lines = [f"{' '.join(filter(None, [story.get('code'), story['name']]))} ({story['severity']})"]
    lines += [
        f"  {title:<10} {indented(story[key])}" for key, title in titles.items() if story.get(key) not in (None, "")
    ]
    for key, title in (("fails", "This does not hold:"), ("passes", "This holds:")):
        if story.get(key):
            lines += ["", title, "", *(f"    {line}".rstrip() for line in _bare(story[key]))]
    return visible("\n".join(lines)) + "\n"


def indented(text: object) -> str:
    """What somebody wrote in several lines, under its title; a hostile text is cut."""
    return str(text)[:LONGEST].replace("\n", "\n" + " " * 13)


def rule_story(rule: Rule, found: str = "") -> Story:
    """A rule as it is told; `found` says how often the newest build has it."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "holds": rule.label,
        "message": rule.message,
        "why": rule.why,
        "written": rule.where,
        "found": found,
        "fails": rule.example_fail,
        "passes": rule.example_pass,
    }


def _error_story(kind: type[DalilError]) -> Story:
    about = (kind.__doc__ or "").split("\n")[0]
    return {"name": kind.__name__, "severity": "error", "means": about, "exit": kind.exit_code}


def _errors() -> dict[str, type[DalilError]]:
    """Kinds of errors by the name that reports give them."""
    kinds = (kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DalilError))
    return {kind.__name__: kind for kind in kinds}


def _project(start: Path | None) -> Project:
    """The dossier here; where there is none, nothing but the package."""
    try:
        return open_project(start)
    except DalilError:
        if start is not None:
            raise
        from pathlib import Path

        return Project(Path(), "", "https://example.org/", "")


def _found(project: Project, rule: Rule) -> str:
    """How often the newest build has it, "" where there is none."""
    try:
        manifest = json.loads((project.build / MANIFEST).read_text(encoding="utf-8"))
        found = manifest["validation"]["found"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    number = sum(
        n for name, n in found.items() if name == rule.code or name.endswith((f"#{rule.name}", f"/{rule.name}"))
    )
    changed = "" if manifest.get("inputs") == fingerprint(project) else "; the dossier has changed since"
    return f"{number:,} finding{'s' * (number != 1)}{changed}"


def _bare(example: str) -> list[str]:
    """An example without its prefixes: they are the same in all."""
    lines = [line for line in example.strip().split("\n") if not line.startswith(("@prefix", "@base"))]
    while lines and not lines[0].strip():
        lines.pop(0)
    return lines
