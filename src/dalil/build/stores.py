"""The store of a build: all parts loaded at once, or the old store with what has changed put in its place; and its merged view."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import RdfFormat, Store

from dalil.build.old import Old
from dalil.build.parts import PARTS, STORE, Parts
from dalil.build.tabled import Tabled
from dalil.graph.merged import merge
from dalil.graph.store import load
from dalil.reconcile import read_linker

MERGED = "merged"
"""A second store, with names that were judged to be one read as one; only where there are such judgements."""


def make_store(nquads: str, tabled: Tabled | None, folder: Path) -> None:
    """A RocksDB store at `folder`/store, and its merged view beside it."""
    _load(nquads, tabled, folder)
    store = Store.read_only(str(folder / STORE))
    linker = read_linker(lambda query: [tuple(row) for row in store.query(query)], "")  # type: ignore[union-attr]
    if linker.merged:
        # A backup shares the files of the store it is of: only what is read otherwise takes room of its own.
        Store(str(folder / STORE)).backup(str(folder / MERGED))
        view = Store(str(folder / MERGED))
        merge(view, linker.merged)
        view.flush()


def _load(nquads: str, tabled: Tabled | None, folder: Path) -> None:
    """Of all parts; or a copy of the old one, changed where parts have changed."""
    place = folder / STORE
    if tabled is None:
        load(nquads, place)
        return
    parts, old = tabled.tables.parts, tabled.tables.old
    if old is None or not (old.folder / STORE).is_dir():
        load(parts.paths(), place, lenient=True)
        return
    Store(str(old.folder / STORE)).backup(str(place))
    store = Store(str(place))
    removed, added = difference(parts, old)
    for quad in ox.parse(b"".join(sorted(removed)), format=RdfFormat.N_QUADS):
        store.remove(quad)
    store.extend(ox.parse(b"".join(sorted(added)), format=RdfFormat.N_QUADS))
    store.flush()


def difference(parts: Parts, old: Old) -> tuple[set[bytes], set[bytes]]:
    """Lines that the old dump has and the new one has not, and the other way round; parts that were taken over are equal."""
    removed: set[bytes] = set()
    added: set[bytes] = set()
    for name in sorted((set(old.parts) | set(parts.made)) - parts.unchanged(old.parts)):
        before = _lines(old.folder / PARTS / f"{name}.nq") if name in old.parts else set()
        after = _lines(parts.folder / f"{name}.nq") if name in parts.made else set()
        removed |= before - after
        added |= after - before
    return removed - added, added - removed


def _lines(path: Path) -> set[bytes]:
    return {line + b"\n" for line in path.read_bytes().split(b"\n") if line}
