"""Names and texts with hole tokens as expressions over a prepared frame: names as CURIEs, texts as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl
from pyoxigraph import Literal, NamedNode

from dalil.facts.table.expressions import filled
from dalil.graph.template import pieces
from dalil.vocabulary import MACHINE_KINDS, Curies


class Names:
    """Names with tokens as expressions that give CURIEs."""

    def __init__(self, curies: Curies) -> None:
        self._curies = curies
        self._kinds = list(curies.kinds)
        self._known = [*curies.kinds, *MACHINE_KINDS]

    def one(self, node: NamedNode | None) -> pl.Expr:
        """A node, or "" for none; null where a hole is."""
        if node is None:
            return pl.lit("")
        if node.value.startswith(self._curies.base):
            return self.local(self._curies.local(node))
        return filled(self._curies.shorten(node))

    def many(self, nodes: Sequence[NamedNode]) -> pl.Expr:
        """Nodes as a list, in their order and each once, without those that have no name in a row."""
        whole = [self.one(node) for node in nodes] or [pl.lit(None, dtype=pl.String)]
        return pl.concat_list(whole).list.drop_nulls().list.unique(maintain_order=True)

    def local(self, local: str) -> pl.Expr:
        """A local name; one that is a hole as a whole has its kind in the column."""
        if not isinstance(next(iter(pieces(local)), ""), int):
            return filled(self._curies.shorten(self._curies.base + local)) if local else pl.lit("")
        name = filled(local)
        is_known = name.str.extract(r"^([^-]*)-").is_in(self._known)
        return pl.when(is_known).then(name.str.replace("-", ":", literal=True)).otherwise(self._curies.base + name)

    def ties(self, tied: pl.DataFrame) -> pl.DataFrame:
        """Rows in which both ends are entities."""
        ends = (pl.col(name).str.extract(r"^([^:]*):").is_in(self._kinds) for name in ("subject", "object"))
        return tied.filter(*ends)


def text_of(text: str) -> pl.Expr:
    """A text with tokens as people read it: columns have it as N-Quads writes it."""
    escapes = _escapes()
    parts = [
        pl.lit(piece) if isinstance(piece, str) else pl.col(f"h{piece}").str.replace_many(escapes)
        for piece in pieces(text) or [""]
    ]
    return pl.concat_str(parts)


@cache
def _escapes() -> dict[str, str]:
    """How pyoxigraph writes the characters that it does not write as they are."""
    written = {
        chr(code): str(Literal(chr(code)))[1:-1] for code in (*range(0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)
    }
    return {escaped: character for character, escaped in written.items() if escaped != character}
