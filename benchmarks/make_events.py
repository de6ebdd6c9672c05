"""An invented dossier with one large table: the table, its mapping, and the settings around it.

The same number of rows gives the same bytes on every machine. The table has what real ones have: ids beside names, few
actors in many rows and many in few (Zipf), empty cells, days and ranges, low, best and high, free text with quotation marks,
commas, line breaks, accents and Arabic, a source for every ten rows, and a word for how sure it is.
Run: python benchmarks/make_events.py ROWS FOLDER
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

BASE = "https://example.org/bench/"
TABLE, MAPPING = "events.csv", "data/tables/events.yaml"
COLUMNS = (
    *("id", "date_start", "date_end", "type", "low", "best", "high", "side_a_id", "side_a", "side_b_id", "side_b"),
    *("place_id", "place", "admin_id", "admin", "description", "source_id", "source_date", "press_id", "press"),
    "confidence",
)
KINDS = {"1": "ArmedConflictEvent", "2": "Attack", "3": "Killing"}
SURE = {"Low": "possible", "Medium": "probable", "High": "certain"}

SETTINGS = f"""title = "An invented table of events"
base = "{BASE}"
publisher = "Nobody"
languages = ["en"]
"""
RULES = f"""# The mapping of the benchmark: two claims a row, the second only where the table says how sure it is.
table: ../../{TABLE}
row: "{{id}}"
source: source:ged
lookups:
  kind: {{ {", ".join(f'"{code}": {name}' for code, name in KINDS.items())} }}
  sure: {{ {", ".join(f"{word}: {term}" for word, term in SURE.items())} }}
sources:
  source:ged: {{ type: Dataset, title: An invented event table, voice: actor:institute, language: en, rights: Invented. }}
  source:report-{{source_id}}:
    type: NewsReport
    title: "Report {{source_id}}"
    voice: "actor:press-{{press_id}}"
    language: en
    published: "{{source_date}}"
    rights: Invented.
entities:
  actor:institute: {{ type: Organisation, name: The institute }}
  actor:press-{{press_id}}: {{ type: MediaOrganisation, name: "{{press}}" }}
  actor:side-{{side_a_id}}: {{ type: Government, name: "{{side_a}}" }}
  actor:side-{{side_b_id}}: {{ type: Group, name: "{{side_b}}" }}
  place:grid-{{place_id}}: {{ type: Site, name: "{{place}}" }}
  place:adm-{{admin_id}}: {{ type: Place, name: "{{admin}}" }}
claims:
- says:
    event:ged-{{id}}:
      type: "{{type | lookup kind}}"
      date: "{{date_start}}/{{date_end}}"
      killed: {{ low: "{{low}}", best: "{{best}}", high: "{{high}}", unit: people }}
      place: "place:grid-{{place_id}}"
      participant: ["actor:side-{{side_a_id}}", "actor:side-{{side_b_id}}"]
      description: {{ en: "{{description}}" }}
    place:grid-{{place_id}}: {{ within: "place:adm-{{admin_id}}" }}
- when: {{ confidence: "*" }}
  source: source:report-{{source_id}}
  by: actor:press-{{press_id}}
  certainty: "{{confidence | lookup sure}}"
  says:
    event:ged-{{id}}: {{ perpetrator: "actor:side-{{side_a_id}}" }}
"""
WORDS = (
    *("shots", "were", "fired", "near", "the", "market", "witnesses", "said", "a", "convoy", "left", "before", "dawn"),
    *("houses", "burned", "été", "brûlé", "niño", "İzmir", "Şırnak", "السوق", "قرب", "قال", "شهود", "الحي", "armed"),
    *("men", "villagers", "fled", "to", "hills", "claimed", "it", '"self-defence"', "back\\slash", "tab\t"),
)
PLACE_NAMES = ("Probe", "Muster", "São Teste", "Örnekköy", "حي التجربة", "Qaryat al-Mithal", "Vyzkoušen")


def line(marker: str) -> int:
    """On which line of the mapping something stands."""
    return next(n for n, text in enumerate(RULES.split("\n"), 1) if text.lstrip(" -").startswith(marker))


def claim_lines() -> tuple[int, int]:
    """Where the two claims begin."""
    begins = [n for n, text in enumerate(RULES.split("\n"), 1) if text.startswith("- ")]
    return begins[0], begins[1]


class _Zipf:
    """Draws 0, 1, 2 … so that the n-th is drawn 1/n as often as the first."""

    def __init__(self, many: int) -> None:
        self.names = range(many)
        self.weights = list(accumulate(1 / (n + 1) for n in self.names))

    def draw(self, dice: random.Random) -> int:
        return dice.choices(self.names, cum_weights=self.weights)[0]


def rows(number: int, seed: int = 7) -> Iterator[tuple[str, ...]]:
    """Invented rows, as tuples in the order of COLUMNS."""
    dice = random.Random(seed)
    states, groups, places = _Zipf(200), _Zipf(2000), _Zipf(5000)
    for n in range(number):
        start = date(1989, 1, 1) + timedelta(days=dice.randrange(12_000))
        end = start + timedelta(days=dice.choice((0, 0, 0, 1, 2, 6)))
        best = min(int(dice.paretovariate(1)), 400)
        low, high = (best, best) if dice.random() < 0.5 else (best * 3 // 4, best + best // 2)
        bounds = ("", "") if dice.random() < 0.1 else (str(low), str(high))
        side_a, side_b, place = 2 * states.draw(dice), 2 * groups.draw(dice) + 1, places.draw(dice)
        report, is_alone = n // 10, dice.random() < 0.1
        yield (
            *(str(100_000 + n), start.isoformat(), end.isoformat(), dice.choice("1123")),
            *(bounds[0], str(best), bounds[1]),
            *(str(side_a), f"Government of Land {side_a}"),
            *(("", "") if is_alone else (str(side_b), f"Group “{side_b}”, armed")),
            *(_place(place) if dice.random() < 0.97 else ("", "", "", "")),
            _description(dice),
            *(str(report), (date(2024, 1, 1) + timedelta(days=report % 900)).isoformat()),
            *(str(report % 50), f"The {PLACE_NAMES[report % 50 % 7]} Herald {report % 50}"),
            dice.choice(("High", "Medium", "Low", "High", "")),
        )


def _place(place: int) -> tuple[str, str, str, str]:
    return str(place), f"{PLACE_NAMES[place % 7]} {place}", str(place // 20), f"District {place // 20}"


def _description(dice: random.Random) -> str:
    if dice.random() < 0.05:
        return ""
    words = " ".join(dice.choices(WORDS, k=dice.randrange(6, 30)))
    return words.strip().capitalize() + dice.choice((".", ", they say.", ".\nLater: nothing."))


def write_table(path: Path, table: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> None:
    """As CSV, the way spreadsheets write it."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(COLUMNS)
        writer.writerows(table)


def write_dossier(folder: Path, number: int) -> Path:
    """A dossier of `number` rows in `folder`; returns the table."""
    (folder / MAPPING).parent.mkdir(parents=True, exist_ok=True)
    (folder / "dalil.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / MAPPING).write_text(RULES, encoding="utf-8")
    write_table(folder / TABLE, rows(number))
    return folder / TABLE


if __name__ == "__main__":
    write_dossier(Path(sys.argv[2]), int(sys.argv[1]))
