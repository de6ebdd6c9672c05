"""The parts of the pages that the code itself writes: commands, keys, terms, foldings, errors, rules.

A part stands between `<!-- generated: NAME -->` and `<!-- end: NAME -->`; `filled` puts in what is so today.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_type_hints

import typer

from dalil import errors, values
from dalil.cli import app
from dalil.facts.factfile import CLAIM_KEYS, FILE_KEYS
from dalil.facts.quotes import folding_table
from dalil.facts.registry import KEYS as REGISTRY_KEYS
from dalil.facts.table import holes, keys, patterns
from dalil.project import open_project
from dalil.questions import named_queries
from dalil.reports import rules_of
from dalil.sources.sourcefile import KEYS as SOURCE_KEYS
from dalil.values.words import qualifying
from tests.docs_terms import code, ontology_classes, ontology_keys, ontology_provenance, ontology_words, table

ROOT = Path(__file__).parents[1]
MARKED = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n).*?(<!-- end: (?P=name) -->)", re.DOTALL)


def filled(page: str) -> str:
    """The page with each of its generated parts as the code says it today."""
    return MARKED.sub(lambda match: f"{match[1]}\n{PARTS[match['name']]().strip()}\n\n{match[3]}", page)


def parts(page: str) -> list[str]:
    """The names of a page's generated parts."""
    return [match["name"] for match in MARKED.finditer(page)]


# --- commands


def commands() -> dict[str, Any]:
    """Every command by name."""
    group: Any = typer.main.get_command(app)
    return dict(group.commands)


def helps(name: str) -> dict[str, str]:
    """What a command says of each of its parameters: by the annotation, which every version of typer reads."""
    callbacks = {
        info.name or str(info.callback.__name__): info.callback for info in app.registered_commands if info.callback
    }
    hints = get_type_hints(callbacks[name], include_extras=True)
    return {key: getattr(hint, "__metadata__", [None])[0].help or "" for key, hint in hints.items() if key != "return"}


def cli_commands() -> str:
    """A section a command: what it does, how it is called, what it takes, an example."""
    return "\n".join(_command(name, command) for name, command in commands().items())


def _command(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    usage = " ".join(["dalil", name, *map(_placeholder, arguments), *(["[OPTIONS]"] if options else [])])
    about = helps(name)
    rows = [[code(_written(p)), about[p.name].rstrip("."), _default(p)] for p in (*arguments, *options)]
    takes = "\n" + table(("takes", "what it is", "by default"), rows) if rows else ""
    example = (command.epilog or "").removeprefix("Example: ")
    return f"## dalil {name}\n\n{command.help}\n\n    {usage}\n{takes}\nExample: `{example}`\n"


def _placeholder(param: Any) -> str:
    text = param.metavar or param.name.upper()
    return text if param.required or text.startswith("[") or "|" in text else f"[{text}]"


def _written(param: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper()).strip("[].")
    names = ", ".join(sorted(param.opts, key=len))
    return names if param.is_flag else f"{names} {param.metavar or param.name.rstrip('_').upper()}"


def _default(param: Any) -> str:
    if param.required:
        return "needed"
    if param.param_type_name == "option" and param.multiple:
        return "may be repeated"
    return code(param.default) if isinstance(param.default, str) else ""


def cli_options() -> str:
    """The options that stand before the command."""
    group: Any = typer.main.get_command(app)
    rows = ([code(_written(p)), p.help.rstrip(".")] for p in group.params if p.name in ("project", "debug"))
    return table(("option", "what it does"), rows)


# --- keys and values of the files


def keys_of(about: dict[str, str]) -> Callable[[], str]:
    """A table of keys and what each is for."""
    return lambda: table(("key", "what it is for"), ([code(key), text] for key, text in about.items()))


def qualifiers() -> str:
    """Words before a number, and what is kept of it."""
    bounds = {"low": "at the lowest", "high": "at the highest", "best": "more or less"}
    rows = [
        [code(word), f"the number is meant {bounds[bound]}" + _strict(word)]
        for word, (_, bound) in values.QUALIFIERS.items()
    ]
    return table(("written before a number", "read as"), rows)


def _strict(word: str) -> str:
    return ", itself left out" if word in values.STRICT else ""


def multitudes() -> str:
    """Words instead of a number."""
    rows = [[code(word), f"low {low:,}, nothing else"] for word, low in values.MULTITUDES.items()]
    return table(
        ("written instead of a number", "kept"),
        [*rows, *([code(word), "no number at all"] for word in sorted(values.UNCOUNTED))],
    )


def phrases() -> str:
    """Words that are kept as others."""
    kept: dict[str, list[str]] = {}
    for table_of in (qualifying.SAME_AS, qualifying.BEHIND, qualifying.MULTITUDES_AS, qualifying.UNCOUNTED_AS):
        for phrase, word in table_of.items():
            kept.setdefault(word or "an exact number", []).append(phrase)
    rows = [[code(word), ", ".join(code(phrase) for phrase in dict.fromkeys(kept[word]))] for word in sorted(kept)]
    return table(("kept as", "written"), rows)


# --- mappings of tables


def mapping_steps() -> str:
    """Every step of a hole, how it is written and what it does."""
    rows = [[code(f"{name} {rule.arguments}".strip()), rule.about] for name, rule in holes.STEPS.items()]
    return table(("step", "what it does"), rows)


def mapping_dates() -> str:
    """The parts of a date's format."""
    return table(("part", "stands for"), ([code(part), about] for part, about in patterns.DIRECTIVES.items()))


def mapping_things() -> str:
    """Keys of sources and of entities side by side: which of them has which."""
    both = keys.SOURCE_KEYS | keys.ENTITY_KEYS
    marks = [["yes" if key in known else "" for known in (keys.SOURCE_KEYS, keys.ENTITY_KEYS)] for key in both]
    rows = [[code(key), about, *mark] for (key, about), mark in zip(both.items(), marks, strict=True)]
    return table(("key", "what it is for", "of a source", "of an entity"), rows)


# --- errors


def error_tree() -> str:
    """Every kind of error, its exit code, and what it means."""
    return table(("error", "code", "what it means"), _errors(errors.DalilError, 0))


def _errors(kind: type[errors.DalilError], depth: int) -> Iterator[list[str]]:
    about = (kind.__doc__ or "").split("\n")[0].split(": `")[0].rstrip(".")
    yield ["· " * depth + code(kind.__name__), str(kind.exit_code), about]
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from _errors(child, depth + 1)


# --- rules


def rules() -> str:
    """The questions that a build asks, and that must find nothing."""
    found = named_queries(open_project(ROOT)).items()
    return table(("rule", "holds when"), ([code(name), q.summary] for name, q in found if name.startswith("check-")))


def all_rules() -> str:
    """Every rule that comes with dalil, by code: how grave it is, what holds, in which file it is written."""
    found = rules_of(open_project(ROOT)).values()
    rows = ([code(r.code), r.severity, r.label, code(r.name), code(r.where.rpartition(":")[0])] for r in found)
    return table(("code", "severity", "what holds", "name", "written in"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "cli-commands": cli_commands,
    "cli-options": cli_options,
    "file-keys": keys_of(FILE_KEYS),
    "claim-keys": keys_of(CLAIM_KEYS),
    "source-keys": keys_of(SOURCE_KEYS),
    "registry-keys": keys_of(REGISTRY_KEYS),
    "mapping-keys": keys_of(keys.HEAD_KEYS),
    "mapping-format": keys_of(keys.FORMAT_KEYS),
    "mapping-claims": keys_of(keys.CLAIM_KEYS),
    "mapping-lookups": keys_of(keys.LOOKUP_KEYS),
    "mapping-joins": keys_of(keys.JOIN_KEYS),
    "mapping-things": mapping_things,
    "mapping-steps": mapping_steps,
    "mapping-dates": mapping_dates,
    "qualifiers": qualifiers,
    "multitudes": multitudes,
    "phrases": phrases,
    "folding": folding_table,
    "errors": error_tree,
    "rules": rules,
    "all-rules": all_rules,
    "ontology-classes": ontology_classes,
    "ontology-keys": ontology_keys,
    "ontology-provenance": ontology_provenance,
    "ontology-words": ontology_words,
}
