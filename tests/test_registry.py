"""The registry: what we call somebody or something, by language, with its kind; half-right entries are errors, not entries."""

from pathlib import Path

import pytest

from dalil.build import read_dossier
from dalil.facts import read_registry
from dalil.model import Entity
from tests.little import make


def entry(root: Path, text: str) -> tuple[Entity | None, list[str]]:
    """`place:mill` as the registry reads it, and what is wrong."""
    registry, errors = read_registry(make(root, {"data/entities/mill.yaml": text}))
    return registry.entities.get("place:mill"), [
        str(error).removeprefix("data/entities/mill.yaml:") for error in errors
    ]


def test_entry_keeps_names_by_language_and_ours_apart(tmp_path: Path) -> None:
    """Display name, names of the sources and names of ours, tags in lower case, in a stable order."""
    found, errors = entry(
        tmp_path / "a",
        """
place:mill:
  type: Site
  name: { en: The mill, ar: الطاحونة }
  names: { EN: [Old Mill, the mill], ar-Latn: at-tahuna }
  ours: { names: { fr: Le moulin }, sameAs: [https://example.org/m, http://example.org/مطحنة] }
  note: A decision.
""",
    )

    assert errors == []
    assert found
    assert found.labels == (("ar", "الطاحونة"), ("en", "The mill"))
    assert found.names == (("en", "Old Mill"), ("en", "the mill"), ("ar-latn", "at-tahuna"))
    assert found.our_names == (("fr", "Le moulin"),)
    assert found.same_as == ("https://example.org/m", "http://example.org/مطحنة")
    assert (found.type, found.note, str(found.where)) == ("Site", "A decision.", "data/entities/mill.yaml:2:1")


def test_plain_name_is_in_the_first_language_of_the_dossier(tmp_path: Path) -> None:
    """A name without a tag takes the tag that dalil.toml names first."""
    project = make(
        tmp_path / "a",
        {
            "dalil.toml": 'title = "t"\nbase = "https://example.org/x/"\npublisher = "p"\nlanguages = ["ar", "en"]\neditor = "actor:editors"\n'
        },
    )
    registry, _ = read_registry(project)

    assert registry.entities["place:weir"].labels == (("ar", "The weir"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("place:mill: { type: Place }", "1:1: place:mill has no name"),
        ("place:mill: { name: Mill }", "1:1: place:mill has no type"),
        ('place:mill: { type: Place, name: "" }', "1:1: place:mill has no name"),
        ("place:mill: { type: Place, name: {} }", "1:1: place:mill has no name"),
        ("place:mill: { type: Place, name: { en: } }", "1:39: an empty name"),
        ('place:mill: { type: Place, name: " " }', "1:34: an empty name"),
        ("place:mill: { type: Place, name: [[Mill]] }", "1:35: a text is wanted here, not a list"),
        ("place:mill: { type: Place, name: { english: Mill } }", "1:36: 'english' is not a language tag"),
        ('place:mill: { type: Place, name: { "": Mill } }', "1:36: '' is not a language tag"),
        ("place:mill: { type: Place, name: Mill, names: { en us: Mill } }", "1:49: 'en us' is not a language tag"),
        ("place:mill: { type: [Place], name: Mill }", "1:21: a text is wanted here, not a list"),
        ("place:mill: { type: Plaice, name: Mill }", "1:21: 'Plaice' is not a class"),
        ("place:mill: { type: Claim, name: Mill }", "1:21: 'Claim' is not a class"),
        (
            "place:mill: { type: Entity, name: Mill }",
            "1:21: place:mill is named as a kind of Place, and Entity is not one",
        ),
        (
            "place:mill: { type: Person, name: Mill }",
            "1:21: place:mill is named as a kind of Place, and Person is not one",
        ),
        ("place:mill: { type: Place, name: Mill, nmae: x }", "1:40: 'nmae' is not a key of a registry entry"),
        ("place:mill: { type: Place, name: Mill, ours: { same: x } }", "1:48: 'same' is not a key of `ours`"),
        (
            "place:mill: { type: Place, name: Mill, ours: text }",
            "1:46: `key: value` lines are wanted here, not the text 'text'",
        ),
        (
            "place:mill: { type: Place, name: Mill, ours: { sameAs: example.org } }",
            "1:56: 'example.org' is not an address",
        ),
        ("place:mill: { type: Place, name: Mill, ours: { sameAs: 'https://' } }", "1:56: 'https://' is not an address"),
        (
            "place:mill: { type: Place, name: Mill, ours: { sameAs: 'https://e.org/a%zz' } }",
            "1:56: 'https://e.org/a%zz' is not an address",
        ),
        (
            'place:mill: { type: Place, name: Mill, ours: { sameAs: "https://e.org/a\\nb" } }',
            "1:56: 'https://e.org/a\\nb' is not an address",
        ),
        ("place:mill: Mill", "1:13: `key: value` lines are wanted here, not the text 'Mill'"),
        ("- place:mill", "1:1: `key: value` lines are wanted here, not a list"),
    ],
)
def test_half_right_entry_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    """Said with its place, and the entry is not taken in."""
    found, errors = entry(tmp_path / "a", text)

    assert [said] == [error.split("\n")[0].split(": the display")[0].split(": what kind")[0] for error in errors]
    assert found is None


def test_wrong_entry_makes_no_further_complaints(tmp_path: Path) -> None:
    """Claims about an entity whose entry is wrong are not blamed for it."""
    project = make(
        tmp_path / "a",
        {
            "data/entities/mill.yaml": "place:mill: { type: Plaice, name: Mill }\n",
            "data/facts/mill.yaml": "source: source:letter\nclaims:\n- quote: at the weir on\n  says: { place:mill: { within: place:weir }, event:weir-shooting: { place: place:mill } }\n",
        },
    )

    assert [error.message for error in read_dossier(project).errors] == ["'Plaice' is not a class"]


def test_entries_stand_in_many_files_and_twice_in_none(tmp_path: Path) -> None:
    """One registry of all files; the second of two entries is the error."""
    registry, errors = read_registry(
        make(tmp_path / "a", {"data/entities/zz.yaml": "place:weir: { type: Site, name: Weir }\n"})
    )

    assert registry.entities["place:weir"].type == "Place"
    assert [str(error) for error in errors] == [
        "data/entities/zz.yaml:1:1: place:weir is in the registry twice\n  → first at data/entities/all.yaml:6:1"
    ]
