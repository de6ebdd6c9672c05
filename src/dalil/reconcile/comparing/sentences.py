"""The sentence of an agreement: what each says and on whose word, and why the two can or cannot both hold.

"According to", "alleged by" and the like take no verb from those who speak, so that one form fits persons and groups.
"""

from __future__ import annotations

import json
import re

from dalil.model import Agreement
from dalil.reconcile.comparing.said import Reader, Said
from dalil.reconcile.comparing.verdicts import Verdict
from dalil.vocabulary import local_name, spoken

VOICES = {
    "asserted": "according to",
    "alleged": "as alleged by",
    "opined": "in the view of",
    "denied": "denied by",
    "inferred": "as inferred by",
}
ARTICLE = re.compile(r"“[^”]*”|(?<=[a-z,;:)] )The (?=[a-z])|(?<=\()The (?=[a-z])")
"""What is quoted, which stays as it is, and the article of a name within a sentence."""


def sentence(first: Said, second: Said, verdict: Verdict, reader: Reader) -> str:
    """The whole sentence; `verdict.says` is in the order of the two."""
    about = f"{reader.label(first.subject)}, {spoken(first.term)}"
    one, other = verdict.says
    if verdict.kind == "same" and one == other:
        told = f"{one}, {voice(first, reader)} and {voice(second, reader)}"
    elif verdict.rule == "denial" and one == other:
        told = f"{one}, {voice(first, reader)}; {voice(second, reader)}"
    else:
        told = f"{one}, {voice(first, reader)}; {other}, {voice(second, reader)}"
    return f"{about}: {told}. {verdict.why}".strip()


def agreed(first: Said, second: Said, verdict: Verdict, told: str) -> Agreement:
    """A verdict on two statements as an agreement of their claims; what is compared is written the same in both orders."""
    about = json.dumps(sorted([s.subject, s.term, s.value] for s in (first, second)), ensure_ascii=False)
    names = (first.claim.local, second.claim.local)
    return Agreement(*names, verdict.kind, verdict.rule, _in_case(told), about, first.subject, first.term)


def _in_case(told: str) -> str:
    """A sentence that begins with a capital, and has none where a name with an article stands further on."""
    told = ARTICLE.sub(lambda found: found[0] if found[0].startswith("“") else "the ", told)
    return told[:1].upper() + told[1:] if told.startswith("the ") else told


def voice(said: Said, reader: Reader) -> str:
    """On whose word: `according to Harbour Union (union-2021), with the reserve “may”`."""
    claim = said.claim
    names = [reader.label(reader.linker.canonical(s.value.removeprefix(reader.base))) for s in claim.speakers]
    who = f"{VOICES.get(claim.mode, claim.mode + ' by')} {_listed(names)}"
    if claim.source:
        who += f" ({local_name(claim.source.value).removeprefix('source-')})"
    return f"{who}, with the reserve “{claim.hedge}”" if claim.hedge and not _is_in(claim.hedge, said) else who


def _is_in(hedge: str, said: Said) -> bool:
    """Whether the reserve belongs to a value of the claim, as "at least" does to "at least 41 people", and is told with it."""
    values = [said.object, *(statement.object for statement in said.claim.statements)]
    return any(hedge.casefold() in str(getattr(value, "label", "")).casefold() for value in values)


def _listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "nobody"
