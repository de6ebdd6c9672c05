"""Steps and slots: every cell becomes exactly what it says, or is refused with words that say what to do."""

import locale
import re
from hashlib import sha256

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from dalil.errors import BadValue, FactError
from dalil.facts.table import cells
from dalil.facts.table.dates import read_date
from dalil.facts.table.evaluate import Batch, Memo
from dalil.facts.table.holes import MANY
from dalil.facts.table.tokens import Column
from dalil.facts.table.transforms import figure, list_of, name_of, positions, split, through
from dalil.graph.store import serialize
from dalil.model import Lookup
from dalil.vocabulary import SLUG
from tests.little import unhurried
from tests.prepared import PROJECT, mapping, template

LOOKUPS = {
    "sure": Lookup("sure", {"Low": "possible", "High": "certain", "none": ""}),
    "unit": Lookup("unit", {"possible": "a", "b": "b"}),
}


def do(steps: str, cell: str) -> str | tuple[str, ...]:
    (hole,) = template(f"{{c | {steps}}}").holes
    return through(hole.steps, cell, LOOKUPS)


@pytest.mark.parametrize(
    ("steps", "cell", "made"),
    [
        ("trim", "  a b ", "a b"),
        ("split", "a; b ;;a;", ("a", "b")),
        ("split ,", "a, b;c", ("a", "b;c")),
        ("split", f"a;b{MANY} c{MANY}a;b", ("a;b", "c")),
        ("split ,", f"a,b{MANY}c", ("a", "b", "c")),
        ("split", " ;; ", ()),
        ("lookup sure", " Low ", "possible"),
        ("lookup sure", "none", ""),
        ("lookup sure | lookup unit", "Low", "a"),
        ("split ; | lookup sure", "Low;none;High;Low", ("possible", "certain")),
        ("slug", " Dam Guard ", "Dam-Guard"),
        ("lower", "Dam GUARD", "dam guard"),
        ("upper", "dam", "DAM"),
        ("date %Y-%m-%d", "2031-05-03", "2031-05-03"),
        ("date %-d/%-m/%Y, %B %Y, %Y", "3/12/2031", "2031-12-03"),
        ("date %-d/%-m/%Y, %B %Y, %Y", "May 2031", "2031-05"),
        ("date %-d/%-m/%Y, %B %Y, %Y", " 2031 ", "2031"),
        ("date %d %b %Y", "03  SEPT 2031", "2031-09-03"),
        ("date '%B %-d, %Y'", "february 9, 2032", "2032-02-09"),
        ("date '%Y-%m-%d %H:%M:%S.%f'", "2031-05-03 00:00:00.000", "2031-05-03"),
        ("date %Y%m%d", "20310503", "2031-05-03"),
        ("month", "2031-05-03", "2031-05"),
        ("month", "2031", "2031"),
        ("month", "2031-05-03/2031-06-01", "2031-05/2031-06"),
        ("year", "2031-05-03~", "2031~"),
        ("date %-d/%-m/%Y | month", "3/12/2031", "2031-12"),
        ("count", "1,234,567", "1234567"),
        ("count", "1 234", "1234"),
        ("count", "1\u202f234", "1234"),
        ("count", "1’234", "1234"),
        ("count", "0041", "41"),
        ("count", "12.0", "12"),
        ("count", "١٬٢٣٤", "1234"),
        ("null NA -", " NA ", ""),
        ("null NA -", "NAME", "NAME"),
        ("match [0-9]+", "unit 7, of 9", "7"),
        ("match 'unit ([0-9]+)'", "unit 7", "7"),
        ("match 'unit(?: ([0-9]+))?'", "unit", ""),
        ("digest", " Dam Guard ", sha256(b"Dam Guard").hexdigest()[:12]),
        ("split ; | null b | upper", "a;b;c", ("A", "C")),
        ("match '[a-z;]+' | split ;", "<a;b>", ("a", "b")),
        ("lower | trim", " ", ""),
    ],
)
def test_each_step_makes_of_a_cell_what_it_says(steps, cell, made):
    assert do(steps, cell) == made


@pytest.mark.parametrize(
    ("steps", "cell", "words"),
    [
        ("lookup sure", "Medium", "'Medium' is not in the lookup 'sure'"),
        ("split ; | lookup sure", "Low;low", "'low' is not in the lookup 'sure'"),
        ("date %Y-%m-%d", "3 May 2031", "'3 May 2031' is not a date written '%Y-%m-%d'"),
        ("date %d/%m/%Y", "3/5/2031", "is not a date written"),
        ("date %-d/%-m/%Y", "31/2/2031", "is no day of the calendar"),
        ("date %B %Y", "Mai 2031", "is not a date written"),
        ("date %Y", "31", "is not a date written"),
        ("date %Y", "٢٠٣١", "is not a date written"),
        ("date %Y-%m", "0000-05", "is no day of the calendar"),
        ("month", "early 2031", "is not a date that can be cut"),
        ("year", "3/5/2031", "is not a date that can be cut"),
        ("count", "1.234", "'1.234' is not a count"),
        ("count", "12,34", "is not a count"),
        ("count", "1,234 567", "is not a count"),
        ("count", "about 5", "is not a count"),
        ("count", "-5", "is not a count"),
        ("match [0-9]+", "unit", "'unit' does not match '[0-9]+'"),
    ],
)
def test_a_cell_that_a_step_cannot_take_is_refused_in_words(steps, cell, words):
    with pytest.raises(BadValue, match=re.escape(words)) as refused:
        do(steps, cell)
    assert refused.value.hint


def test_a_step_that_there_is_not_is_a_fault_of_the_mapping():
    (hole,) = template("{c | lookup nowhere}").holes

    with pytest.raises(FactError, match="'lookup nowhere' is not a step"):
        through(hole.steps, "x", LOOKUPS)


def test_months_are_english_whatever_the_locale():
    before = locale.setlocale(locale.LC_TIME)
    for name in ("ar_SY.UTF-8", "fr_FR.UTF-8", "C"):
        try:
            locale.setlocale(locale.LC_TIME, name)
        except locale.Error:
            continue
    try:
        assert read_date("3 March 2031", ("%-d %B %Y",)) == "2031-03-03"
    finally:
        locale.setlocale(locale.LC_TIME, before)


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%-d %B %Y", "%d/%m/%Y", "%b %-d %Y", "%Y%m%d"]))
def test_a_date_comes_back_from_every_way_of_writing_it(day, form):
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    parts = {
        "%Y": f"{day.year:04}",
        "%m": f"{day.month:02}",
        "%d": f"{day.day:02}",
        "%-d": str(day.day),
        "%B": names[day.month - 1],
        "%b": names[day.month - 1][:3],
    }
    text = re.sub("%-?.", lambda found: parts[found[0]], form)

    assert read_date(text, (form,)) == day.isoformat()


@given(st.text(st.characters(codec="utf-8"), min_size=1))
@example("!!!")
@example("مجزرة التضامن")
@example("فُصْحَى")
@example("_")
def test_a_slug_is_always_a_name(words):
    if words.strip():
        assert SLUG.fullmatch(name_of(words))
        assert cells.part_of_name(name_of(words), "^$") == name_of(words)
        assert NamedNode(f"https://example.org/{name_of(words)}").value.endswith(name_of(words))


@given(st.integers(0, 10**12), st.sampled_from([",", " ", "'", "\u00a0", ""]))
def test_a_count_comes_back_however_its_thousands_are_set_apart(number, mark):
    assert figure(f"{number:,}".replace(",", mark)) == str(number)


def test_lists_that_run_in_parallel_keep_empty_and_repeated_elements():
    assert positions("a;;b;a") == ["a", "", "b", "a"]
    assert split("a;;b;a") == ["a", "b"]


def test_the_same_list_is_known_however_it_is_written():
    one, other, third = (
        template(text).holes[0] for text in ("{c | split | slug}", "{c | trim | split}", "{c | split ,}")
    )

    assert list_of(one) == list_of(other) != list_of(third)
    assert list_of(template("{c | slug}").holes[0]) is None


def literal(text: str) -> str:
    """What pyoxigraph writes between the quotation marks."""
    node = NamedNode("x:y")
    return (
        serialize([Quad(node, node, Literal(text))], RdfFormat.N_QUADS)
        .removeprefix('<x:y> <x:y> "')
        .removesuffix('" .\n')
    )


TEXTS = st.text(
    st.characters(codec="utf-8") | st.sampled_from('\\"\n\r\t\x00\x08\x0b\x0c\x1f\x7f\x85\u2028\ufeff\ufffe\uffff')
)


@given(TEXTS)
@example("".join(map(chr, range(0x100))))
@example('\\"\n\r\t\\n')
def test_a_text_is_escaped_as_pyoxigraph_does_it(text):
    assert cells.escaped(text) == literal(text)


@unhurried
@given(st.lists(TEXTS.filter(lambda text: MANY not in text), min_size=1))
@example(['a "b"', "c\\d", "e\nf", None, "\x00", "plain", "\x1e"])
def test_a_column_of_texts_is_escaped_as_pyoxigraph_does_it(texts):
    batch = Batch(pl.DataFrame({"c": texts}, schema={"c": pl.String}), mapping(), Memo(PROJECT))

    made = batch.columns({0: Column("text", (template("{c}"),))})["h0"].to_list()

    assert made == [literal(text) if text and pl.Series([text]).str.strip_chars()[0] else None for text in texts]


@pytest.mark.parametrize(
    ("cell", "edges"),
    [("a.b", "^$"), ("-a", ""), ("a-", "^"), ("-a", "$"), ("é~", "^$"), ("7", "^$"), ("", "^$"), ("_x", "$")],
)
def test_a_cell_may_be_part_of_a_name(cell, edges):
    assert cells.part_of_name(f" {cell} ", edges) == cell


@pytest.mark.parametrize(
    ("cell", "edges"),
    [("a b", ""), ("a/b", ""), ("-a", "^"), ("a.", "$"), ("_x", "^"), ("a%20", ""), ("a\u0301", ""), ("a>", "")],
)
def test_a_cell_that_is_no_part_of_a_name_is_refused_with_advice(cell, edges):
    with pytest.raises(BadValue, match="does not fit into a name") as refused:
        cells.part_of_name(cell, edges)
    assert refused.value.hint == "use `| slug` or `| lookup`"


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=5), st.text(st.characters(codec="utf-8"), max_size=5))
def test_what_fits_into_names_makes_names(first, last):
    try:
        name = cells.part_of_name(first, "^") + "x" + cells.part_of_name(last, "$")
    except BadValue:
        return
    assert SLUG.fullmatch(name)


def test_whole_names_come_from_lookups_only_where_their_kind_fits():
    vocabulary = PROJECT.vocabulary

    assert cells.entity(" actor:dam-guard ", vocabulary, frozenset({"Organisation"})) == "actor-dam-guard"
    for text, words in (
        ("dam-guard", "is not the name of an entity"),
        ("actor:a b", "is not the name"),
        ("place:weir", "is a kind of Place"),
    ):
        with pytest.raises(BadValue, match=words):
            cells.entity(text, vocabulary, frozenset({"Actor"}))


def test_a_class_from_a_cell_is_one_of_the_ontology_and_of_the_right_kind():
    vocabulary = PROJECT.vocabulary

    assert cells.class_of(" Massacre ", vocabulary, "Event") == "Massacre"
    for text, words in (("Massaker", "is not a class"), ("Organisation", "is not a kind of Event")):
        with pytest.raises(BadValue, match=words):
            cells.class_of(text, vocabulary, "Event")


@pytest.mark.parametrize(
    ("text", "local"),
    [("2031-05-03/2031-05-03", "time-2031-05-03"), ("2031 / 2032", "time-2031--2032"), ("2031~", "time-2031~")],
)
def test_two_equal_sides_are_one_time(text, local):
    assert cells.time(text).local == local


def test_a_time_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadValue, match="ends before it begins"):
        cells.time("2032-01-01/2031-01-01")


@pytest.mark.parametrize(("text", "made"), [("007", "7"), (" -5 ", "-5"), ("0", "0")])
def test_a_whole_number_loses_its_leading_zeros(text, made):
    assert cells.integer(text) == made


@pytest.mark.parametrize("text", ["1.0", "1,000", "five", "9" * 19, "٥"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(BadValue, match="is not a whole number"):
        cells.integer(text)


@pytest.mark.parametrize("text", ["example.org", "ftp://example.org/x", "https:///x", "https://exa mple.org"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(BadValue, match="is not an address"):
        cells.address(text)
