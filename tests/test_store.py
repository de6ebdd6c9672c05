"""The store takes one text or many, from memory or from files, and the same quads are in it."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from dalil.graph.store import load
from tests.little import unhurried

LINES = [
    f'<https://example.org/s{n}> <https://example.org/p> "مطحنة {n}" <https://example.org/g> .\n' for n in range(50)
]
TEXT = "".join(LINES)


def quads(store: Store) -> set[str]:
    return {str(quad) for quad in store}


@unhurried
@given(st.lists(st.integers(0, len(LINES)), max_size=5).map(sorted), st.booleans())
def test_text_in_pieces_is_the_same_store(cuts: list[int], lenient: bool) -> None:
    """However it is cut between lines, with empty pieces too."""
    bounds = [0, *cuts, len(LINES)]
    pieces = ["".join(LINES[start:end]).encode() for start, end in pairwise(bounds)]

    assert quads(load(pieces, lenient=lenient)) == quads(load(TEXT))


@pytest.mark.parametrize("on_disk", [False, True])
def test_files_and_bytes_load_in_one_go(tmp_path: Path, on_disk: bool) -> None:
    paths = [tmp_path / f"{n}.nq" for n in range(3)]
    for n, path in enumerate(paths):
        path.write_text("".join(LINES[n::4]), encoding="utf-8")
    rest = "".join(LINES[3::4]).encode()
    loaded = load([*paths, rest], tmp_path / "store" if on_disk else None, lenient=True)

    assert quads(loaded) == quads(load(TEXT))


def test_one_file_and_one_text_need_no_list(tmp_path: Path) -> None:
    path = tmp_path / "all.nq"
    path.write_text(TEXT, encoding="utf-8")

    assert quads(load(path)) == quads(load(TEXT.encode())) == quads(load(TEXT))
    assert quads(load([])) == set()


def test_what_is_no_nquads_is_not_loaded_in_part(tmp_path: Path) -> None:
    with pytest.raises(SyntaxError):
        load([TEXT.encode(), b"<no quad\n"], tmp_path / "store")

    assert quads(Store(str(tmp_path / "store"))) == set()
