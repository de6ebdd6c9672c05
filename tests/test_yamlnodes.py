"""YAML without surprises: every scalar is its own text, every word knows its place, and what hides or explodes is refused."""

import os
import string
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.errors import DalilError, FactError, UnknownTerm, Where
from dalil.yamlnodes import MAX_BYTES, MAX_DEPTH, Node, parse_yaml, read_yaml, refuse_unknown, whole_number
from tests.little import unhurried


def plain(node: Node) -> object:
    """A node as plain Python, for comparison."""
    if isinstance(node.value, dict):
        return {key: plain(value) for key, value in node.value.items()}
    return [plain(item) for item in node.value] if isinstance(node.value, list) else node.value


@pytest.mark.parametrize(
    "scalar",
    [
        "no",
        "yes",
        "on",
        "off",
        "true",
        "False",
        "Null",
        "NULL",
        "none",
        "1e3",
        "0o7",
        "0x1F",
        "012",
        "12:30",
        "1_000",
        ".inf",
        ".NaN",
        "2013-04-16",
        "2013-04-16T10:00:00Z",
        "1.0",
        "-0",
        "+1",
        "=",
        "3.10",
    ],
)
def test_scalar_stays_the_text_it_is(scalar: str) -> None:
    """No boolean, number, date, sexagesimal or float is made of a text."""
    assert {"a": scalar, scalar: "b"} == plain(parse_yaml(f"a: {scalar}\n{scalar}: b\n", "x"))


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_nothing_is_empty_unless_quoted(nothing: str) -> None:
    """A missing value is empty; the word null in quotation marks is a word."""
    assert {"a": "", "b": nothing} == plain(parse_yaml(f"a: {nothing}\nb: '{nothing}'\n", "x"))


def test_every_word_knows_its_place() -> None:
    """Line and column count from 1, in code points, for keys and values alike, and after a byte-order mark."""
    node = parse_yaml("a: 🕊 b\r\nc:\r\n  - { d: e }\r\n  - f\r\n", "x.yaml")
    inner = node.mapping["c"].items[0]

    assert Where("x.yaml", 1, 4) == node.mapping["a"].where
    assert Where("x.yaml", 2, 1) == node.key_at("c")
    assert (Where("x.yaml", 3, 7), Where("x.yaml", 3, 10)) == (inner.key_at("d"), inner.mapping["d"].where)
    assert Where("x.yaml", 4, 5) == node.mapping["c"].items[1].where


REFUSED = {
    "an anchor": ("a: &x 1\n", 1, "anchors and aliases"),
    "an alias": ("a: 1\nb: *a\n", 2, "anchors and aliases"),
    "an anchored list": ("a: &x [1]\n", 1, "anchors and aliases"),
    "an anchored key": ("&x a: 1\n", 1, "anchors and aliases"),
    "an anchored key in a map": ("b:\n  &x a: 1\n", 2, "anchors and aliases"),
    "a tag": ("a: !!int 3\n", 1, "tag"),
    "a local tag": ("a: !x 3\n", 1, "tag"),
    "the tag of nothing": ("a: ! 3\n", 1, "tag"),
    "a tag on a mapping": ("a: !!omap {b: c}\n", 1, "tag"),
    "a tag on a key": ("!!str a: 3\n", 1, "tag"),
    "a python object": ("a: !!python/object/apply:os.system [echo]\n", 1, "tag"),
    "a key twice": ("a: 1\nb: 2\na: 3\n", 3, "'a' stands twice"),
    "a key twice, quoted": ("a: 1\n'a': 3\n", 2, "'a' stands twice"),
    "a key twice, deep": ("x:\n- {a: 1, a: 2}\n", 2, "'a' stands twice"),
    "a list as key": ("? [a]\n: 1\n", 1, "a text is wanted here, not a list"),
    "a mapping as key": ("? {a: b}\n: 1\n", 1, "a text is wanted here, not a mapping"),
    "a second document": ("a: 1\n---\nb: 2\n", 2, "a second document"),
    "an empty second document": ("a: 1\n---\n", 2, "a second document"),
    "a tab for indentation": ("a:\n\tb: 1\n", 2, "cannot start any token"),
    "a bracket that nobody closes": ("a: [1,\n", 2, "not YAML"),
    "a bare ampersand": ("a: & b\n", 1, "not YAML"),
    "a NUL byte": ("a: 1\nb: \0\n", 2, "U+0000"),
    "a bell": ("a: 1\n\n\nb: \a\n", 4, "U+0007"),
    "an escaped NUL": ('a: "\\0"\n', 1, "U+0000"),
    "an escaped surrogate": ('a: "\\ud800"\n', 1, "U+D800"),
    "a control character in a key": ('"a\\x1b[31m": 1\n', 1, "U+001B"),
    "a noncharacter": ("a: \uffff\n", 1, "U+FFFF"),
    "comments only": ("# nothing\n", 0, "nothing but comments"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_hides_or_explodes_is_refused(name: str) -> None:
    """Refused with the line and a word that says why; never parsed in silence, never a traceback."""
    text, line, words = REFUSED[name]

    with pytest.raises(FactError) as caught:
        parse_yaml(text, "x.yaml")

    assert isinstance(caught.value.where, Where)
    assert (line, True) == (caught.value.where.line, words in str(caught.value))


def test_merge_keys_merge_nothing() -> None:
    """`<<` is a key like any other, and so an unknown one."""
    node = parse_yaml("a: 1\n<<: { b: 2 }\n", "x")

    assert plain(node) == {"a": "1", "<<": {"b": "2"}}
    assert [error.message for error in refuse_unknown(node, ("a", "b"), "a thing")] == ["'<<' is not a key of a thing"]


def test_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    """A billion laughs take no time."""
    bomb = "a0: &a0 ha\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    start = time.monotonic()

    with pytest.raises(FactError, match="anchors and aliases"):
        parse_yaml(bomb, "x")

    assert time.monotonic() - start < 1


@pytest.mark.parametrize("nest", ["[", "{a: ", "- ", "? "], ids=["list", "mapping", "dash", "key"])
def test_depth_is_limited(nest: str) -> None:
    """A hundred thousand brackets are refused at once, and are no recursion."""
    start = time.monotonic()

    with pytest.raises(FactError, match=f"nested more than {MAX_DEPTH} deep"):
        parse_yaml(f"a:\n {nest * 100_000}", "x")

    assert time.monotonic() - start < 10


def test_as_deep_as_the_limit_is_read() -> None:
    """What any fact file needs is far within the limit."""
    assert parse_yaml("[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH, "x").items


def test_very_long_scalar_makes_a_short_message(tmp_path: Path) -> None:
    """A word of a megabyte is read, and an error about it fits a screen and says what it leaves out."""
    (tmp_path / "long.yaml").write_text(f"occurrence: {'x' * 1_000_000}\n")
    node = read_yaml(tmp_path / "long.yaml", "long.yaml").mapping["occurrence"]

    with pytest.raises(FactError, match="characters left out") as caught:
        whole_number(node)

    assert len(node.text) == 1_000_000
    assert len(str(caught.value)) < 3000


def write(folder: Path, kind: str) -> Path:
    """A file that is none, by name."""
    path = folder / "x.yaml"
    if kind == "directory":
        path.mkdir()
    elif kind == "broken link":
        path.symlink_to(folder / "nowhere.yaml")
    elif kind == "circle of links":
        path.symlink_to(path)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "100 MB":
        with path.open("wb") as file:
            file.truncate(100_000_000)
    elif kind != "missing":
        contents = {
            "empty": b"",
            "blank": b" \n\n",
            "utf-16": "a: 1".encode("utf-16"),
            "latin-1": b"a: 1\nb: caf\xe9\n",
        }
        path.write_bytes(contents[kind])
    return path


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("missing", "x.yaml: no such file, where a YAML file is wanted"),
        ("directory", "x.yaml: a directory, where a YAML file is wanted"),
        ("broken link", "x.yaml: a link to nothing"),
        ("circle of links", "x.yaml: a link to nothing"),
        ("pipe", "x.yaml: no such file, where a YAML file is wanted"),
        ("100 MB", f"x.yaml: 100,000,000 bytes are more than {MAX_BYTES // 1_000_000} MB"),
        ("empty", "x.yaml: an empty file"),
        ("blank", "x.yaml: an empty file"),
        ("utf-16", "x.yaml:1: not UTF-8: byte 0xff"),
        ("latin-1", "x.yaml:2: not UTF-8: byte 0xe9"),
    ],
)
def test_file_that_is_none_says_why(tmp_path: Path, kind: str, message: str) -> None:
    """Missing, a directory, a dead link, too big, empty, not UTF-8: a sentence, at once."""
    with pytest.raises(FactError) as caught:
        read_yaml(write(tmp_path, kind), "x.yaml")

    assert message == str(caught.value).split("\n")[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_says_why(tmp_path: Path) -> None:
    """A file without permission is a sentence, not a traceback."""
    path = tmp_path / "x.yaml"
    path.write_text("a: 1")
    path.chmod(0)

    with pytest.raises(FactError, match="cannot be read: Permission denied"):
        read_yaml(path, "x.yaml")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that fails when it is read")
def test_file_that_fails_while_it_is_read_says_why(tmp_path: Path) -> None:
    """A broken disk is a sentence, not a traceback; for root too."""
    (tmp_path / "x.yaml").symlink_to("/proc/self/mem")

    with pytest.raises(FactError, match="cannot be read: "):
        read_yaml(tmp_path / "x.yaml", "x.yaml")


def test_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    """Files of some editors begin with a mark that nobody sees."""
    (tmp_path / "x.yaml").write_bytes(b"\xef\xbb\xbfa: 1\r\n")

    assert plain(read_yaml(tmp_path / "x.yaml", "x.yaml")) == {"a": "1"}


@pytest.mark.parametrize(
    ("text", "least"), [("0", 1), ("-1", 0), ("1.0", 1), ("١", 1), ("", 1), ("9" * 5000, 1), ("1e1", 1), (" 1", 1)]
)
def test_number_is_in_plain_digits(text: str, least: int) -> None:
    """Where a number is wanted, nothing else is one."""
    with pytest.raises(DalilError, match="is not a whole number"):
        whole_number(Node(text, Where("x")), least)


def test_unknown_keys_are_told_all_at_once() -> None:
    """Each with its place and the nearest known one."""
    errors = refuse_unknown(parse_yaml("qoute: a\nsays: b\nbyy: c\n", "x"), ("quote", "says", "by"), "a claim")

    assert all(isinstance(error, UnknownTerm) for error in errors)
    assert [str(error) for error in errors] == [
        "x:1:1: 'qoute' is not a key of a claim\n  → did you mean quote?",
        "x:3:1: 'byy' is not a key of a claim\n  → did you mean by?",
    ]


PIECES = st.lists(
    st.sampled_from(
        [
            *"abn:-?[]{},&*#|>!%@'\"\\ \t\n~=<",
            "\n  ",
            "- ",
            ": ",
            "<<",
            "\0",
            "\u2028",
            "é",
            "🕊",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
        ]
    ),
    max_size=40,
).map("".join)


@unhurried
@given(PIECES | st.text(alphabet=string.printable, max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is written: nodes, or a FactError with a place; never another exception."""
    refused: FactError | None = None
    node = Node("", Where(""))
    try:
        node = parse_yaml(text, "x.yaml")
    except FactError as error:
        refused = error

    assert refused is None or (isinstance(refused.where, Where) and refused.where.file == "x.yaml")
    assert isinstance(plain(node), str | list | dict)


def test_limit_of_recursion_is_far() -> None:
    """Nodes as deep as the limit fit any interpreter."""
    assert sys.getrecursionlimit() > 10 * MAX_DEPTH
