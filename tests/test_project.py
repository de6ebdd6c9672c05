"""Settings, names and errors: a wrong setting is a sentence, a name leads where it says and back, an error fits a screen."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from dalil.errors import LONGEST, BadValue, DalilError, DalilErrors, FactError, Where, gathering, nearest
from dalil.project import open_project
from dalil.vocabulary import MACHINE_KINDS, SLUG, Curies
from tests.little import unhurried

KINDS = ("actor", "concept", "event", "instrument", "place", "proposition", "source", "work")
CURIES = Curies("https://example.org/case/", KINDS)
RIGHT = {"title": '"t"', "base": '"https://example.org/x/"', "publisher": '"p"'}


def settings(root: Path, **changed: str) -> Path:
    """A dalil.toml, right but for what is changed."""
    lines = [f"{key} = {value}" for key, value in (RIGHT | changed).items() if value]
    (root / "dalil.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root


def test_settings_are_read_with_their_defaults(tmp_path: Path) -> None:
    """Three are wanted, the others have defaults."""
    project = open_project(settings(tmp_path))

    assert (project.title, project.base, project.languages, project.editor, project.limits["quote_words"]) == (
        "t",
        "https://example.org/x/",
        ("en",),
        "",
        12,
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "title is missing"),
        ({"title": '" "'}, "title is missing"),
        ({"title": "3"}, "title is missing or not a text"),
        ({"base": '"https://example.org/x"'}, "does not|that ends with a slash"),
        ({"base": '"example.org/"'}, "is not an http"),
        ({"base": '"https://example.org/a%zz/"'}, "is not an http"),
        ({"base": '"https://exa mple.org/"'}, "is not an http"),
        ({"base": '"https://[/"'}, "is not an http"),
        ({"languages": "[]"}, "languages is not a list of language tags"),
        ({"languages": '"en"'}, "languages is not a list of language tags"),
        ({"languages": '["english"]'}, "languages is not a list of language tags"),
        ({"languages": "[1]"}, "languages is not a list of language tags"),
        ({"limits": "5"}, "limits is not a table"),
        ({"limits": "{ quote_words = 0 }"}, "limits.quote_words is 0, not a number from 1"),
        ({"limits": "{ quote_words = true }"}, "limits.quote_words is True, not a number from 1"),
        ({"limits": '{ quote_words = "12" }'}, "limits.quote_words is '12', not a number from 1"),
        ({"limits": "{ quotewords = 1 }"}, "limits.quotewords is not a limit"),
        ({"validation": "0"}, "validation is not a table"),
        ({"validation": "{ oracle = -1 }"}, "validation.oracle is -1, not a number from 0"),
        ({"validation": "{ seconds = 0 }"}, "validation.seconds is 0, not a number from 1"),
        ({"validation": "{ oracel = 1 }"}, "validation.oracel is not a setting\n  → did you mean oracle"),
        ({"titel": '"x"'}, "'titel' is not a setting"),
        ({"title": "["}, "cannot be read"),
    ],
)
def test_wrong_setting_is_a_sentence(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    """Never a traceback, and the file is named."""
    with pytest.raises(DalilError, match=said) as caught:
        open_project(settings(tmp_path, **changed))

    assert str(caught.value.where) == "dalil.toml"


def test_file_names_are_told_on_one_line(tmp_path: Path) -> None:
    """A name with a line break, a terminal's escape or broken bytes cannot forge a message."""
    project = open_project(settings(tmp_path))
    found = [
        project.name(tmp_path / "data" / name)
        for name in ("a\nb.yaml", "a\x1b[31m.yaml", "a\udce9.yaml", "a\u202eb.yaml", "رسالة 🕊.yaml")
    ]

    assert found == [
        "data/a\\u000ab.yaml",
        "data/a\\u001b[31m.yaml",
        "data/a\\udce9.yaml",
        "data/a\\u202eb.yaml",
        "data/رسالة 🕊.yaml",
    ]


@unhurried
@given(st.sampled_from(KINDS), st.from_regex(SLUG, fullmatch=True))
def test_names_lead_there_and_back(kind: str, local: str) -> None:
    """`event:x` is one IRI, and that IRI is `event:x`."""
    iri = CURIES.expand(f"{kind}:{local}")

    assert f"https://example.org/case/{kind}-{local}" == iri.value
    assert f"{kind}:{local}" == CURIES.shorten(iri)


@pytest.mark.parametrize(
    "curie",
    [
        "event:",
        ":x",
        "event",
        "",
        "event:a b",
        "event:a/b",
        "event:a#b",
        "event:a?b",
        "event:..",
        "event:a%zz",
        "event:-a",
        "event:a.",
        "evént:a",
        "Event:a",
        "https://example.org/a b",
        "https://[",
        "http://e.org/%zz",
        "urn:a b",
        "dalil:a b",
        "event:a\nb",
        "event:a\u202eb",
        "file:///etc/passwd",
        "javascript:x",
    ],
)
def test_what_is_no_name_is_refused(curie: str) -> None:
    """Spaces, slashes, dots alone, broken escapes: a DalilError, from facts and from the command line alike."""
    with pytest.raises(DalilError):
        CURIES.expand(curie)


@pytest.mark.parametrize(
    "local",
    ["time-2013%25", "time-2013--..", "count-41....", "claim-0a", "duration-nearly-P11Y", "time-unresolved-a--Today"],
)
def test_names_of_the_machine_lead_there_and_back(local: str) -> None:
    """What dalil names itself can be asked for by name."""
    curie = CURIES.shorten(CURIES.base + local)

    assert curie.partition(":")[0] in MACHINE_KINDS
    assert NamedNode(CURIES.base + local) == CURIES.expand(curie)


def test_foreign_names_are_not_shortened_to_ours() -> None:
    """An IRI of the base whose kind is a standard prefix is not a standard term."""
    assert CURIES.shorten("https://example.org/case/dalil-Claim") == "https://example.org/case/dalil-Claim"
    assert CURIES.shorten("https://example.org/other/event-x") == "https://example.org/other/event-x"


def test_error_fits_a_screen_and_says_what_it_leaves_out() -> None:
    """Messages and hints of a megabyte are cut in the middle."""
    error = BadValue("x" * 1_000_000, Where("f", 1, 2), "y" * 1_000_000)

    assert len(str(error)) < 3 * LONGEST
    assert str(error).count("(998,000 characters left out)") == 2
    assert (error.as_dict()["file"], error.as_dict()["line"], error.as_dict()["column"]) == ("f", 1, 2)


def test_short_errors_are_left_as_they_are() -> None:
    """Nothing is cut that need not be."""
    assert str(FactError("said", Where("f", 1, 2), "do")) == "f:1:2: said\n  → do"
    assert str(FactError("said", Where("f"))) == "f: said"


def test_gathering_keeps_every_error_and_its_place() -> None:
    """One, several, placed or not; what is no error of ours goes through."""
    errors: list[DalilError] = []
    here = Where("here", 3)
    with gathering(errors, here):
        raise FactError("one")
    with gathering(errors, here):
        raise FactError("two", Where("there"))
    with gathering(errors, here):
        raise DalilErrors([FactError("three", Where("b")), FactError("four", Where("a"))])
    with gathering(errors):
        pass
    with pytest.raises(ZeroDivisionError), gathering(errors):
        raise ZeroDivisionError

    assert [str(error) for error in errors] == ["here:3: one", "there: two", "a: four", "b: three"]


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("dat", "did you mean date?"),
        ("DATE", "did you mean date?"),
        ("dаte", "did you mean date? ('а' is CYRILLIC SMALL LETTER A)"),
        ("ｄate", "did you mean date? ('ｄ' is FULLWIDTH LATIN SMALL LETTER D)"),
        ("dates", "did you mean date?"),
        ("", "known: date, killed, place"),
        ("zzz", "known: date, killed, place"),
    ],
)
def test_hint_suggests_the_nearest_word(word: str, hint: str) -> None:
    """And says which letter only looks like another."""
    assert hint == nearest(word, ["date", "place", "killed"])
