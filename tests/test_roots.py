"""Roots of evidence: two documents on one film are one root; what derives from many ways is counted once."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from dalil.errors import Where
from dalil.model import Claim, Judgement, Statement
from dalil.reconcile import Linker, roots
from dalil.vocabulary import dalil
from tests.little import unhurried

BASE = "https://example.org/case/"
NOBODY = Linker()


def node(local: str) -> NamedNode:
    """`work-film` as an IRI."""
    return NamedNode(BASE + local)


def claim(
    name: str,
    source: str = "source-s",
    basis: tuple[str, ...] = (),
    premises: tuple[str, ...] = (),
    mode: str = "asserted",
) -> Claim:
    """A claim that says nothing of works."""
    content = (Statement(node("event-x"), dalil("place"), node(f"place-{name}")),)
    return Claim(
        content,
        mode,
        (node("actor-a"),),
        None if premises else node(source),
        basis=tuple(map(node, basis)),
        premises=premises,
        name=name,
    )


def derived(work: str, *above: str, mode: str = "asserted") -> Claim:
    """A claim that one work derives from others."""
    content = tuple(Statement(node(work), dalil("derivedFrom"), node(other)) for other in above)
    return Claim(content, mode, (node("actor-a"),), node("source-d"), name=f"d-{work}-{mode}")


def found(*claims: Claim, linker: Linker = NOBODY) -> dict[str, set[str]]:
    """Claim → local names of its roots."""
    return {
        name: {root.value.removeprefix(BASE) for root in tops} for name, tops in roots(claims, linker, BASE).items()
    }


def test_claim_without_a_basis_rests_on_its_source() -> None:
    """The document itself is the root."""
    assert {"source-s"} == found(claim("c"))["c"]


def test_claims_on_one_film_have_one_root() -> None:
    """Whatever document they stand in."""
    one, two = claim("one", "source-a", ("work-film",)), claim("two", "source-b", ("work-film",))

    assert {"one": {"work-film"}, "two": {"work-film"}} == found(one, two)


def test_root_is_at_the_far_end() -> None:
    """A report on a copy of a film has the film as its root."""
    result = found(
        claim("c", basis=("work-report",)), derived("work-report", "work-copy"), derived("work-copy", "work-film")
    )

    assert {"work-film"} == result["c"]


def test_source_that_derives_from_a_film_has_its_root() -> None:
    """Sources are works too."""
    assert {"work-film"} == found(claim("c"), derived("source-s", "work-film"))["c"]


def test_two_ways_to_one_film_are_one_root() -> None:
    """A report that uses two cuts of one film rests on one film."""
    ways = [
        derived("work-report", "work-cut-1", "work-cut-2"),
        derived("work-cut-1", "work-film"),
        derived("work-cut-2", "work-film"),
    ]

    assert {"work-film"} == found(claim("c", basis=("work-report",)), *ways)["c"]
    assert {"work-film"} == found(*reversed(ways), claim("c", basis=("work-report",)))["c"]


def test_works_that_derive_from_each_other_are_one_root() -> None:
    """From wherever one comes into a circle, one of it stands for all."""
    circle = [derived("work-a", "work-b"), derived("work-b", "work-c"), derived("work-c", "work-a")]
    tops = [found(claim("c", basis=(work,)), *circle)["c"] for work in ("work-a", "work-b", "work-c")]

    assert [{"work-a"}] * 3 == tops
    assert {"work-a"} == found(claim("c", basis=("work-z",)), derived("work-z", "work-b"), *circle)["c"]


def test_circle_with_a_way_out_is_no_root() -> None:
    """What derives from something else has not begun anything."""
    circle = [derived("work-a", "work-b"), derived("work-b", "work-a", "work-film")]

    assert {"work-film"} == found(claim("c", basis=("work-a",)), *circle)["c"]


def test_work_that_derives_from_itself_is_a_root() -> None:
    """A slip, and no endless search."""
    assert {"work-a"} == found(claim("c", basis=("work-a",)), derived("work-a", "work-a"))["c"]


def test_denied_and_demanded_derivations_join_nothing() -> None:
    """Who denies that a report rests on a film gives it no root."""
    for mode in ("denied", "demanded"):
        assert {"work-report"} == found(
            claim("c", basis=("work-report",)), derived("work-report", "work-film", mode=mode)
        )["c"]


def test_judgement_makes_two_works_one_root() -> None:
    """A video and its copy under another name, judged the same."""
    same = Judgement("same", ("work-upload", "work-film"), "r", "w", "2031-01-01", Where("x"))
    result = found(claim("one", basis=("work-upload",)), claim("two", basis=("work-film",)), linker=Linker.of([same]))

    assert result["one"] == result["two"] == {"work-film"}


def test_inference_has_the_roots_of_its_premises() -> None:
    """All of them, by however many steps, and its own basis too."""
    result = found(
        claim("a", "source-a"),
        claim("b", "source-b", ("work-film",)),
        claim("c", premises=("a", "b"), mode="inferred"),
        claim("d", basis=("work-map",), premises=("c",), mode="inferred"),
    )

    assert {"source-a", "work-film"} == result["c"]
    assert {"source-a", "work-film", "work-map"} == result["d"]


def says(
    name: str,
    source: str,
    place: str = "place-weir",
    by: str = "",
    via: tuple[str, ...] = (),
    basis: tuple[str, ...] = (),
) -> Claim:
    """A claim that the event took place somewhere."""
    return Claim(
        (Statement(node("event-x"), dalil("place"), node(place)),),
        "asserted",
        (node(by or f"actor-{source}"),),
        node(source),
        via=tuple(map(node, via)),
        basis=tuple(map(node, basis)),
        name=name,
    )


def cites(source: str, *others: str) -> Claim:
    """A claim that a source cites others."""
    content = tuple(Statement(node(source), dalil("cites"), node(other)) for other in others)
    return Claim(content, "asserted", (node("actor-a"),), node(source), name=f"cites-{source}")


def test_sources_that_cite_each_other_in_a_circle_are_one_root() -> None:
    """Whatever they say: nobody can tell who had it first."""
    result = found(
        says("one", "source-a"),
        says("two", "source-b", "place-mill"),
        says("three", "source-c"),
        cites("source-a", "source-b"),
        cites("source-b", "source-c"),
        cites("source-c", "source-a"),
    )

    assert result["one"] == result["two"] == result["three"] == {"source-a"}


def test_who_cites_another_for_the_same_statement_adds_no_root() -> None:
    """A source that cites another is no second root of what both say, and is the root of what it alone says."""
    pair = [says("one", "source-a"), says("two", "source-b"), cites("source-b", "source-a")]
    result = found(*pair, says("alone", "source-b", "place-mill"))

    assert (result["one"], result["two"], result["alone"]) == ({"source-a"}, {"source-a"}, {"source-b"})


def test_two_papers_that_quote_one_witness_have_one_root() -> None:
    """One mouth; a witness who speaks for herself and is quoted elsewhere is one too. Two witnesses are two."""
    quoted = [says(name, f"source-{name}", by="actor-witness", via=(f"actor-{name}",)) for name in ("daily", "news")]
    other = says("other", "source-other", by="actor-second", via=("actor-other",))
    herself = says("herself", "source-interview", by="actor-witness")
    result = found(*quoted, other, herself)

    assert result["daily"] == result["news"] == result["herself"] == {"source-daily"}
    assert result["other"] == {"source-other"}


def test_two_papers_that_relay_one_agency_have_one_root() -> None:
    """Whoever speaks: it came through one mouth. Through a work, the work is the root."""
    agency = [says(name, f"source-{name}", by=f"actor-{name}", via=("actor-agency",)) for name in ("daily", "news")]
    work = [says(name, f"source-{name}", "place-mill", via=("actor-x", "work-wire")) for name in ("post", "mail")]
    result = found(*agency, *work)

    assert result["daily"] == result["news"] == {"source-daily"}
    assert result["post"] == result["mail"] == {"work-wire"}


def test_two_papers_on_their_own_are_two_roots() -> None:
    """Saying the same is no reason to be one."""
    assert found(says("one", "source-a"), says("two", "source-b")) == {"one": {"source-a"}, "two": {"source-b"}}


def test_basis_outweighs_who_relays() -> None:
    """What is seen in a film rests on the film, whoever tells of it."""
    result = found(
        says("one", "source-a", by="actor-w", via=("actor-z",), basis=("work-film",)), says("two", "source-b")
    )

    assert result == {"one": {"work-film"}, "two": {"source-b"}}


WORKS = st.sampled_from([f"work-{letter}" for letter in "abcdef"])
EDGES = st.lists(st.tuples(WORKS, WORKS), max_size=10)


def reached(work: str, edges: list[tuple[str, str]]) -> set[str]:
    """All that a work derives from."""
    seen: set[str] = set()
    todo = [work]
    while todo:
        fresh = {b for a, b in edges if a == todo[-1]} - seen
        todo.pop()
        seen |= fresh
        todo += fresh
    return seen


@unhurried
@given(EDGES, WORKS)
def test_every_claim_has_a_root_and_order_says_nothing(edges: list[tuple[str, str]], work: str) -> None:
    """Whatever derives from whatever: at least one root, none that derives from outside its circle, in any order."""
    these = [derived(a, b) for a, b in edges]
    named = [Claim(c.statements, c.mode, c.speakers, c.source, name=f"d{n}") for n, c in enumerate(these)]
    tops = found(claim("c", basis=(work,)), *named)["c"]
    above = {name: reached(name, edges) for name in {work, *chain(*edges)}}

    assert tops
    assert tops == found(*reversed(named), claim("c", basis=(work,)))["c"]
    assert all(top in above[other] for top in tops for other in above[top])
    assert not [top for top in tops if tops & (above[top] - {top})]
