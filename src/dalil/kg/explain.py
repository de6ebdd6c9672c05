"""From an edge back to the words: a claim with its speaker, chain, basis and rivals; an entity with
all claims about it; two entities with the words of each hop between them.

Each story is a plain dict, the same for `--json` and for people; `tell` writes it as text.
"""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from dalil.errors import UnknownTerm, nearest
from dalil.formats import visible
from dalil.kg.agreements import list_agreements
from dalil.kg.opened import KnowledgeGraph
from dalil.model import SPEAKER_ROLE, Claim, Named, Object, Row
from dalil.vocabulary import DALIL, local_name, spoken

Story = dict[str, Any]
Rivals = dict[str, list[dict[str, str]]]

ABOUT_CLAIM = """
SELECT ?root ?assessment WHERE {{
  {{ <{claim}> dalil:root ?root }} UNION {{ <{claim}> dalil:assessment ?assessment }}
}} ORDER BY ?root ?assessment"""


def explain(kg: KnowledgeGraph, curie: str) -> Story:
    """The story of a claim, or of an entity with all its claims. Raises UnknownTerm."""
    iri = kg.project.curies.expand(curie)
    if curie.startswith("claim:"):
        claims = {kg.project.base + claim.local: claim for claim in kg.claims()}
        if iri.value not in claims:
            raise UnknownTerm(f"no claim is called {curie!r}", hint=_nearest_claim(curie, list(claims), kg))
        return claim_story(kg, claims[iri.value], _rivals(kg, every=True))
    found = kg.claims(about=curie)
    if not found:
        names = {kg.project.curies.shorten(s.subject) for claim in kg.claims() for s in claim.statements}
        raise UnknownTerm(f"no claim mentions {curie!r}", hint=nearest(curie, names, "entity"))
    ordered, rivals = sorted(found, key=lambda claim: claim.where), _rivals(kg)
    return {
        "entity": curie,
        "label": kg.label(iri),
        "claims": [claim_story(kg, claim, rivals) for claim in ordered],
    }


def claim_story(kg: KnowledgeGraph, claim: Claim, rivals: Rivals) -> Story:
    """Everything the graph knows of one claim: never a claim without its standing and who says otherwise."""
    curies, iri = kg.project.curies, kg.project.base + claim.local
    role = "inferred by" if claim.mode == "inferred" else spoken(SPEAKER_ROLE.get(claim.mode, "accordingTo"))
    story: Story = {
        "claim": curies.shorten(iri),
        "mode": claim.mode,
        "quote": claim.quote,
        "says": [_sentence(kg, *statement) for statement in claim.statements],
        "role": role,
        "speakers": [kg.label(speaker) for speaker in claim.speakers],
        "via": [kg.label(link) for link in claim.via],
        "basis": [kg.label(work) for work in claim.basis],
        "hedge": claim.hedge,
        "source": curies.shorten(claim.source) if claim.source else "",
        "place": _place(claim),
        "premises": [curies.shorten(kg.project.base + premise) for premise in claim.premises],
        "reason": claim.reason,
        "withdrawal": claim.withdrawal,
        "note": claim.note,
        "recordedIn": str(claim.where),
    }
    rows = list(kg.query(ABOUT_CLAIM.format(claim=iri)))
    story["roots"] = [kg.label(NamedNode(row["root"])) for row in rows if row["root"]]
    story["assessment"] = [local_name(row["assessment"]) for row in rows if row["assessment"]]
    story["rivals"] = rivals.get(claim.local, [])
    return {key: value for key, value in story.items() if value}


def explain_link(kg: KnowledgeGraph, start: str, goal: str) -> Story:
    """How two entities are tied: the shortest chain, each hop with all the claims that say it."""
    from dalil.network import ALL_KINDS, path

    for curie in (start, goal):
        kg.project.curies.expand(curie)
    hops = path(kg.network(kinds=ALL_KINDS), start, goal)
    claims = {kg.project.curies.shorten(kg.project.base + claim.local): claim for claim in kg.claims()}
    rivals = _rivals(kg)
    return {
        "from": start,
        "to": goal,
        "hops": [
            {
                "start": hop.start,
                "end": hop.end,
                "labels": [kg.label(kg.project.curies.expand(c)) for c in (hop.start, hop.end)],
                "claims": [claim_story(kg, claims[name], rivals) for name in hop.claims],
            }
            for hop in hops
        ],
    }


def tell(story: Story) -> str:
    """A story as text for a person; nothing in it can steer the terminal."""
    if "hops" in story:
        seen: set[str] = set()
        lines = [f"{story['from']} → {story['to']}: {counted(len(story['hops']), 'hop')}"]
        for number, hop in enumerate(story["hops"], 1):
            lines += ["", f"{number}. {hop['labels'][0]} — {hop['labels'][1]}"]
            for claim in hop["claims"]:
                told = [f"{claim['claim']}, as above"] if claim["claim"] in seen else _tell_claim(claim)
                seen.add(claim["claim"])
                lines += [f"   {line}" for line in told]
    elif "entity" in story:
        lines = [f"{story['label']} ({story['entity']}): {counted(len(story['claims']), 'claim')}"]
        for claim in story["claims"]:
            lines += ["", *_tell_claim(claim)]
    else:
        lines = _tell_claim(story)
    return visible("\n".join(lines)) + "\n"


def _tell_claim(story: Story) -> list[str]:
    head = f"{story['claim']} ({story['mode']})"
    lines = [head, *([f"  “{story['quote']}”"] if "quote" in story else [])]
    lines += [f"  says       {sentence}" for sentence in story["says"]]
    lines.append(f"  {story['role']:<10} {', '.join(story['speakers'])}")
    for key, title in (
        ("via", "via"),
        ("basis", "rests on"),
        ("roots", "root"),
        ("premises", "premises"),
        ("assessment", "judged"),
    ):
        if key in story:
            lines.append(f"  {title:<10} {', '.join(story[key])}")
    for key, title in (
        ("hedge", "hedge"),
        ("reason", "because"),
        ("withdrawal", "withdrawn"),
        ("note", "our note"),
        ("recordedIn", "written in"),
    ):
        if key in story:
            lines.append(f"  {title:<10} {story[key]}")
    if "source" in story:
        lines.append(f"  source     {story['source']}, {story['place']}")
    lines += [f"  {rival['kind']:<10} {rival['sentence']} ({rival['claim']})" for rival in story.get("rivals", ())]
    return lines


def counted(number: int, what: str) -> str:
    """`1 claim`, `2 claims`."""
    return f"{number} {what}{'s' * (number != 1)}"


def _place(claim: Claim) -> str:
    if claim.anchor is None:
        return ""
    if isinstance(claim.anchor, Row):
        return f"row {claim.anchor.key}" + f" ({claim.anchor.fragment})" * bool(claim.anchor.fragment)
    checked = {
        "exact": "checked: the same characters",
        "folded": "checked: the same but for typography",
        "unchecked": "not checked here: the text is not held",
    }
    return f"characters {claim.anchor.start}–{claim.anchor.end}, {checked[claim.anchor.status]}"


def _sentence(kg: KnowledgeGraph, subject: NamedNode, predicate: NamedNode, object_: Object) -> str:
    return f"{kg.label(subject)} · {spoken(local_name(predicate.value))} · {_object(kg, object_)}"


def _object(kg: KnowledgeGraph, object_: Object) -> str:
    if isinstance(object_, NamedNode):
        if object_.value.startswith(DALIL):
            return local_name(object_.value)
        return kg.label(object_)
    if isinstance(object_, Literal):
        return object_.value if object_.datatype.value.endswith("integer") else f"“{object_.value}”"
    return object_.local if isinstance(object_, Named) else object_.label


def _rivals(kg: KnowledgeGraph, *, every: bool = False) -> Rivals:
    """Claim → the claims that conflict with it (or stand to it in any way), each with the sentence that says how."""
    found: Rivals = {}
    for pair in list_agreements(kg, every=every):
        for claim, other in (pair.claims, pair.claims[::-1]):
            name = kg.project.curies.shorten(kg.project.base + other.local)
            rival = {"kind": pair.kind, "claim": name, "sentence": pair.sentence}
            found.setdefault(claim.local, []).append(rival)
    return found


def _nearest_claim(curie: str, claims: list[str], kg: KnowledgeGraph) -> str:
    return nearest(curie, (kg.project.curies.shorten(claim) for claim in claims), "claim")


__all__ = ["Story", "claim_story", "explain", "explain_link", "tell"]
