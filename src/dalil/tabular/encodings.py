"""Text of a table as UTF-8, whatever it was written in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import chain

from dalil.errors import FactError, SourceError, Where
from dalil.tabular.reading import Source, shown
from dalil.tabular.streams import Progress, blocks

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
GUESSED = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp874",
    "koi8_r",
    "gb18030",
    "big5",
    "euc_kr",
    "shift_jis",
]
"""Encodings that tables come in; a guess among all there are is wrong more often."""
SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A letter of UTF-8 beyond ASCII."""
SAMPLE = 1 << 16


def as_utf8(path: Source, encoding: str, where: Where, progress: Progress | None = None) -> Iterator[bytes]:
    """A table's bytes as UTF-8 without byte order mark. A block may end within a letter.

    Raises SourceError at the first byte that is not of the encoding, FactError where nobody knows the encoding.
    """
    stream = blocks(path, progress)
    head = next(stream, b"")
    mark, found = _marked(head)
    name = _known(encoding, where) if encoding else found or _detected(path, head)
    if found and encoding and not found.startswith(name.removesuffix("-sig")):
        raise FactError(
            f"{shown(path)} says by its first bytes that it is {found}, not {encoding}", where, "leave encoding out"
        )
    return _decoded(path, chain([head[len(mark) :]], stream), found or name, len(mark))


def encoding_of(path: Source) -> str:
    """The encoding of a text, as `format: { encoding: … }` would say it. Raises SourceError where it cannot be told."""
    head = next(blocks(path), b"")
    return _marked(head)[1] or _detected(path, head)


def _marked(head: bytes) -> tuple[bytes, str]:
    return next(((mark, name) for mark, name in MARKS if head.startswith(mark)), (b"", ""))


def _known(encoding: str, where: Where) -> str:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except LookupError as error:
        raise FactError(
            f"no encoding is called {encoding!r}", where, "as in encoding: cp1252, cp1256, utf-16 or gb18030"
        ) from error
    return {"utf-8-sig": "utf-8"}.get(name, name)


def _detected(path: Source, head: bytes) -> str:
    if head[1:2000:2].count(0) > 400:
        return "utf-16-le"
    if head[:2000:2].count(0) > 400:
        return "utf-16-be"
    wrong = _first_wrong(head)
    if wrong < 0:
        return "utf-8"
    if SEQUENCE.search(head, 0, wrong) or len(SEQUENCE.findall(head)) > _strays(head):
        raise _not_utf8(path, head, wrong, 0, 1)
    guesses = guessed(head)
    if not guesses:
        raise _not_utf8(path, head, wrong, 0, 1)
    if len(guesses) > 1:
        looks = "; ".join(f"{name}: {look}" for name, look in guesses)
        raise SourceError(
            f"byte {wrong:,} is not UTF-8, and the text can be read in several ways ({looks})",
            Where(shown(path), head.count(b"\n", 0, wrong) + 1),
            "see which spells the words right, and write format: { encoding: … }",
        )
    return guesses[0][0]


def _first_wrong(head: bytes) -> int:
    """Where the bytes cease to be UTF-8; -1 if they are, up to a letter cut at the end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _strays(head: bytes) -> int:
    return len(re.findall(rb"[\x80-\xff]", SEQUENCE.sub(b"", head)))


def guessed(head: bytes) -> list[tuple[str, str]]:
    """Encodings that fit as well as the best, and a word as each reads it. One guess alone may be trusted."""
    from charset_normalizer import from_bytes

    lines = [line for line in head.split(b"\n") if not line.isascii()]
    sample = b"\n".join(lines)
    sample = sample if len(sample) <= SAMPLE else sample[: sample.rfind(b"\n", 0, SAMPLE)]
    words = re.findall(rb"[^\s,;|\"]*[\x80-\xff][^\s,;|\"]*", sample)
    found = list(from_bytes(sample, cp_isolation=GUESSED, enable_fallback=False, language_threshold=0.0))
    best = [
        match
        for match in found
        if match.chaos <= found[0].chaos + 0.02 and match.coherence >= found[0].coherence - 0.05
    ]
    fitting = {name for match in best for name in match.could_be_from_charset}
    names = [name for name in GUESSED if name in fitting]
    telling = max(words, key=lambda word: len({word.decode(name, "replace") for name in names}), default=b"")
    texts: dict[str, str] = {}
    for name in names:
        texts.setdefault(sample.decode(name, "replace"), name)
    return [(name, telling.decode(name, "replace")) for name in texts.values()]


def _decoded(path: Source, stream: Iterator[bytes], encoding: str, at: int) -> Iterator[bytes]:
    """UTF-8 is only checked, block by block; all else is decoded and encoded again."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for block in chain(stream, [b""]):
        pending = len(decoder.getstate()[0])
        if encoding == "utf-8" and not pending and block.isascii():
            out = block
        else:
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise _not_that(path, encoding, block, error, at - pending, line) from error
            out = block if encoding == "utf-8" else text.encode("utf-8", "surrogatepass")
        line += out.count(b"\n")
        at += len(block)
        if out:
            yield out


def _not_that(path: Source, encoding: str, block: bytes, error: UnicodeDecodeError, at: int, line: int) -> SourceError:
    if encoding == "utf-8":
        return _not_utf8(path, error.object, error.start, at, line)
    line += error.object[: error.start].decode(encoding, "replace").count("\n")
    del block
    return SourceError(
        f"byte {at + error.start:,} ({error.object[error.start : error.end][:8].hex(' ')}) is not {encoding}",
        Where(shown(path), line),
        "name the encoding it is in, as in format: { encoding: cp1252 }; if it mixes two, rewrite it in UTF-8 first",
    )


def _not_utf8(path: Source, block: bytes, wrong: int, at: int, line: int) -> SourceError:
    line += block.count(b"\n", 0, wrong)
    around = block[max(0, block.rfind(b"\n", 0, wrong) + 1, wrong - 30) : wrong + 20].partition(b"\n")[0]
    letters = len(SEQUENCE.findall(block, 0, wrong))
    what = "the file mixes encodings: there is UTF-8 before" if letters else "the text before is ASCII"
    guess = " or ".join(name for name, _ in guessed(block)) or "cp1252"
    return SourceError(
        f"byte {at + wrong:,} ({block[wrong]:#04x}) is not UTF-8, in {around.decode('utf-8', 'replace')!r}; {what}",
        Where(shown(path), line),
        "rewrite the file in UTF-8, line by line in the encoding each is in"
        if letters
        else f"write format: {{ encoding: {guess} }}",
    )
