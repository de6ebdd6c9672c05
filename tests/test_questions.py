"""A question's value never changes its structure; its header says what is wrong with it; a server that fails is not believed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from dalil.endpoint import Local, Remote, Table, _form
from dalil.errors import EndpointUnavailable, QueryError, UnknownQuery
from dalil.project import Project, open_project
from dalil.questions import Parameter, Query, bind, find_query, named_queries, read_query, with_prefixes
from dalil.vocabulary import XSD

ROOT = Path(__file__).parents[1]
CURIES = open_project(ROOT).curies
VALUE = NamedNode("https://example.org/value")
unhurried = settings(deadline=None)  # the first example loads a library
EVENT = Query("event", "SELECT * WHERE { ?_event_iri ?p ?o }", parameters={"event": Parameter("event", "event")})
TEXT = Query(
    "text", "SELECT (?_text_string AS ?told) (1 AS ?one) WHERE {}", parameters={"text": Parameter("text", "string")}
)
NASTY = [
    '"',
    '""" }',
    "'",
    "\\",
    '\\"',
    "\\u0022",
    "\n",
    "\r",
    "\t",
    "} ; DROP ALL #",
    "?_text_string",
    "<https://example.org/>",
    "{{",
    "",
    "ع",
]


def ask(text: str, turtle: str = "") -> Table:
    store = Store()
    store.load(turtle.encode(), format=RdfFormat.TURTLE)
    return Local(store).select(text)


# --- a value is a term


@given(st.text() | st.lists(st.sampled_from(NASTY)).map("".join))
@unhurried
def test_text_comes_back_as_it_went_in(text: str) -> None:
    table = ask(TEXT.bind({"text": text}, CURIES))

    assert table.columns == ("told", "one")
    assert table.rows == [(Literal(text), Literal(1))]


@given(
    st.text()
    | st.sampled_from([f"event:{word}" for word in NASTY])
    | st.from_regex(r"(event:|https?://|urn:)\S*", fullmatch=True)
)
@unhurried
def test_name_is_one_iri_or_no_name(text: str) -> None:
    """Whatever is given for an entity, the question is about one IRI, or is not asked."""
    try:
        bound = EVENT.bind({"event": text}, CURIES)
    except QueryError:
        return
    before, after = EVENT.text.split("?_event_iri")
    iri = bound.removeprefix(before).removesuffix(after)

    assert bound == f"{before}{iri}{after}"
    assert str(NamedNode(iri[1:-1])) == iri
    assert ask(bound).columns == ("o", "p")


quoted = st.text().map(lambda text: str(Literal(text)))
comments = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"])).map(
    lambda text: f"# {text} ?_x_iri\n"
)
iris = st.sampled_from(["<https://example.org/?_x_iri>", "<urn:x#?_x_iri>", "<>"])
long_strings = st.sampled_from(
    ['"""a "quoted" ?_x_iri\n"""', "'''it's ?_x_iri'''", '"?_x_iri"', "'?_x_iri \\' ?_x_iri'"]
)
codes = st.sampled_from(
    ["?_x_iri", " ?x ", "?_y_iri", "?_x_iris", " { ", "} ", "a;b", ", ", "dalil:date", "(?_x_iri AS ?x)"]
)


@given(st.lists(st.tuples(quoted | comments | iris | long_strings, st.just(False)) | st.tuples(codes, st.just(True))))
@unhurried
def test_only_code_is_bound(pieces: list[tuple[str, bool]]) -> None:
    """Strings, comments and IRIs stay as they are, whatever they say."""
    spaced = [(f" {text} " if not text.startswith("#") else f" {text}", code) for text, code in pieces]
    expected = "".join(
        text.replace("?_x_iri", str(VALUE)) if code and "iris" not in text else text for text, code in spaced
    )

    assert bind("".join(text for text, _ in spaced), {"x": VALUE}) == expected


@given(st.lists(st.tuples(quoted | comments | iris | long_strings, st.just(False)) | st.tuples(codes, st.just(True))))
@unhurried
def test_nothing_is_bound_without_values(pieces: list[tuple[str, bool]]) -> None:
    text = " ".join(piece for piece, _ in pieces)

    assert bind(text, {}) == text


def test_parameter_that_is_not_given_means_any() -> None:
    table = ask(EVENT.bind({}, CURIES), "<https://example.org/a> <https://example.org/b> 1, 2 .")

    assert len(table) == 2


def test_default_is_taken_where_nothing_is_given() -> None:
    query = Query("q", TEXT.text, parameters={"text": Parameter("text", "string", default="as ever")})

    assert ask(query.bind({}, CURIES)).rows[0][0] == Literal("as ever")
    assert ask(query.bind({"text": "new"}, CURIES)).rows[0][0] == Literal("new")


def test_parameter_that_is_unknown_is_refused_with_the_nearest() -> None:
    with pytest.raises(QueryError, match="no parameter 'evnt'") as told:
        EVENT.bind({"evnt": "event:x"}, CURIES)

    assert told.value.hint == "did you mean event?"


# --- a value has a type


@given(st.dates())
@unhurried
def test_day_is_a_date(day: date) -> None:
    assert Parameter("from", "date").term(day.isoformat(), CURIES) == Literal(
        day.isoformat(), datatype=NamedNode(XSD + "date")
    )


@given(st.integers())
@unhurried
def test_number_is_an_integer(number: int) -> None:
    assert Parameter("n", "integer").term(str(number), CURIES) == Literal(
        str(number), datatype=NamedNode(XSD + "integer")
    )


@pytest.mark.parametrize(
    ("kind", "text", "complaint"),
    [
        ("date", "2013-04", "not a day"),
        ("date", "2013-02-30", "not a date"),
        ("date", "16.4.2013", "not a date"),
        ("date", "yesterday", "not a date"),
        ("date", "2013-04-16~", "not a day"),
        ("date", "", "not a date"),
        ("integer", "1.5", "not a whole number"),
        ("integer", "٤١", "not a whole number"),
        ("event", "evnt:x", "no known prefix"),
        ("event", "event:a b", "not a name"),
        ("event", "event:", "not a name"),
        ("event", "actor:somebody", "not of the kind event"),
        ("event", "https://example.org/a b", "not an IRI"),
        ("entity", "tadamon-massacre", "no known prefix"),
        ("dalil", "event:x", "not of the kind dalil"),
        ("string", "\udcff", "cannot be asked for"),
        ("event", "event:\udcff", "not a name"),
    ],
)
def test_value_of_another_type_is_refused(kind: str, text: str, complaint: str) -> None:
    with pytest.raises(QueryError, match=f"^p: .*{complaint}"):
        Parameter("p", kind).term(text, CURIES)


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        ("event", "mill-attack", "event-mill-attack"),
        ("event", "event:mill-attack", "event-mill-attack"),
        ("event", f"{CURIES.base}event-mill-attack", "event-mill-attack"),
        ("place", "حي-التضامن", "place-حي-التضامن"),
        ("entity", "place:old-mill", "place-old-mill"),
        ("work", "source:letter", "source-letter"),
        ("claim", "0a1b", "claim-0a1b"),
    ],
)
def test_entity_is_named_by_curie_iri_or_bare_name(kind: str, text: str, name: str) -> None:
    assert Parameter("p", kind).term(text, CURIES) == NamedNode(CURIES.base + name)


def test_foreign_iri_may_be_asked_for() -> None:
    assert Parameter("p", "actor").term("http://www.wikidata.org/entity/Q1065", CURIES) == NamedNode(
        "http://www.wikidata.org/entity/Q1065"
    )


# --- prefixes


def test_prefixes_that_are_used_are_declared_once() -> None:
    text = "PREFIX event: <https://example.org/mine#>\nASK { event:a dalil:date ?d ; dalil:place place:b }"
    told = with_prefixes(text, CURIES)

    assert told.count("PREFIX") == 3
    assert told.endswith(text)
    assert f"PREFIX place: <{CURIES.base}place->\n" in told
    assert with_prefixes(told, CURIES) == told


@pytest.mark.parametrize(
    "text",
    [
        "ASK {}",
        "# dalil:date\nASK {}",
        'ASK { ?s ?p "dalil:date" }',
        "ASK { ?s ?p <dalil:date> }",
        "ASK { ?s ?p _:dalil }",
    ],
)
def test_prefix_that_is_not_used_is_not_declared(text: str) -> None:
    assert with_prefixes(text, CURIES) == text


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ^dalil:partOf/dalil:partOf* ?o }",
        "ASK { ?s !(dalil:partOf|skos:prefLabel) ?o }",
        'ASK { ?s ?p "1"^^xsd:integer FILTER(STRSTARTS(STR(?s), STR(event:))) }',
        "PREFIX own: <https://example.org/> ASK { own:a a dalil:Event }",
        "prefix event:<https://example.org/> ASK { event:a ?p 'time:x'@en }",
    ],
)
def test_text_with_its_prefixes_is_sparql(text: str) -> None:
    assert ask(with_prefixes(text, CURIES)).columns == ("answer",)


# --- the header


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        (tmp_path / "q.rq").write_text(text, encoding="utf-8")
        return tmp_path / "q.rq"

    return write


HEADER = """#+ summary: Asks.
#+ parameters:
#+   event: { kind: event, about: what is asked about }
#+ tags: [who]
#+ expect: rows
SELECT (?_event_iri AS ?event) ?o WHERE { ?_event_iri ?p ?o }
"""


def test_header_is_read(file: Callable[[str], Path]) -> None:
    query = read_query(file(HEADER))

    assert (query.name, query.summary, query.expect, query.tags) == ("q", "Asks.", "rows", ("who",))
    assert query.parameters == {"event": Parameter("event", "event", "what is asked about")}


def test_question_without_header_expects_nothing(file: Callable[[str], Path]) -> None:
    assert read_query(file("ASK {}")) == Query("q", "ASK {}")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("summary:", "sumary:", r"q\.rq:1:4: 'sumary' is not a key.*\n.*summary"),
        ("kind: event,", "knd: event,", r"q\.rq:3:15: 'knd' is not a key of a parameter"),
        ("{ kind: event, about: what is asked about }", "event", r"q\.rq:3"),
        ("#+   event:", "#+   evnt:", r"do not agree.*\?_event_iri, \?_evnt_iri"),
        ("kind: event,", "kind: date,", r"do not agree.*\?_event_date, \?_event_iri"),
        ("?p ?o }", "?p ?_other_string }", r"do not agree.*\?_other_string"),
        ("expect: rows", "expect: lines", "expects 'lines'"),
        ("summary: Asks.", "summary: [", "not YAML"),
        ("summary: Asks.", "summary: a: b", "not YAML"),
        ("#+ expect: rows", "#+ expect: rows\n#+ expect: any", "stands twice"),
        ("(?_event_iri AS ?event)", "?_event_iri", r"cannot stand there.*\n.*\(\?_event_iri AS \?event\)"),
        ("?o }\n", "?o }\nGROUP BY ?_event_iri", "cannot stand there"),
        ("?o }\n", "?o }\nORDER BY ?o ?_event_iri", "cannot stand there"),
    ],
)
def test_header_that_is_wrong_says_where_and_what(
    old: str, new: str, complaint: str, file: Callable[[str], Path]
) -> None:
    assert old in HEADER
    with pytest.raises(QueryError, match=complaint):
        read_query(file(HEADER.replace(old, new)))


def test_parameter_in_a_comment_or_string_needs_no_header(file: Callable[[str], Path]) -> None:
    text = '# ?_x_iri\nASK { ?s ?p "?_y_string" }'

    assert read_query(file(text)).parameters == {}


def test_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes(b"\xff\xfe")
    with pytest.raises(QueryError, match="not UTF-8"):
        read_query(tmp_path / "q.rq")


# --- which question


@pytest.fixture
def dossier(tmp_path: Path) -> Project:
    """A dossier with one question of its own, and one that it tells in its own way."""
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "mine.rq").write_text("ASK { ?s a dalil:Event }")
    (tmp_path / "queries" / "perpetrators.rq").write_text("ASK {}")
    (tmp_path / "dalil.toml").write_text('title = "t"\nbase = "https://example.org/t/"\npublisher = "p"\n')
    return open_project(tmp_path)


def test_dossiers_own_questions_come_before_the_packages(dossier: Project) -> None:
    queries = named_queries(dossier)

    assert queries["perpetrators"].text == "ASK {}"
    assert {"mine", "counts", "demands"} <= set(queries)


def test_question_is_a_name_a_file_standard_input_or_sparql(dossier: Project) -> None:
    sparql = "SELECT * WHERE { ?s ?p ?o }"

    assert find_query(dossier, "mine").text == "ASK { ?s a dalil:Event }"
    assert find_query(dossier, str(dossier.root / "queries" / "mine.rq")).name == "mine"
    assert find_query(dossier, "-", sparql).text == sparql
    assert find_query(dossier, sparql).text == sparql
    assert find_query(dossier, "DESCRIBE <https://example.org/>").text == "DESCRIBE <https://example.org/>"


@pytest.mark.parametrize(("name", "hint"), [("perpetrator", "perpetrators"), ("nothing.rq", None)])
def test_unknown_question_suggests_the_nearest(name: str, hint: str | None, dossier: Project) -> None:
    with pytest.raises(UnknownQuery) as told:
        find_query(dossier, name)

    assert (hint or "") in (told.value.hint or "")


# --- where it is asked


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("ask {}", "ASK"),
        ("# we asked to add\n#+ describe\nCONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        (
            "PREFIX ask: <https://example.org/describe#> PREFIX a.ask-b: <urn:x> SELECT * { ?s ask:a 'construct' }",
            "SELECT",
        ),
        ("BASE <https://example.org/#ask> DESCRIBE <a>", "DESCRIBE"),
        ("nothing of the kind", "SELECT"),
    ],
)
def test_form_of_a_question_is_its_first_word(text: str, form: str) -> None:
    assert _form(text) == form


@given(st.text())
@unhurried
def test_local_store_refuses_what_is_not_sparql(text: str) -> None:
    assume("{" not in text)
    with pytest.raises(QueryError, match="cannot be answered"):
        ask(text)


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A server on loopback that gives one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, *_: object) -> None:
            """Keeps quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/query"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def giving(body: str, kind: str = "application/sparql-results+json", status: int = 200, cut: int = 0) -> Answer:
    """An answer; `cut` bytes of it never come."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body.encode()) + cut))
        handler.end_headers()
        handler.wfile.write(body.encode())

    return answer


ROWS = '{"head": {"vars": ["s", "n"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "https://example.org/a"}}, {"n": {"type": "literal", "value": "x", "xml:lang": "en"}}]}}'


def test_server_answers_rows_with_what_is_unbound() -> None:
    with serving(giving(ROWS)) as url:
        table = Remote(url).select("SELECT ?s ?n {}")

    assert table == Table(("s", "n"), [(NamedNode("https://example.org/a"), None), (None, Literal("x", language="en"))])


def test_nobody_listens() -> None:
    with serving(giving("")) as url:
        pass
    with pytest.raises(EndpointUnavailable, match=r"does not answer: .*refused") as told:
        Remote(url).select("ASK {}")

    assert told.value.exit_code == 5


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (giving("<html><body>Welcome</body></html>", "text/html"), "not answer in SPARQL's formats"),
        (giving("[]"), "not answer in SPARQL's formats"),
        (giving('{"head": {}}'), "not answer in SPARQL's formats"),
        (giving('{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": "a"}]}}'), "not answer in SPARQL's formats"),
        (giving(ROWS[:-30]), "not answer in SPARQL's formats"),
        (giving(ROWS, cut=10), "does not answer"),
        (giving("no such page", "text/plain", 404), "does not answer"),
        (giving("out of memory", "text/plain", 500), "does not answer: .*out of memory"),
        (giving("come back later", "text/plain", 503), "does not answer"),
    ],
    ids=["html", "a list", "no rows", "no terms", "broken", "cut", "404", "500", "503"],
)
def test_answer_that_is_none_is_not_believed(answer: Answer, complaint: str) -> None:
    with serving(answer) as url, pytest.raises(EndpointUnavailable, match=complaint):
        Remote(url).select("SELECT * {}")


def test_graph_that_is_no_turtle_is_not_believed() -> None:
    with serving(giving("<html>", "text/html")) as url, pytest.raises(EndpointUnavailable):
        Remote(url).select("CONSTRUCT WHERE { ?s ?p ?o }")


def test_refusal_is_told_in_the_servers_words() -> None:
    with (
        serving(giving("expected one of WHERE", "text/plain", 400)) as url,
        pytest.raises(QueryError, match=r"refuses.*expected one of WHERE") as told,
    ):
        Remote(url).select("SELECT")

    assert not isinstance(told.value, EndpointUnavailable)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICE:a { ?s ?p ?o } }",
        "SELECT * { FILTER(?a<1)SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
        'SELECT * { VALUES ?x { "x" }SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }',
        "SELECT * { ?s ?p ?o # a comment\nSERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_build_is_asked_offline(query: str) -> None:
    """A question that would ask another server is refused before the engine sees it."""
    with pytest.raises(QueryError, match="offline"):
        Local(Store()).select(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE <x> {" }',
        "SELECT * { ?service ?p <http://example.org/service> } # SERVICE",
        "PREFIX e: <http://example.org/> SELECT * { e:service ?p ?o }",
    ],
)
def test_words_that_only_look_like_it_are_asked(query: str) -> None:
    """In a string, an address, a comment, a variable or a name the word is harmless."""
    assert len(Local(Store()).select(query)) == 0
