"""The ontology as tables of a page: classes by kind, keys by their subject, what machines record, fixed words."""

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from dalil.vocabulary import DALIL, OWL, RDF, RDFS, SKOS, Vocabulary, local_name

ONTOLOGY = Path(__file__).parents[1] / "ontology" / "dalil.ttl"

Terms = dict[str, dict[str, list[str]]]


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [list(head), ["---"] * len(list(head)), *map(list, rows)]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |\n" for line in lines
    )


def code(text: object) -> str:
    """Text as code, where there is any."""
    return f"`{text}`" if text else ""


def terms() -> Terms:
    """The ontology's own terms in its own order: local name → predicate → values."""
    found: Terms = {}
    for triple in ox.parse(path=ONTOLOGY, format=ox.RdfFormat.TURTLE):
        subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
        if subject.startswith(DALIL) and not isinstance(triple.object, ox.Triple):
            about = found.setdefault(subject.removeprefix(DALIL), {})
            about.setdefault(triple.predicate.value, []).append(triple.object.value)
    return {name: about for name, about in found.items() if SKOS + "definition" in about}


def ontology_classes() -> str:
    """The classes of entities, a table for each kind."""
    vocabulary, all_terms = Vocabulary.load(ONTOLOGY), terms()
    sections = []
    for prefix, root in sorted(vocabulary.prefixes.items(), key=lambda item: list(all_terms).index(item[1])):
        others = set(vocabulary.prefixes.values()) - {root}
        names = [
            n
            for n in all_terms
            if root in vocabulary.ancestors(n) and not (others - vocabulary.ancestors(root)) & vocabulary.ancestors(n)
        ]
        rows = (
            [_term(n), _below(all_terms[n]), _definition(all_terms[n]), _example(all_terms[n]), _standard(all_terms[n])]
            for n in names
        )
        sections.append(
            f"### {root}: `{prefix}:…`\n\n"
            + table(("class", "below", "means", "example", "nearest standard term"), rows)
        )
    return "\n".join(sections)


def ontology_keys() -> str:
    """The terms that may stand under `says:`, by the class of their subject."""
    vocabulary, all_terms = Vocabulary.load(ONTOLOGY), terms()
    domains = list(dict.fromkeys(vocabulary.properties[n].domain for n in all_terms if n in vocabulary.properties))
    sections = []
    for domain in sorted(domains, key=list(all_terms).index):
        names = [n for n in all_terms if n in vocabulary.properties and vocabulary.properties[n].domain == domain]
        rows = (
            [
                _term(n),
                _range(vocabulary, n),
                _definition(all_terms[n]),
                _example(all_terms[n]),
                _standard(all_terms[n]),
            ]
            for n in names
        )
        sections.append(
            f"### Said of: {domain}\n\n" + table(("key", "value", "means", "example", "nearest standard term"), rows)
        )
    return "\n".join(sections)


def _range(vocabulary: Vocabulary, name: str) -> str:
    term = vocabulary.properties[name]
    kind = {"langString": "text", "string": "text as it is", "integer": "whole number"}.get(term.range, term.range)
    return kind + (", one" if term.single else "") + (", transitive" if term.transitive else "")


def ontology_provenance() -> str:
    """The terms that machines write, by the class they are said of."""
    vocabulary, all_terms = Vocabulary.load(ONTOLOGY), terms()
    mine = {
        n: a
        for n, a in all_terms.items()
        if not set(a[RDF + "type"]) & {OWL + "Class", OWL + "NamedIndividual"} and n not in vocabulary.properties
    }
    groups: dict[str, list[str]] = {}
    for name, about in mine.items():
        fallback = (
            "the ontology's own terms" if OWL + "AnnotationProperty" in about[RDF + "type"] else "anything recorded"
        )
        groups.setdefault(local_name(about.get(RDFS + "domain", [fallback])[0]), []).append(name)
    sections = []
    for domain, names in groups.items():
        rows = (
            [
                _term(n),
                local_name(mine[n].get(RDFS + "range", [""])[0]),
                _definition(mine[n]),
                _example(mine[n]),
                _standard(mine[n]),
            ]
            for n in names
        )
        sections.append(
            f"### Recorded of: {domain}\n\n"
            + table(("term", "value", "means", "example", "nearest standard term"), rows)
        )
    return "\n".join(sections)


def ontology_words() -> str:
    """The fixed words: modes, kinds of agreement, verdicts."""
    named = {n: a for n, a in terms().items() if OWL + "NamedIndividual" in a[RDF + "type"]}
    kind = {n: next(local_name(t) for t in a[RDF + "type"] if t.startswith(DALIL)) for n, a in named.items()}
    return table(
        ("word", "is a", "means", "example"),
        ([code(n), kind[n], _definition(a), _example(a)] for n, a in named.items()),
    )


def _term(name: str) -> str:
    return code(name)


def _below(about: dict[str, list[str]]) -> str:
    return ", ".join(
        code(local_name(parent)) for parent in about.get(RDFS + "subClassOf", []) if parent.startswith(DALIL)
    )


def _definition(about: dict[str, list[str]]) -> str:
    return about[SKOS + "definition"][0]


def _example(about: dict[str, list[str]]) -> str:
    return code(about[SKOS + "example"][0])


def _standard(about: dict[str, list[str]]) -> str:
    """What it maps to, or why to nothing."""
    foreign = [
        iri for key in ("subClassOf", "subPropertyOf") for iri in about.get(RDFS + key, []) if not iri.startswith(DALIL)
    ]
    found = dict.fromkeys([*foreign, *about.get(SKOS + "closeMatch", [])])
    return (
        ", ".join(code(_curie(iri)) for iri in found)
        or "none: " + about.get(DALIL + "noStandardTerm", ["see the class above"])[0]
    )


def _curie(iri: str) -> str:
    prefixes = dict(re.findall(r"^@prefix (\w+): <([^>]+)>", ONTOLOGY.read_text(encoding="utf-8"), re.MULTILINE))
    return next(
        (f"{prefix}:{iri.removeprefix(space)}" for prefix, space in prefixes.items() if iri.startswith(space)), iri
    )
