"""From an edge back to the words: a claim with its speaker, chain, basis and rivals; an entity with
all claims about it; two entities with the words of each hop between them.

Each story is a plain dict, the same for `--json` and for people; `tell` writes it as text.
"""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from dalil.errors import UnknownTerm, nearest
from dalil.formats import visible
from dalil.kg.agreements import VERDICT_OF, list_agreements
from dalil.kg.corroboration import corroboration, tell_corroboration
from dalil.kg.opened import KnowledgeGraph
from dalil.model import SPEAKER_ROLE, Claim, Named, Object, Row
from dalil.vocabulary import DALIL, local_name, spoken

Story = dict[str, Any]
Rivals = dict[str, list[dict[str, Any]]]

ROOTS = "SELECT ?root WHERE {{ <{claim}> dalil:root ?root }} ORDER BY ?root"
JUDGED = """
SELECT ?verdict ?reason ?who ?when WHERE {{
  ?judgement dalil:assesses <{claim}> ; dalil:verdict ?verdict ; dalil:reason ?reason ;
             dalil:judgedBy ?who ; dalil:judgedOn ?when
  FILTER NOT EXISTS {{ ?judgement dalil:withdrawnOn ?day }}
}} ORDER BY ?verdict ?when ?reason"""


def explain(kg: KnowledgeGraph, curie: str) -> Story:
    """The story of a claim, or of an entity with all its claims. Raises UnknownTerm."""
    curie = kg.standing(curie)
    iri = kg.project.curies.expand(curie)
    if curie.startswith("claim:"):
        claims = {kg.project.base + claim.local: claim for claim in kg.claims()}
        if iri.value not in claims:
            raise UnknownTerm(f"no claim is called {curie!r}", hint=_nearest_claim(curie, list(claims), kg))
        return claim_story(kg, claims[iri.value], _rivals(kg, every=True, about=curie))
    found = kg.claims(about=curie)
    if not found:
        names = {kg.project.curies.shorten(s.subject) for claim in kg.claims() for s in claim.statements}
        raise UnknownTerm(f"no claim mentions {curie!r}", hint=nearest(curie, names, "entity"))
    also = kg.also(curie)
    ordered, rivals = sorted(found, key=lambda claim: claim.where), _rivals(kg, about=curie)
    return {
        "entity": curie,
        "label": kg.label(iri),
        **({"also": [f"{kg.label(kg.project.curies.expand(name))} ({name})" for name in also]} if also else {}),
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
    judged = [
        dict(row) | {"verdict": VERDICT_OF[local_name(row["verdict"])]} for row in kg.query(JUDGED.format(claim=iri))
    ]
    story["roots"] = [kg.label(NamedNode(row["root"])) for row in kg.query(ROOTS.format(claim=iri))]
    story["corroboration"] = corroboration(kg, claim)
    story["assessment"] = sorted({judgement["verdict"] for judgement in judged})
    story["judgements"] = judged
    story["rivals"] = rivals.get(story["claim"], [])
    return {key: value for key, value in story.items() if value}


def explain_link(kg: KnowledgeGraph, start: str, goal: str) -> Story:
    """How two entities are tied: the shortest chain, each hop with all the claims that say it."""
    from dalil.network import ALL_KINDS, path

    start, goal = kg.standing(start), kg.standing(goal)
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
        if "also" in story:
            lines.append(f"judged to be the same: {', '.join(story['also'])}")
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
    ):
        if key in story:
            lines.append(f"  {title:<10} {', '.join(story[key])}")
    lines += [f"  held in    {told}" for told in tell_corroboration(story.get("corroboration", []))]
    lines += [
        f"  judged     {j['verdict']} ({j['who']}, {j['when']}): {j['reason']}" for j in story.get("judgements", ())
    ]
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
    return lines + [line for rival in story.get("rivals", ()) for line in _tell_rival(rival)]


def _tell_rival(rival: dict[str, Any]) -> list[str]:
    """How another claim stands to this one, with its words; a conflict never without what people judged of it."""
    words = f"“{rival['quote']}” " if rival["quote"] else ""
    lines = [
        f"  {rival['kind']:<10} {rival['sentence']}",
        f"  {'':<10} {words}({rival['claim']})",
    ]
    return lines + [f"  {'':<10} judged {verdict}: {reason}" for verdict, reason in rival.get("assessed", ())]


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


def _rivals(kg: KnowledgeGraph, *, every: bool = False, about: str = "") -> Rivals:
    """Claim → the claims that conflict with it (or stand to it in any way), each with the sentence that says how."""
    found: Rivals = {}
    for pair in list_agreements(kg, every=every, about=about):
        for side, other in (pair.claims, pair.claims[::-1]):
            rival = {"kind": pair.kind, "claim": other.claim, "quote": other.quote, "sentence": pair.sentence}
            assessed = {"assessed": [list(told) for told in other.assessed]} if other.assessed else {}
            found.setdefault(side.claim, []).append(rival | assessed)
    return found


def _nearest_claim(curie: str, claims: list[str], kg: KnowledgeGraph) -> str:
    return nearest(curie, (kg.project.curies.shorten(claim) for claim in claims), "claim")


__all__ = ["Story", "claim_story", "explain", "explain_link", "tell"]
