"""A build that takes over what has not changed ends in the same bytes as one that makes everything anew."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dalil.build import Built, blocks, build
from dalil.errors import DalilError
from dalil.project import open_project
from tests.tabled import (
    EVENT_ROWS,
    EVENTS,
    HEADER,
    LISTED,
    NAMES,
    NEW_ROWS,
    OLD_ROWS,
    REGISTER,
    Row,
    change,
    dossier,
    event,
    full,
    person,
    quads,
    state,
    text,
)

pytestmark = pytest.mark.slow  # hundreds of builds

TABLE, JUDGEMENTS = "data/tables/events.csv", "data/judgements.yaml"
JUDGED = "- {{ {}: [claim:register-{}-2-paper-a], reason: seen, who: actor:editors, when: 2031-06-01 }}\n"


def retracted(key: str) -> str:
    """A judgement about who did what a row tells."""
    return JUDGED.format("retracted", key)


@dataclass
class Case:
    """What a dossier with tables is made of, so that it can be edited at random."""

    events: dict[str, list[Row]] = field(default_factory=lambda: {"events": [dict(row) for row in EVENT_ROWS]})
    old: list[Row] = field(default_factory=lambda: [dict(row) for row in OLD_ROWS])
    new: list[Row] = field(default_factory=lambda: [dict(row) for row in NEW_ROWS])
    mapping: str = EVENTS
    listed: str = LISTED
    registry: str = "place:mill: { type: Place, name: The mill }\n"
    judgements: str = ""
    register: str = REGISTER

    def files(self) -> dict[str, str | None]:
        """The dossier's files, as they are now."""
        tables: dict[str, str | None] = {
            f"data/tables/{name}.csv": text(rows, HEADER) for name, rows in self.events.items()
        }
        return tables | {
            "data/tables/old.csv": text(self.old, NAMES),
            "data/tables/new.csv": text(self.new, NAMES),
            "data/tables/events.yaml": self.mapping,
            "data/tables/listed.yaml": self.listed,
            "data/entities/places.yaml": self.registry,
            JUDGEMENTS: self.judgements or None,
            "data/sources/register.yaml": self.register,
        }


def cells(draw: st.DrawFn) -> Row:
    """A row of the register, of few different ones, some of them wrong."""
    return {
        "day": draw(st.sampled_from(["2031-05-03", "2031-06", "", "skip", "no day"])),
        "town": draw(st.sampled_from(["weir", "mill", "nowhere", ""])),
        "unit": draw(st.sampled_from(["Dam Guard", "Mill Guard", ""])),
        "killed": draw(st.sampled_from(["41", "7", "many"])),
        "sources": draw(st.sampled_from(["a", "a;b", "c", ""])),
        "sure": draw(st.sampled_from(["High", "Low", "Odd", ""])),
        "aliases": draw(st.sampled_from(["", "x;y", "y", "x;x"])),
        "part": draw(st.sampled_from(["", "w0", "w1", "w7", "gone"])),
        "remark": draw(st.sampled_from(["", "!"])),
    }


def edit_row(case: Case, draw: st.DrawFn) -> None:
    """A row says something else."""
    rows = next(iter(case.events.values()))
    rows[draw(st.integers(0, len(rows) - 1))] |= cells(draw)


def insert(case: Case, draw: st.DrawFn) -> None:
    rows = next(iter(case.events.values()))
    rows.insert(draw(st.integers(0, len(rows))), event(draw(st.sampled_from(["w1", "w7", "w8", "w9"])), **cells(draw)))


def delete(case: Case, draw: st.DrawFn) -> None:
    rows = next(iter(case.events.values()))
    if len(rows) > 1:
        del rows[draw(st.integers(0, len(rows) - 1))]


def rename_key(case: Case, draw: st.DrawFn) -> None:
    rows = next(iter(case.events.values()))
    rows[draw(st.integers(0, len(rows) - 1))]["id"] = draw(st.sampled_from(["w7", "w8", "k 9"]))


def rename_file(case: Case, draw: st.DrawFn) -> None:
    """The table goes by another name, or comes in two files."""
    rows = [row for one in case.events.values() for row in one]
    half = draw(st.integers(1, len(rows)))
    case.events = {draw(st.sampled_from(["events", "events-b"])): rows[:half]}
    if rows[half:]:
        case.events["events-c"] = rows[half:]


def edit_mapping(case: Case, draw: st.DrawFn) -> None:
    case.mapping = draw(
        st.sampled_from(
            [
                EVENTS,
                EVENTS.replace("unit: people", "unit: farmers"),
                EVENTS.replace('when: { part: "*" }', 'when: { part: "*", day: "*" }'),
                EVENTS.replace("type: SecurityUnit", "type: Organisation"),
            ]
        )
    )


def edit_versions(case: Case, draw: st.DrawFn) -> None:
    """Either version of the list is another one."""
    people = st.builds(
        lambda id_, unit, born: person(id_, unit=unit, born=born),
        st.sampled_from(["p0", "p1", "p2", "p9"]),
        st.sampled_from(["Dam Guard", "Mill Guard", ""]),
        st.sampled_from(["", "1990", "1991-02"]),
    )
    rows = draw(st.lists(people, min_size=1, max_size=4, unique_by=lambda row: row["id"]))
    if draw(st.booleans()):
        case.old = rows
    else:
        case.new = rows


def relabel(case: Case, draw: st.DrawFn) -> None:
    case.listed = draw(
        st.sampled_from([LISTED, LISTED.replace("2032-10-30", "2033"), LISTED.replace("anchor: key\n", "")])
    )


def edit_registry(case: Case, draw: st.DrawFn) -> None:
    """Somebody that rows name is described, or no longer."""
    entries = [
        "place:mill: { type: Place, name: The mill }\n",
        "place:nowhere: { type: Place, name: Nowhere }\n",
        "event:weir-gone: { type: Shooting, name: Long gone }\n",
        "place:mill: { type: Place, name: The old mill }\n",
    ]
    case.registry = "".join(
        {entry[:12]: entry for entry in draw(st.lists(st.sampled_from(entries), min_size=1))}.values()
    )


def judge(case: Case, draw: st.DrawFn) -> None:
    """Claims of the table are retracted, or accepted; of one that nobody makes nothing is judged."""
    made = [row["id"] for row in next(iter(case.events.values())) if judged(case, row)]
    some = draw(st.lists(st.sampled_from(made), unique=True, max_size=2)) if made else []
    case.judgements = "".join(JUDGED.format(draw(st.sampled_from(["retracted", "accepted"])), one) for one in some)


def judged(case: Case, row: Row) -> bool:
    """Whether a row makes the claim that judgements are about."""
    once = sum(one["id"] == row["id"] for rows in case.events.values() for one in rows) == 1
    fine = (
        row["unit"] and "a" in row["sources"] and row["sure"] != "Odd" and row["day"] != "skip" and row["id"] != "k 9"
    )
    return bool(once and fine)


def edit_source(case: Case, draw: st.DrawFn) -> None:
    case.register = draw(st.sampled_from([REGISTER, REGISTER + "rights: Public domain\n"]))


EDITS: list[Callable[[Case, st.DrawFn], None]] = [
    edit_row,
    edit_row,
    insert,
    delete,
    rename_key,
    rename_file,
    edit_mapping,
    edit_versions,
    relabel,
    edit_registry,
    judge,
    edit_source,
]


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, str | None]]:
    """The files of a dossier, edit by edit."""
    case = Case()
    found = [case.files()]
    for _ in range(draw(st.integers(1, 3))):
        for edit in draw(st.lists(st.sampled_from(EDITS), min_size=1, max_size=3)):
            edit(case, draw)
        made = {row["id"] for rows in case.events.values() for row in rows if judged(case, row)}
        case.judgements = "".join(
            line + "\n" for line in case.judgements.splitlines() if line.split("register-")[1].split("-2-")[0] in made
        )
        gone = {name: None for name in found[-1] if name not in case.files()}
        found.append({**gone, **case.files()})
    return found


def outcome(made: Callable[[], Built]) -> tuple[Built | None, str]:
    """What was built, or why not."""
    try:
        return made(), ""
    except DalilError as error:
        return None, str(error)


@pytest.fixture(scope="module", autouse=True)
def small_blocks() -> object:
    """A few rows are several blocks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "ROWS", 2)
        yield


@settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(histories())
def test_random_edits_end_in_the_bytes_of_a_full_build(history: list[dict[str, str | None]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        project = dossier(root / "case", history[0])
        for n, files in enumerate(history):
            change(project.root, files)
            again, wrong = outcome(lambda: build(open_project(root / "case")))
            anew, wrong_too = outcome(lambda n=n: full(project, root / f"{n}"))  # type: ignore[misc]

            assert wrong == wrong_too
            if again and anew:
                assert state(again.folder) == state(anew.folder)


EDITED: list[dict[str, str | None]] = [
    {},
    {TABLE: text([*EVENT_ROWS[1:], event("w9", part="w1"), event("w8", part="gone")], HEADER)},
    {"data/entities/more.yaml": "event:weir-gone: { type: Shooting, name: Long gone }\n", JUDGEMENTS: retracted("w1")},
    {
        TABLE: None,
        "data/tables/events-b.csv": text([event("w1", killed="007"), event("gone")], HEADER),
        JUDGEMENTS: None,
    },
    {"data/entities/more.yaml": None, "data/tables/new.csv": text(OLD_ROWS[1:], NAMES)},
    {"data/tables/listed.yaml": None, "data/sources/register.yaml": REGISTER + "rights: Public domain\n"},
]


def test_the_store_that_was_changed_in_place_holds_what_a_new_one_holds(tmp_path: Path) -> None:
    """Quads that one row no longer gives and another still does stay; all others go."""
    project = dossier(tmp_path / "case")
    for n, files in enumerate(EDITED):
        change(project.root, files)
        again = build(open_project(project.root), store="disk")
        held, seen = quads(again.folder), state(again.folder)
        anew = full(project, tmp_path / f"{n}", store="disk")

        assert seen == state(anew.folder)
        assert held == quads(anew.folder)


def test_a_store_comes_back_after_builds_without_one(tmp_path: Path) -> None:
    project = dossier(tmp_path / "case")
    for files, store in zip(EDITED, ["disk", "memory", "disk"], strict=False):
        change(project.root, files)
        build(open_project(project.root), store=store)

    assert quads(project.build) == quads(full(project, tmp_path / "copy", store="disk").folder)


def test_other_rules_make_everything_anew(tmp_path: Path) -> None:
    """What a part was validated against, and which program made it, is part of what it depends on."""
    project = dossier(tmp_path / "case")
    build(project)
    first = build(project).news["events"]["encoded"]
    rule = "#+ summary: Nobody is at fault.\n#+ expect: empty\nSELECT ?s { ?s a dalil:Nobody }\n"
    change(project.root, {"queries/check-nobody.rq": rule})

    assert (first, build(open_project(project.root)).news["events"]["encoded"] > 0) == (0, True)


def test_a_kept_claim_is_asked_again_when_what_it_names_is_of_another_kind(tmp_path: Path) -> None:
    """The unit that people are members of becomes an office: a warning, that no changed row gives; and it goes again."""
    project = dossier(tmp_path / "case")
    fine = build(project).report.summary()["warnings"]
    change(project.root, {"data/tables/events.yaml": EVENTS.replace("type: SecurityUnit", "type: Person")})
    built = build(project)
    counted = [built.report.summary()["warnings"], full(project, tmp_path / "copy").report.summary()["warnings"]]
    change(project.root, {"data/tables/new.csv": text([person("p1")], NAMES)})
    seen = state(build(project).folder)
    anew = state(full(project, tmp_path / "fewer").folder)
    change(project.root, {"data/tables/events.yaml": EVENTS})

    assert fine == 0
    assert counted == [1, 1]
    assert seen == anew
    assert build(project).report.summary()["warnings"] == 0


def test_a_new_version_is_built_on_an_old_build(tmp_path: Path) -> None:
    """The list had one version; rows of it that stand on name the snapshot that they stood in."""
    one = LISTED.replace(", 2032-10-30: new.csv", "")
    project = dossier(tmp_path / "case", {"data/tables/listed.yaml": one})
    build(project)
    change(project.root, {"data/tables/listed.yaml": LISTED})
    build(project)
    change(project.root, {"data/tables/listed.yaml": LISTED.replace("anchor: key\n", "")})

    assert state(build(project).folder) == state(full(project, tmp_path / "copy").folder)
