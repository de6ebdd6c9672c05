"""Which quads the rows of the invented table stand for, in dalil's shape: one description for every engine.

A frame is a table of prepared cells (`events`, and what the events have in common: `reports`, `actors`, `places`, `times`,
`counts`); a line is a quad with `{column}` holes, left out where one of its holes is empty. From these the rivals' RML and
OTTR are generated, and the plain writer here makes the reference. Only the standard library: it runs in every environment.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from make_events import BASE, KINDS, MAPPING, SURE, claim_lines, line

DALIL = "https://w3id.org/dalil/ontology#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OA = "http://www.w3.org/ns/oa#"
DCTERMS = "http://purl.org/dc/terms/"
ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
HOLE = re.compile(r"\{(\w+)\}")


class Line(NamedTuple):
    """A quad with holes. `text` is the object where it is a literal, `kind` its datatype's local name or @language."""

    subject: str
    predicate: str
    iri: str = ""
    text: str = ""
    kind: str = ""
    graph: str = ""

    @property
    def holes(self) -> list[str]:
        """The columns it is made from, each once."""
        return list(dict.fromkeys(HOLE.findall(f"{self.subject} {self.iri} {self.text} {self.graph}")))

    @property
    def nquad(self) -> str:
        """As a line of N-Quads, holes and all."""
        kind = self.kind if self.kind.startswith("@") else f"^^<{XSD}{self.kind}>" if self.kind else ""
        object_ = f"<{self.iri}>" if self.iri else f'"{self.text}"{kind}'
        graph = f" <{self.graph}>" if self.graph else ""
        return f"<{self.subject}> <{self.predicate}> {object_}{graph} .\n"


def _here(text: str) -> str:
    return BASE + text


def _claim(claim: str, source: str, speaker: str, quote: str, begins: int) -> list[Line]:
    """What stands about every claim in the default graph."""
    return [
        Line(claim, RDF_TYPE, iri=DALIL + "Claim"),
        Line(claim, DALIL + "mode", iri=DALIL + "asserted"),
        Line(claim, DALIL + "accordingTo", iri=_here(speaker)),
        Line(claim, DALIL + "source", iri=_here(source)),
        Line(claim, DALIL + "root", iri=_here(source)),
        Line(claim, DALIL + "passage", iri=_here("row-ged-{id}")),
        Line(claim, DALIL + "quote", text=quote),
        Line(claim, DALIL + "recordedIn", text=f"{MAPPING}:{begins}"),
    ]


def _event() -> list[Line]:
    first, second = claim_lines()
    event, place, row = _here("event-ged-{id}"), _here("place-grid-{place_id}"), _here("row-ged-{id}")
    claim, other = _here("claim-ged-{id}-1"), _here("claim-ged-{second}-2")
    said = [
        Line(event, RDF_TYPE, iri=DALIL + "{kind}", graph=claim),
        Line(event, DALIL + "date", iri=_here("time-{time}"), graph=claim),
        Line(event, DALIL + "killed", iri=_here("count-{count}"), graph=claim),
        Line(event, DALIL + "place", iri=place, graph=claim),
        Line(event, DALIL + "participant", iri=_here("actor-side-{side_a_id}"), graph=claim),
        Line(event, DALIL + "participant", iri=_here("actor-side-{side_b_id}"), graph=claim),
        Line(event, DALIL + "description", text="{description}", kind="@en", graph=claim),
        Line(place, DALIL + "within", iri=_here("place-adm-{admin_id}"), graph=claim),
    ]
    said_by_another = Line(event, DALIL + "perpetrator", iri=_here("actor-side-{side_a_id}"), graph=other)
    rows = [
        Line(row, RDF_TYPE, iri=DALIL + "Row"),
        Line(row, OA + "hasSource", iri=_here("source-ged")),
        Line(row, DALIL + "rowKey", text="{id}"),
        Line(row, DALIL + "fragment", text="row={row}"),
    ]
    return [
        *said,
        *_claim(claim, "source-ged", "actor-institute", "{quote}", first),
        said_by_another,
        *_claim(other, "source-report-{source_id}", "actor-press-{press_id}", "{second_quote}", second),
        Line(other, DALIL + "via", iri=_here("source-ged")),
        Line(other, DALIL + "certainty", text="{certainty}"),
        *rows,
    ]


def _report() -> list[Line]:
    iri = _here("source-report-{source_id}")
    return [
        Line(iri, RDF_TYPE, iri=DALIL + "Source"),
        Line(iri, RDF_TYPE, iri=DALIL + "NewsReport"),
        Line(iri, DCTERMS + "title", text="Report {source_id}", kind="@en"),
        Line(iri, LABEL, text="Report {source_id}", kind="@en"),
        Line(iri, DCTERMS + "language", text="en"),
        Line(iri, DCTERMS + "rights", text="Invented."),
        Line(iri, DCTERMS + "issued", iri=_here("time-{source_date}")),
        Line(iri, DALIL + "voice", iri=_here("actor-press-{press_id}")),
        Line(iri, DALIL + "recordedIn", text=f"{MAPPING}:{line('source:report-{source_id}:')}"),
    ]


def _entity(kind: str, column: str, type_: str, name: str, begins: str) -> list[Line]:
    iri = _here(f"{kind}{{{column}}}")
    return [
        Line(iri, RDF_TYPE, iri=DALIL + type_),
        Line(iri, LABEL, text=f"{{{name}}}", kind="@en"),
        Line(iri, SKOS + "prefLabel", text=f"{{{name}}}", kind="@en"),
        Line(iri, DALIL + "recordedIn", text=f"{MAPPING}:{line(begins)}"),
    ]


TIME, COUNT = _here("time-{time}"), _here("count-{count}")
LINES: dict[str, list[Line]] = {
    "events": _event(),
    "reports": _report(),
    "press": _entity("actor-press-", "press_id", "MediaOrganisation", "press", "actor:press-"),
    "sides_a": _entity("actor-side-", "side_a_id", "Government", "side_a", "actor:side-{side_a_id}"),
    "sides_b": _entity("actor-side-", "side_b_id", "Group", "side_b", "actor:side-{side_b_id}"),
    "places": _entity("place-grid-", "place_id", "Site", "place", "place:grid-{place_id}: { type"),
    "admins": _entity("place-adm-", "admin_id", "Place", "admin", "place:adm-"),
    "times": [
        Line(TIME, RDF_TYPE, iri=DALIL + "Time"),
        Line(TIME, LABEL, text="{edtf}"),
        Line(TIME, DALIL + "edtf", text="{edtf}"),
        Line(TIME, DALIL + "earliest", text="{earliest}", kind="date"),
        Line(TIME, DALIL + "latest", text="{latest}", kind="date"),
    ],
    "counts": [
        Line(COUNT, RDF_TYPE, iri=DALIL + "Count"),
        Line(COUNT, LABEL, text="{label}"),
        Line(COUNT, DALIL + "unit", text="people"),
        *(Line(COUNT, DALIL + bound, text=f"{{{bound}}}", kind="integer") for bound in ("low", "best", "high")),
    ],
}
SHARED = {  # frames of things that many rows have in common, and the columns that describe them
    "reports": ("source_id", "source_date", "press_id"),
    "press": ("press_id", "press"),
    "sides_a": ("side_a_id", "side_a"),
    "sides_b": ("side_b_id", "side_b"),
    "places": ("place_id", "place"),
    "admins": ("admin_id", "admin"),
}
QUOTED = (  # the cells that each claim rests on, in the order of the mapping
    *("id", "type", "date_start", "date_end", "low", "best", "high", "place_id", "side_a_id", "side_b_id"),
    *("description", "admin_id"),
)
SECOND_QUOTED = ("id", "side_a_id")

Cells = dict[str, str]


def quote(row: Cells, columns: Iterable[str]) -> str:
    """The cells a claim rests on, as its quotation shows them."""
    return " | ".join(f"{column}: {row[column]}" for column in columns if row[column])


def edtf(start: str, end: str) -> str:
    """A day, or two with a slash between them."""
    return start if start == end else f"{start}/{end}"


def count_parts(low: str, best: str, high: str) -> tuple[str, str]:
    """Name and label of a count as dalil makes them."""
    if low == best == high:
        return f"{best}-people", f"{int(best):,} people"
    return f"{low}..{best}..{high}-people", f"{low or '?'}/{best or '?'}/{high or '?'} people (low/best/high)"


def events(table: Path) -> Iterator[Cells]:
    """Rows of the table with the prepared cells that lines have holes for."""
    with table.open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), 2):
            row["row"] = str(number)
            row["kind"], row["certainty"] = KINDS[row["type"]], SURE.get(row["confidence"], "")
            row["time"] = edtf(row["date_start"], row["date_end"]).replace("/", "--")
            row["count"] = count_parts(row["low"], row["best"], row["high"])[0]
            row["quote"] = quote(row, QUOTED)
            row["second"], row["second_quote"] = "", ""
            if row["certainty"]:
                row["second"], row["second_quote"] = row["id"], quote(row, SECOND_QUOTED)
            yield row


class Common:
    """Gathers, row by row, what many rows have in common."""

    def __init__(self) -> None:
        self.found: dict[str, dict[tuple[str, ...], None]] = {name: {} for name in (*SHARED, "days", "figures")}

    def add(self, row: Cells) -> None:
        """Note the things of one row."""
        for name, columns in SHARED.items():
            self.found[name][tuple(row[column] for column in columns)] = None
        self.found["days"][row["date_start"], row["date_end"]] = None
        self.found["days"][row["source_date"], row["source_date"]] = None
        self.found["figures"][row["low"], row["best"], row["high"]] = None

    def frames(self) -> Iterator[tuple[str, Iterator[Cells]]]:
        """Every frame but the events', with its rows."""
        for name, columns in SHARED.items():
            yield name, (dict(zip(columns, cells, strict=True)) for cells in self.found[name])
        yield "times", (_time(*days) for days in self.found["days"])  # type: ignore[misc]
        yield "counts", (_count(*figures) for figures in self.found["figures"])  # type: ignore[misc]


def _time(start: str, end: str) -> Cells:
    text = edtf(start, end)
    return {"time": text.replace("/", "--"), "edtf": text, "earliest": start, "latest": end}


def _count(low: str, best: str, high: str) -> Cells:
    name, label = count_parts(low, best, high)
    return {"count": name, "label": label, "low": low, "best": best, "high": high}


def frames(table: Path) -> Iterator[tuple[str, Iterator[Cells]]]:
    """Every frame with its rows; the events' first, which must be read to the end before the next is asked for."""
    common = Common()

    def noted() -> Iterator[Cells]:
        for row in events(table):
            common.add(row)
            yield row

    yield "events", noted()
    yield from common.frames()


def filler(lines: Iterable[Line]) -> list[tuple[list[str], str]]:
    """For each line the columns that must not be empty, and its text for `str.format_map`."""
    made = []
    for each in lines:
        text = each.nquad.replace("{", "{{").replace("}", "}}")
        made.append((each.holes, HOLE.sub(r"{\1}", text.replace("{{", "{").replace("}}", "}"))))
    return made


def write_reference(table: Path, path: Path) -> None:
    """The quads of a table, written plainly: what the other engines are compared with until dalil's own are there."""
    with path.open("w", encoding="utf-8") as out:
        for name, cells in frames(table):
            lines = filler(LINES[name])
            for row in cells:
                escaped = {key: value.translate(ESCAPES) for key, value in row.items()}
                out.writelines(
                    text.format_map(escaped) for holes, text in lines if all(escaped[hole] for hole in holes)
                )


def write_frames(table: Path, folder: Path) -> None:
    """The prepared cells of every frame as CSV, which is where the rivals begin."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, cells in frames(table):
        columns = list(dict.fromkeys(hole for each in LINES[name] for hole in each.holes))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(cells)
