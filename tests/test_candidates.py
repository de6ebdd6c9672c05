"""Candidates: what may be one is found across scripts and spellings, and what only looks alike is not proposed.

The names are invented, or those of public bodies, places and office holders that everybody knows; none is of a private person.
"""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.errors import DalilErrors
from dalil.model import Judgement, Withdrawal
from dalil.reconcile.resolving.candidates import BLOCK, Decided, Search, Thing
from dalil.reconcile.resolving.likeness import likeness
from dalil.reconcile.resolving.skeleton import digits, keys, words
from dalil.reconcile.resolving.sounds import sounds
from tests.little import unhurried

WORDS = Path(__file__).parents[2] / "shared" / "data" / "names" / "google-ar2en" / "ar2en-eval.txt"

ONE = [
    ("Fourth Division", "4th Division"),
    ("Al-Tadamon", "التضامن"),
    ("Deir ez-Zor", "Dayr az-Zawr"),
    ("Deir ez-Zor", "دير الزور"),
    ("Saydnaya", "Sednaya"),
    ("Daraa", "Dar'a"),
    ("Ghouta", "الغوطة"),
    ("Mezzeh", "المزة"),
    ("Hezbollah", "Hizballah"),
    ("Hezbollah", "حزب الله"),
    ("Ahrar al-Sham", "أحرار الشام"),
    ("Jabhat al-Nusra", "جبهة النصرة"),
    ("Jaysh al-Islam", "Jaish Al Islam"),
    ("Faylaq al-Rahman", "فيلق الرحمن"),
    ("Branch 227", "branch ٢٢٧"),
    ("Ministry of Defence", "Ministry of Defense"),
    ("Harbour Union of Northport", "The Harbour Union, Northport"),
    ("Bashar al-Assad", "بشار الأسد"),
    ("Hafez al-Assad", "حافظ الأسد"),
    ("Muammar Gaddafi", "Moammar Kadhafi"),
    ("Muammar Gaddafi", "معمر القذافي"),
    ("Abd al-Rahman", "Abdulrahman"),
    ("Abdul Rahman", "عبد الرحمن"),
]
BODIES = [
    ("Branch 227", "فرع ٢٢٧"),
    ("Fourth Division", "الفرقة الرابعة"),
    ("Ministry of Defense", "وزارة الدفاع"),
    ("Quds Brigade", "لواء القدس"),
    ("Liwa al-Quds", "لواء القدس"),
    ("Republican Guard", "الحرس الجمهوري"),
    ("Homs", "Hims"),
    ("XVII Corps", "17th Corps"),
    ("Thirteenth Division", "13th Division"),
    ("الفرقة الثالثة عشرة", "13th Division"),
    ("الفرقة الحادية عشرة", "Eleventh Division"),
    ("Thirtieth Brigade", "30th Brigade"),
    ("Branch No. 215", "Branch 215"),
    ("فرع رقم ٢١٥", "Branch 215"),
    ("1st Battalion, 2nd Brigade", "2nd Brigade, 1st Battalion"),
    ("Aleppo", "حلب"),
    ("Aleppo Prison", "سجن حلب"),
]
TWO = [
    ("3rd Brigade", "30th Brigade"),
    ("Third Brigade", "Thirtieth Brigade"),
    ("Thirteenth Division", "Third Division"),
    ("Thirteenth Division", "Thirtieth Division"),
    ("الفرقة الثالثة عشرة", "الفرقة الثالثة"),
    ("الفرقة الحادية عشرة", "الفرقة الأولى"),
    ("II Corps", "III Corps"),
    ("XIV Corps", "16th Corps"),
    ("Corps V", "Corps X"),
    ("1st Battalion, 2nd Brigade", "2nd Battalion, 1st Brigade"),
    ("1st Battalion, 2nd Brigade", "الكتيبة الثانية اللواء الأول"),
    ("Branch 21", "Branch 12"),
    ("North Kordofan", "South Kordofan"),
    ("شمال كردفان", "جنوب كردفان"),
    ("الغوطة الشرقية", "الغوطة الغربية"),
    ("Upper Nile", "Lower Nile"),
    ("Wahda Street", "Wahda Square"),
    ("Ahmad Khalil", "Ahmad Jalil"),
    ("Branch 215", "فرع ٢٢٧"),
    ("Fifth Division", "الفرقة الرابعة"),
    ("Ministry of Interior", "وزارة الدفاع"),
    ("Quds Battalion", "لواء القدس"),
    ("Branch 227", "Branch 215"),
    ("فرع ٢٢٧", "فرع 215"),
    ("Branch 227", "Branch 2270"),
    ("Caesar", "Caesar Families Association"),
    ("First Division", "Third Division"),
    ("Northern Brigade", "Southern Brigade"),
    ("Ministry of Interior", "Ministry of Justice"),
    ("Air Force Intelligence", "Military Intelligence"),
    ("Brigade A", "Brigade B"),
    ("Area C Command", "Area G Command"),
    ("Iran", "Iraq"),
    ("Niger", "Nigeria"),
    ("Slovakia", "Slovenia"),
    ("Hama", "Homs"),
    ("Gombe", "Gombi"),
    ("Zawiya", "Zuwara"),
    ("Bashar al-Assad", "Maher al-Assad"),
    ("Bashar al-Assad", "ماهر الأسد"),
    ("Muhammad Riverside", "Mahmoud Riverside"),
    ("محمد النهري", "محمود النهري"),
    ("محمد النهري", "Mahmoud al-Nahri"),
    ("Muhammad al-Nahri", "محمود النهري"),
    ("Hassan", "Hussein"),
    ("حسن", "حسين"),
    ("Hassan", "حسين"),
    ("Salem", "Saleh"),
    ("Bashar", "Bashir"),
    ("Amin", "Amina"),
]


@pytest.mark.parametrize(("first", "second"), ONE)
def test_spellings_of_one_name_are_alike(first: str, second: str) -> None:
    """Also where it is a person's, of whom every written vowel must agree; from either side, and they meet in a block."""
    found = likeness(first, second, person=True)

    assert found is not None
    assert found.why
    assert (found.score == 1) is (first == second)
    assert likeness(second, first, person=True) is not None
    assert keys(words(first)) & keys(words(second)) or len(words(first)) > 1


@pytest.mark.parametrize(("first", "second"), BODIES)
def test_names_of_bodies_and_places_are_translated_and_more_freely_spelt(first: str, second: str) -> None:
    """Not those of persons, who may differ by a vowel, and whose names are not translated."""
    assert likeness(first, second) is not None
    assert likeness(second, first) is not None
    assert keys(words(first)) & keys(words(second))


@pytest.mark.parametrize(("first", "second"), TWO)
@pytest.mark.parametrize("person", [True, False])
def test_names_that_only_look_alike_are_not(first: str, second: str, person: bool) -> None:
    """Other digits, a name within a longer one, another word, another vowel that is written."""
    assert likeness(first, second, person=person) is None
    assert likeness(second, first, person=person) is None


def test_one_letter_may_slip_where_no_person_is_named() -> None:
    """In a long word of a longer name; two persons may differ by one letter."""
    assert likeness("Ministry of Enviroment", "Ministry of Environment") is not None
    assert likeness("Salma Environ Ford", "Salma Enviran Ford", person=True) is None


@pytest.mark.skipif(not WORDS.is_file(), reason="the published word pairs are not here: they are not in the repository")
def test_arabic_words_and_their_latin_spellings_mostly_meet() -> None:
    """Three in four of Google's pairs, which are European names for the greater part, and next to none by chance."""
    pairs = [line.split("\t") for line in WORDS.read_text(encoding="utf-8").splitlines()]
    met = sum(likeness(arabic, latin, person=True) is not None for arabic, latin in pairs)
    shifted = zip(pairs, pairs[7:], strict=False)
    chance = sum(likeness(arabic, other, person=True) is not None for (arabic, _), (_, other) in shifted)

    assert met / len(pairs) > 0.75
    assert chance / len(pairs) < 0.005


@unhurried
@given(st.text(max_size=40), st.text(max_size=40), st.booleans())
def test_any_text_is_a_name(first: str, second: str, person: bool) -> None:
    """Nothing that somebody may write as a name is an error, and likeness has no direction."""
    found, back = likeness(first, second, person=person), likeness(second, first, person=person)

    assert (found is None) == (back is None)
    assert found is None or back is None or found.score == back.score
    assert all(sounds(word) is not None for word in words(first))
    assert digits(words(first)) == tuple(sorted(digits(words(first))))


@pytest.mark.parametrize(
    "name", ["x" * 1_000_000, "word " * 200_000, "\u0627" * 300_000, "a\u0301" * 300_000, "'" * 9, "١٢ " * 99_999]
)
def test_name_of_a_megabyte_holds_nobody_up(name: str) -> None:
    """It is compared like others, in a moment; what is no name is like nothing."""
    a, b, c = thing("actor-a", name), thing("actor-b", f"{name}b", "Harbour Union"), thing("actor-c", name)

    assert set(pairs(a, b, c, UNION)) <= {
        ("actor-a", "actor-b"),
        ("actor-a", "actor-c"),
        ("actor-b", "actor-c"),
        ("actor-b", "actor-union"),
    }
    assert (("actor-a", "actor-c") in pairs(a, c)) is bool(words(name))


def judged(verdict: str, *about: str, withdrawn: Withdrawal | None = None) -> Judgement:
    return Judgement(verdict, tuple(sorted(about)), "r", "w", "2031-06-01", withdrawn=withdrawn)


def thing(name: str, *called: str, types: str = "Organisation", same_as: str = "") -> Thing:
    return Thing(name, frozenset(types.split()), called, tuple(same_as.split()), person="Person" in types)


def search(*things: Thing, judgements: tuple[Judgement, ...] = ()) -> Search:
    return Search(things, Decided.by(judgements), lambda a, b: bool(a & b))


def pairs(*things: Thing, judgements: tuple[Judgement, ...] = ()) -> list[tuple[str, str]]:
    return [one.pair for one in search(*things, judgements=judgements).candidates()]


UNION = thing("actor-union", "Harbour Union")
OTHER = thing("actor-other", "The Harbour Union")


def test_two_things_with_one_name_are_proposed_with_the_reason() -> None:
    """Whichever is first in the dossier, the names stand in order."""
    (found,) = search(UNION, OTHER).candidates()

    assert found.pair == ("actor-other", "actor-union")
    assert found.reasons == ("“The Harbour Union” and “Harbour Union” are the same but for case, marks or article",)


def test_equal_address_elsewhere_is_a_reason() -> None:
    """However differently the two are called."""
    a = thing("actor-a", "White Helmets", same_as="https://example.org/id/1")
    b = thing("actor-b", "Syria Civil Defence", same_as="https://example.org/id/1")

    assert pairs(a, b) == [("actor-a", "actor-b")]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (thing("actor-a", "Caesar", types="Person"), thing("actor-b", "Caesar", types="Organisation")),
        (thing("actor-a", "Branch 227", "Raid branch"), thing("actor-b", "Branch 215", "Raid branch")),
        (thing("actor-a", "Caesar", "CFA"), thing("actor-b", "Caesar Families Association", "CFA")),
    ],
    ids=["another class", "another number", "a name within the other"],
)
def test_what_forbids_it_outweighs_an_equal_name(a: Thing, b: Thing) -> None:
    """Another class, other numbers in the display names, a display name within the other: a person may still judge them one."""
    assert pairs(a, b) == []


def test_further_name_that_many_have_is_no_reason() -> None:
    """A service's name among those of all its branches says nothing about any two."""
    branches = [thing(f"actor-{place}", f"{place} Command", "State Service") for place in ("Aba", "Edo", "Imo", "Oyo")]

    assert pairs(*branches) == []
    assert len(pairs(*branches[:2])) == 1


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_what_was_judged_is_not_proposed_again(verdict: str) -> None:
    """Until the judgement is withdrawn."""
    gone = Withdrawal("r", "w", "2031-06-02")

    assert pairs(UNION, OTHER, judgements=(judged(verdict, "actor-union", "actor-other"),)) == []
    assert len(pairs(UNION, OTHER, judgements=(judged(verdict, "actor-union", "actor-other", withdrawn=gone),))) == 1


def test_judgements_reach_what_they_are_one_with() -> None:
    """a is b, and b is not c: so a is not c, and nobody is asked."""
    third = thing("actor-third", "Harbour union")
    same, apart = judged("same", "actor-union", "actor-other"), judged("different", "actor-other", "actor-third")

    assert pairs(UNION, OTHER, third, judgements=(same, apart)) == []
    assert pairs(UNION, OTHER, third, judgements=(same,)) == [("actor-other", "actor-third")]


def test_contradictory_judgements_propose_nothing() -> None:
    """They are an error first."""
    with pytest.raises(DalilErrors):
        Decided.by([judged("same", "a", "b"), judged("different", "a", "b")])


def test_block_that_is_too_large_is_cut_and_told() -> None:
    """A name that everybody has: only some pairs are looked at, and how many share it is said."""
    crowd = [thing(f"actor-{n:03}", "Unknown") for n in range(BLOCK + 20)]
    found = search(*crowd)

    assert len(found.candidates()) == BLOCK * (BLOCK - 1) // 2
    assert [(cut.like, cut.things) for cut in found.cut] == [("Unknown", BLOCK + 20)]


def test_order_of_things_changes_nothing() -> None:
    """The same things in any order give the same candidates."""
    things = [UNION, OTHER, thing("actor-x", "Harbour Onion"), thing("actor-y", "Dockers of Northport")]
    found = [search(*order).candidates() for order in permutations(things)]

    assert all(one == found[0] for one in found)
