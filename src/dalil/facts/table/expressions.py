"""Texts with tokens as polars expressions over prepared columns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_

import polars as pl

from dalil.facts.table.tokens import TOKEN


def filled(text: str) -> pl.Expr:
    """A text with its tokens filled in: null where one of them is."""
    return pl.concat_str(
        [pl.col(f"h{part}") if n % 2 else pl.lit(part) for n, part in enumerate(TOKEN.split(text)) if part]
    )


def all_filled(holes: Iterable[int]) -> pl.Expr:
    """Whether none of some holes is empty."""
    return reduce(and_, [pl.col(f"h{n}").is_not_null() for n in dict.fromkeys(holes)], pl.lit(value=True))
