"""A claim with holes → a prototype: an ordinary claim whose names and texts hold tokens, and the columns that go there.

The prototype is written as quads like any claim, so that claims of tables have exactly the shape of written ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from dalil.errors import FactError
from dalil.facts.factfile import CERTAINTIES
from dalil.facts.table.contents import Contents, Said
from dalil.facts.table.tokens import Column, Required, Tokens, column_of_elements, holes_in
from dalil.facts.table.transforms import list_of
from dalil.model import WHOLE, ClaimMapping, Hole, Named, Row, Template
from dalil.model import Claim as ModelClaim
from dalil.model import Mapping as TableMapping
from dalil.project import Project
from dalil.values import Time, Value


@dataclass(frozen=True, slots=True)
class Prototype:
    """A claim with tokens (`~h0~`) in names and texts; `columns[i]` makes `h<i>`.

    `subjects` are the entities that get a type (local name, class), `mentioned` those that may get none; both with tokens.
    `needs` are the further holes that must be filled for a mention to be one. `values` are those without holes.
    """

    claim: ModelClaim
    columns: tuple[Column, ...]
    subjects: tuple[tuple[str, str], ...]
    mentioned: tuple[str, ...]
    needs: tuple[tuple[int, ...], ...]
    values: tuple[Value, ...]
    said: tuple[Said, ...]
    required: tuple[Required, ...]

    def column(self, make: str) -> str | None:
        """The name of the column of a kind, such as `withdrawn`; None where there is none."""
        return next((f"h{n}" for n, column in enumerate(self.columns) if column.make == make), None)


def singled(claim: ClaimMapping) -> dict[Hole, str]:
    """The lists of which every element makes a claim (`each`, and a source that is many), and the columns of their elements."""
    lists = dict.fromkeys(list_of(hole) or hole for hole in claim.each)
    sources = dict.fromkeys(found for hole in claim.source.holes if (found := list_of(hole)))
    if len(sources) > 1:
        raise FactError("the source is made of two lists", claim.source.where, "one list of sources a claim")
    return {
        hole: column_of_elements(hole, n)
        for n, hole in enumerate([*lists, *(found for found in sources if found not in lists)])
    }


def lists(claim: ClaimMapping) -> tuple[Hole, ...]:
    """The lists whose elements stand side by side in one claim: of these a prototype must know the widths."""
    templates = [t for subject, _, slot in claim.statements for t in (subject, *slot.templates.values())]
    templates += [*claim.speakers, *claim.basis]
    found = (list_of(hole) for template in templates for hole in template.holes)
    single = singled(claim)
    return tuple(dict.fromkeys(hole for hole in found if hole and hole not in single))


def prototype(
    claim: ClaimMapping,
    mapping: TableMapping,
    project: Project,
    widths: Mapping[Hole, int],
    version: Time | None = None,
    *,
    states: bool = False,
) -> Prototype:
    """The prototype of a claim for lists of these widths. `states`: rows name the snapshot they stand in.

    Raises FactError, UnknownTerm where the mapping asks for what cannot be.
    """
    told = relayed(claim, mapping)
    return _Maker(told, mapping, project, Tokens(project, singled(claim), widths), version).prototype(states=states)


def relayed(claim: ClaimMapping, mapping: TableMapping) -> ClaimMapping:
    """A claim from a source that the table only cites: the table relays it, and stands nearest to us in the chain."""
    head = mapping.source
    if claim.source.parts == head.parts or head.parts in [template.parts for template in claim.via]:
        return claim
    return replace(claim, via=(head, *claim.via))


class _Maker:
    """Makes one prototype; the order of calls is the order of tokens."""

    def __init__(
        self, claim: ClaimMapping, mapping: TableMapping, project: Project, tokens: Tokens, version: Time | None
    ) -> None:
        self.of, self.mapping, self.project, self.tokens, self.version = claim, mapping, project, tokens, version
        self.contents = Contents(tokens, project, claim.source)

    def node(self, local: str) -> NamedNode:
        return NamedNode(self.project.base + local)

    def prototype(self, *, states: bool) -> Prototype:
        of, tokens = self.of, self.tokens
        tokens.refuse_list("the source of a table", self.mapping.source)
        tokens.refuse_list("what stands here", *filter(None, (of.hedge, of.certainty, of.note)))
        tokens.refuse_list("a link in the chain of relays", *of.via)
        name, anchor = self._names(states=states)
        for subject, term, slot in of.statements:
            self.contents.say(subject, term, slot)
        quote = tokens.token("quote", detail=self._quoted())
        source = tokens.local(of.source, classes=frozenset({"Source"}))
        groups = {key: list(self._entities(getattr(of, key), key)) for key in ("speakers", "via", "basis")}
        made = ModelClaim(
            statements=tuple(self.contents.statements),
            mode=of.mode,
            speakers=tuple(map(self.node, groups["speakers"])),
            source=self.node(source),
            quote=quote,
            anchor=anchor,
            via=tuple(map(self.node, groups["via"])),
            basis=tuple(map(self.node, groups["basis"])),
            hedge=tokens.text(of.hedge),
            certainty=self._certainty(),
            note=tokens.text(of.note),
            where=of.where,
            name=name,
            withdrawn=Named(tokens.token("withdrawn")) if self.version else None,
            withdrawal=tokens.token("withdrawal") if self.version else "",
        )
        for local in (source, tokens.local(self.mapping.source), *groups["speakers"], *groups["via"], *groups["basis"]):
            self.contents.mentions.setdefault((local, ()))
        typed = {local for local, class_ in self.contents.subjects if not holes_in(class_)}
        mentions = [(local, needs) for local, needs in self.contents.mentions if local not in typed]
        return Prototype(
            claim=made,
            columns=tokens.columns,
            subjects=tuple(self.contents.subjects),
            mentioned=tuple(local for local, _ in mentions),
            needs=tuple(needs for _, needs in mentions),
            values=tuple(self.contents.values),
            said=tuple(self.contents.said),
            required=tuple(self._required(made, groups)),
        )

    def _names(self, *, states: bool) -> tuple[str, Row]:
        """Of the claim and of its row: source, version, key, place in the mapping, element."""
        tokens, of = self.tokens, self.of
        key = tokens.token("keyname")
        label = f"-{self.version.local.removeprefix('time-')}" if self.version else ""
        head = f"{tokens.bare(self.mapping.source)}{label}-{key}"
        elements = []
        if any(hole.many for hole in of.source.holes):
            elements.append(tokens.bare(of.source))
        if of.each:
            elements.append(
                tokens.token("element", *(Template((Hole(h.column, (list_of(h) or h).steps),)) for h in of.each))
            )
        row = Row(
            source=self.node(tokens.local(self.mapping.source)),
            local=f"row-{head}",
            key=tokens.token("key"),
            fragment=tokens.token("fragment") if self.mapping.fragments else "",
            state=self.node(tokens.token("state")) if states else None,
        )
        return "-".join(["claim", head, str(of.place), *elements]), row

    def _entities(self, templates: tuple[Template, ...], key: str) -> Iterator[str]:
        classes = frozenset({"Work"} if key == "basis" else {"Actor"} if key == "speakers" else ())
        for template in templates:
            for element in self.tokens.elements(template):
                yield self.tokens.local(template, element, classes)

    def _certainty(self) -> str:
        template = self.of.certainty
        if template is None or template.constant is not None:
            return template.constant or "" if template else ""
        return self.tokens.token("certainty", template, detail=CERTAINTIES)

    def _quoted(self) -> tuple[str, ...]:
        """The columns that the claim's statements rest on, in the order of first use; the row's key where they are constant."""
        spoken = [t for subject, _, slot in self.of.statements for t in (subject, *slot.templates.values())]
        columns = dict.fromkeys(hole.column for template in spoken for hole in template.holes if hole.column != WHOLE)
        return tuple(columns) or tuple(dict.fromkeys(hole.column for hole in self.mapping.row.holes))

    def _required(self, claim: ModelClaim, groups: Mapping[str, list[str]]) -> Iterator[Required]:
        """What a claim cannot do without. A chain of relays with a gap would be another chain."""
        of, source = self.of, claim.source.value if claim.source else ""
        yield Required((holes_in(source),), of.source, "there is something to say, and no source that says it")
        if isinstance(claim.anchor, Row) and claim.anchor.source != claim.source:
            own = holes_in(claim.anchor.source.value)
            yield Required((own,), self.mapping.source, "the source of the table is empty, and claims are named by it")
        if of.speakers:
            speakers = tuple(holes_in(local) for local in groups["speakers"])
            yield Required(speakers, of.speakers[0], "there is something to say, and nobody who says it")
        if len(of.via) > 1:
            for local, template in zip(groups["via"], of.via, strict=True):
                yield Required((holes_in(local),), template, "a link in the chain of relays is empty")
