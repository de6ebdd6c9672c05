"""What counts count: which nouns count heads, which count a part of what others count, and which count no heads at all.

A small table on purpose. Of a noun that it does not know, dalil says that it does not compare.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

Relation = Literal["same", "narrower", "wider", "apart", "unknown"]

PEOPLE = "people"
NOUNS = {
    PEOPLE: "person persons individual individuals human humans soul souls body bodies corpse corpses dead death deaths "
    "fatality fatalities victim victims شخص شخصا أشخاص اشخاص إنسان قتيل قتلى ضحية ضحايا جثة جثث شهيد شهداء",
    "civilians": "civilian noncombatants مدني مدنيا مدنيين مدنيون",
    "combatants": "combatant fighter fighters militant militants gunman gunmen rebel rebels مقاتل مقاتلا مقاتلين مقاتلون",
    "soldiers": "soldier troops serviceman servicemen جندي جنديا جنود عسكري عسكريا عسكريين",
    "police officers": "police policeman policemen شرطي شرطيا",
    "men": "man males رجل رجلا رجال",
    "women": "woman females امرأة نساء",
    "children": "child minor minors kid kids طفل طفلا أطفال اطفال",
    "boys": "boy",
    "girls": "girl",
    "detainees": "detainee prisoner prisoners معتقل معتقلا معتقلين معتقلون سجين سجناء",
    "protesters": "protester protestor protestors demonstrator demonstrators متظاهر متظاهرا متظاهرين",
    "refugees": "refugee لاجئ لاجئا لاجئين",
    "students": "student pupil pupils طالب طالبا طلاب",
    "journalists": "journalist reporter reporters صحفي صحفيا صحفيين",
    "doctors": "doctor medic medics طبيب أطباء",
    "workers": "worker",
    "perpetrators": "perpetrator",
    "members": "member",
    "casualties": "casualty",
    "families": "family household households عائلة عائلات أسرة أسر",
}
"""Each noun with its other forms and words for the same."""
WIDER = {"soldiers": "combatants", "boys": "children", "girls": "children"}
"""What counts a part of what: every other noun counts a part of people."""
NO_HEADS = {"families"}
APART = {frozenset(pair) for pair in (("civilians", "combatants"), ("men", "women"), ("boys", "girls"))}
"""Nouns of which nobody is counted by both."""
BEHIND = {
    *("killed", "dead", "died", "slain", "injured", "wounded", "detained", "arrested", "missing"),
    *("in", "at", "from", "of", "who", "that", "which", "were", "was", "by"),
}
"""Words after which a unit says no more of what is counted: "people killed", "men from the village"."""
_NAMED = {form: name for name, forms in NOUNS.items() for form in (name, *forms.split())}


def relation(first: str, second: str) -> Relation:
    """How what the first noun counts stands to what the second counts; an adjective narrows ("young men", "men")."""
    one, other = _path(first), _path(second)
    if one[0] == other[0]:
        return "same"
    if other[0] in one:
        return "narrower"
    if one[0] in other:
        return "wider"
    if any(frozenset((a, b)) in APART for a in one for b in other):
        return "apart"
    return "unknown"


@lru_cache(maxsize=4096)
def _path(unit: str) -> tuple[str, ...]:
    """A unit noun and everything that it counts a part of, narrowest first."""
    words = [word.strip("\"'“”‘’«»().,;:") for word in unit.casefold().split()]
    words = words[: next((n for n, word in enumerate(words) if n and word in BEHIND), len(words))]
    path: list[str] = []
    while words and " ".join(words) not in _NAMED:
        path.append(_singular(" ".join(words)))
        words = words[1:]
    if words:
        name = _NAMED[" ".join(words)]
        path.append(name)
        while name in WIDER:
            path.append(name := WIDER[name])
        if name != PEOPLE and name not in NO_HEADS:
            path.append(PEOPLE)
    return tuple(path) or ("",)


def _singular(words: str) -> str:
    """`dockers` and `docker` are one noun."""
    return words[:-1] if words.endswith("s") and not words.endswith("ss") and len(words) > 3 else words


def counts_heads(unit: str) -> bool:
    """Whether a noun is known to count no heads: families are not people."""
    return not NO_HEADS & set(_path(unit))
