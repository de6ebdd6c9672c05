"""What holds for agreements of tables: their shapes, and the account of what was compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import polars as pl
from pyoxigraph import NamedNode

from dalil.build.parts import Parts, is_agreements
from dalil.build.shelves import FINDINGS
from dalil.build.tables import Tables
from dalil.graph.shacl.results import ntriples
from dalil.graph.shacl.shapes.reading import class_hierarchy, load_shapes
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.shapes.terms import SH
from dalil.graph.validate import validate
from dalil.project import Project
from dalil.vocabulary import DALIL, TYPE, dalil

CLAIM = re.compile(rf" <{re.escape(DALIL)}between> (<[^>]*>) \.".encode())
TARGET = NamedNode(SH + "targetClass")
SHARD = 300_000
"""Quads of agreements that are validated together."""
REPORT = "reports/agreements.cut.jsonl"


def findings_of_agreements(tables: Tables, shapes: list[Path], engine: str) -> pl.DataFrame:
    """What does not hold in fresh agreements. Their claims are lent as claims, which are asked nothing: that was done where they are."""
    found = [pl.DataFrame(schema=FINDINGS)]
    fresh = sorted(filter(is_agreements, tables.parts.fresh))
    rules = _without_claims(load_shapes(shapes)) if fresh else Shapes()
    hierarchy = ntriples(class_hierarchy(tables.project.resource("ontology") / "dalil.ttl")).encode()
    seconds = tables.project.validation["seconds"]
    for texts in _shards(tables.parts, fresh):
        text = b"".join(texts.values())
        report = validate(text + _lent(text) + hierarchy, rules, engine, seconds=seconds)
        rows = [{"part": _part(finding.focus, texts), **asdict(finding)} for finding in report.findings]
        found.append(pl.DataFrame(rows, schema=list(FINDINGS), schema_overrides=FINDINGS))
    return pl.concat(found)


def _shards(parts: Parts, names: list[str]) -> Iterator[dict[str, bytes]]:
    """The texts of some parts, as many at a time as are validated together."""
    texts: dict[str, bytes] = {}
    for name in names:
        texts[name] = (parts.folder / f"{name}.nq").read_bytes()
        if sum(parts.made[one].quads for one in texts) > SHARD:
            yield texts
            texts = {}
    if texts:
        yield texts


def _lent(text: bytes) -> bytes:
    """The claims of some agreements, as claims."""
    line = b"%s <%s> <%sClaim> .\n"
    names = (TYPE.value.encode(), DALIL.encode())
    return b"".join(line % (claim, *names) for claim in sorted(set(CLAIM.findall(text))))


def _part(focus: str, texts: dict[str, bytes]) -> str:
    """The part that describes what is at fault; "" where it is one of the claims."""
    return next((name for name, text in texts.items() if f"<{focus}> ".encode() in text), "")


def _without_claims(rules: Shapes) -> Shapes:
    """The shapes, but for what they ask of every claim."""
    return replace(rules, triples=[t for t in rules.triples if (t.predicate, t.object) != (TARGET, dalil("Claim"))])


def account(parts: Parts) -> dict[str, object]:
    """For the manifest: how many agreements of each kind, and what large blocks left out."""
    counts = Counter[str]()
    for name, part in sorted(parts.made.items()):
        if is_agreements(name):
            counts.update(part.counts)
    cut = {what: counts.pop(f"cut {what}", 0) for what in ("blocks", "pairs", "values")}
    told: dict[str, object] = {"agreements_of_tables": dict(sorted(counts.items()))}
    return told | ({"agreements_cut": cut | {"report": f".dalil/{REPORT}"}} if cut["blocks"] else {})


def note_cuts(project: Project, cuts: pl.LazyFrame) -> None:
    """One line for each block that was cut, in a file of the dossier; none where nothing was."""
    path = project.private / REPORT
    rows = cuts.drop("part").sort("thing", "term").collect()
    path.unlink(missing_ok=True)
    if rows.height:
        path.parent.mkdir(exist_ok=True)
        rows.write_ndjson(path)
