"""Templates: text with holes reads as it is written, is written as it reads, and what is no template is a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.errors import DalilError, Where
from dalil.facts.table.holes import STEPS, read_template, write_template
from dalil.facts.table.patterns import DIRECTIVES, refuse_pattern
from dalil.model import WHOLE, Hole, Step, Template
from tests.mappings import unhurried

TEXT = st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: "~h" not in text and text)
COLUMN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="|{}")).map(str.strip).filter(bool)
WORD = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
FORMAT = st.sampled_from(["%Y", "%B %Y", "%B %d, %Y", "%-d.%-m.%Y", "%Y|%m", 'the "%d" of %b %Y'])
STEP = st.one_of(
    st.sampled_from(["trim", "slug", "lower", "upper", "month", "year", "count", "digest", "split"]).map(Step),
    st.builds(lambda word: Step("split", (word,)), WORD),
    st.builds(lambda word: Step("lookup", (word,)), WORD),
    st.builds(lambda words: Step("null", tuple(words)), st.lists(WORD, min_size=1, max_size=3)),
    st.builds(lambda formats: Step("date", tuple(formats)), st.lists(FORMAT, min_size=1, max_size=3)),
    st.sampled_from([r"([0-9]{4})", r'a "b" c', "x|y", r"\{(\w+)\}", "'"]).map(
        lambda pattern: Step("match", (pattern,))
    ),
)
HOLE = st.builds(lambda column, steps: Hole(column, tuple(steps)), COLUMN, st.lists(STEP, max_size=3))
PARTS = st.lists(st.one_of(TEXT, HOLE), min_size=1, max_size=5)


@pytest.mark.parametrize("text", ["x{* | digest}", "{a}-{{b}}", '{a | split " | "}'])
def test_template_is_written_as_it_reads(text: str) -> None:
    assert write_template(read_template(text)) == text


def joined(parts: list[str | Hole]) -> tuple[str | Hole, ...]:
    """Neighbouring texts are one."""
    found: list[str | Hole] = []
    for part in parts:
        if found and isinstance(part, str) and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)


@unhurried
@given(PARTS)
def test_template_reads_as_it_is_written(parts: list[str | Hole]) -> None:
    template = Template(joined(parts))

    assert read_template(write_template(template)).parts == template.parts


@unhurried
@given(st.text(st.sampled_from("{}|ab ,;\"'%Y~h1\\\n"), max_size=30))
def test_any_text_is_a_template_or_a_sentence(text: str) -> None:
    try:
        template = read_template(text, Where("x.yaml", 3, 9))
    except DalilError as error:
        said = str(error)
    else:
        said = "x.yaml:3:9: " * (read_template(write_template(template)).parts == template.parts)

    assert said.startswith("x.yaml:3:9: ")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("event:ged-{id}", ("event:ged-", Hole("id"))),
        ("{date_start}/{date_end}", (Hole("date_start"), "/", Hole("date_end"))),
        ("plain", ("plain",)),
        ("{{a}} {{{a}}}", ("{a} {", Hole("a"), "}")),
        ("{ Source: Name | split ; }", (Hole("Source: Name", (Step("split", (";",)),)),)),
        ("{a|split}", (Hole("a", (Step("split"),)),)),
        ('{a | split " | "}', (Hole("a", (Step("split", (" | ",)),)),)),
        ("{a | split ' | '}", (Hole("a", (Step("split", (" | ",)),)),)),
        ("{a | split ,}", (Hole("a", (Step("split", (",",)),)),)),
        ('{a | split "\n"}', (Hole("a", (Step("split", ("\n",)),)),)),
        ("{a | null NA - n.d.}", (Hole("a", (Step("null", ("NA", "-", "n.d.")),)),)),
        ('{a | null "not given" "don""t"}', (Hole("a", (Step("null", ("not given", 'don"t')),)),)),
        ("{a | null don't}", (Hole("a", (Step("null", ("don't",)),)),)),
        ("{a | date %d %B %Y, %B %Y, %Y}", (Hole("a", (Step("date", ("%d %B %Y", "%B %Y", "%Y")),)),)),
        ('{a | date "%B %d, %Y", %Y}', (Hole("a", (Step("date", ("%B %d, %Y", "%Y")),)),)),
        ('{a | match "^([0-9]{4})" | year}', (Hole("a", (Step("match", ("^([0-9]{4})",)), Step("year"))),)),
        ("{a | trim | lookup sure}", (Hole("a", (Step("trim"), Step("lookup", ("sure",)))),)),
        ("{* | digest}", (Hole(WHOLE, (Step("digest"),)),)),
        ('{Status (0=first, 1="fixes")}', (Hole('Status (0=first, 1="fixes")'),)),
    ],
)
def test_text_reads_as_parts(text: str, parts: tuple[str | Hole, ...]) -> None:
    assert read_template(text).parts == parts


BRACE = "write {{ for the brace itself"
QUOTE = "put the argument in quotation marks; a column's name has no braces"
PARTS_OF_DATE = f"write the parts as {', '.join(DIRECTIVES)}"
A_DATE = "a year, a year and a month, or a year, a month and a day"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{id", f"a `{{` without its `}}` in '{{id'\n  → {BRACE}"),
        ("{id | split ;", f"a `{{` without its `}}` in '{{id | split ;'\n  → {BRACE}"),
        ("id}", "a `}` without its `{` in 'id}'\n  → write }} for the brace itself"),
        ("{}", f"a hole without a column in '{{}}'\n  → write {{column}}, or {BRACE.removeprefix('write ')}"),
        (
            "{ | slug}",
            f"a hole without a column in '{{ | slug}}'\n  → write {{column}}, or {BRACE.removeprefix('write ')}",
        ),
        ("{a{b}}", f"a `{{` inside a hole of '{{a{{b}}}}'\n  → {QUOTE}"),
        ("{a | match [0-9]{4}}", f"a `{{` inside a hole of '{{a | match [0-9]{{4}}}}'\n  → {QUOTE}"),
        ("{*}", "`*` is the whole row, of which only a digest is taken\n  → write {* | digest}"),
        ("{* | slug}", "`*` is the whole row, of which only a digest is taken\n  → write {* | digest}"),
        ("{a | slugg}", "'slugg' is not a step\n  → did you mean slug?"),
        ("{a | Split ;}", "'Split' is not a step\n  → did you mean split?"),
        ("{a | }", "a `|` without a step in '{a | }'\n  → no step comes near it (13 are known)"),
        (
            "{a | split ; ,}",
            f"`split` takes at most one argument, not 2\n  → write split SEPARATOR: {STEPS['split'].about}",
        ),
        ("{a | slug x}", f"`slug` takes no argument, not 1\n  → write slug: {STEPS['slug'].about}"),
        ("{a | lookup}", f"`lookup` takes one argument, not 0\n  → write lookup NAME: {STEPS['lookup'].about}"),
        ("{a | null}", f"`null` takes at least one argument, not 0\n  → write null CELL CELL: {STEPS['null'].about}"),
        (
            "{a | date}",
            f"`date` takes at least one argument, not 0\n  → write date FORMAT, FORMAT: {STEPS['date'].about}",
        ),
        ("{a | match a b}", f"`match` takes one argument, not 2\n  → write match PATTERN: {STEPS['match'].about}"),
        ('{a | split ""}', f"an empty argument behind `split`\n  → {STEPS['split'].about}"),
        ("{a | null NA, -}", "'NA,' behind `null` holds a comma\n  → put it in quotation marks: \"NA,\""),
        ("{a | split ' | }", 'quotation marks that do not end in "{a | split \' | }"\n  → write both, or neither'),
        (
            "{a | date '%Y' '%m'}",
            "two formats without a comma in \"{a | date '%Y' '%m'}\"\n  → write date %Y-%m-%d, %Y",
        ),
        (
            "{a | date %d.%m.%y}",
            "the two-digit year in '%d.%m.%y' names no century\n  → write %Y, and years of four digits in the table",
        ),
        ("{a | date %Y-%j}", f"'%j' in the format '%Y-%j' is no part of a date\n  → {PARTS_OF_DATE}"),
        ("{a | date %Y %}", f"'%' in the format '%Y %' is no part of a date\n  → {PARTS_OF_DATE}"),
        ("{a | date %Y %Y}", f"'%Y' stands twice in the format '%Y %Y'\n  → {PARTS_OF_DATE}"),
        ("{a | date %d %B}", f"the format '%d %B' does not make a date\n  → {A_DATE}"),
        ("{a | date %d %Y}", f"the format '%d %Y' does not make a date\n  → {A_DATE}"),
        ("{a | date %m %B %Y}", f"the format '%m %B %Y' does not make a date\n  → {A_DATE}"),
        (
            "{a | match (a}",
            "'(a' is not a regular expression: missing ), unterminated subpattern at position 0",
        ),
        ("~h3~", "'~h3~' cannot stand in a mapping\n  → dalil writes its own marks so; write it otherwise"),
        ("x~h3{a}", "'~h3' cannot stand in a mapping\n  → dalil writes its own marks so; write it otherwise"),
    ],
)
def test_what_is_no_template_is_a_sentence(text: str, said: str) -> None:
    with pytest.raises(DalilError) as caught:
        read_template(text, Where("x.yaml", 3, 9))

    assert str(caught.value) == f"x.yaml:3:9: {said}"


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[0-9]{4}",
        r"([0-9]{4})-[0-9]{2}",
        r"(?:Mr|Mrs) (\w+)",
        r"(?P<year>[0-9]+)",
        r"[+]+x",
        r"\++",
        r"(a|b){1}c",
        r"(ab)+",
        r"(ab+)?c",
        r"\(x\)+",
        r"[(]a+[)]+",
        r".+?;",
        r"(a+)(b+)",
    ],
)
def test_pattern_that_every_engine_reads_is_taken(pattern: str) -> None:
    refuse_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(a*)*b", "((a+))+", "(a|aa)+", "(a|b)*c", "([a-z]+;)+", "(a+){2,}", "(a+){3}", "(?:x+y?)+"]
)
def test_pattern_that_may_run_for_ever_is_refused(pattern: str) -> None:
    with pytest.raises(DalilError, match="repeats a group that itself repeats or chooses"):
        refuse_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", [r"a(?=b)", r"(?<!a)b", r"(a)\1", r"(?i)a", r"a++b", r"a*+b", r"(?>a)b", r"a\Z", r"(?P=x)"]
)
def test_pattern_that_engines_read_differently_is_refused(pattern: str) -> None:
    with pytest.raises(DalilError, match=r"looks around or back|is not a regular expression"):
        refuse_pattern(pattern)


@pytest.mark.parametrize("pattern", ["[0-9]*", "a?", "^$", "x|"])
def test_pattern_that_matches_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(DalilError, match="matches an empty cell too"):
        refuse_pattern(pattern)
