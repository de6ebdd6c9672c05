"""data/facts/<id>.yaml: one source, read by people; which claims it has, before any of them is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dalil.errors import DalilError, FactError, gathering
from dalil.project import Project
from dalil.yamlnodes import Node, read_yaml, refuse_unknown

FILE_KEYS = {"source": "whose words the claims quote", "claims": "the list of claims"}
CLAIM_KEYS = {
    "quote": "the source's words that support the claim: at most a dozen, or `first … last`",
    "after": "words that stand before the quotation, where it is repeated",
    "occurrence": "which one of the places is meant (1, 2 …), where it is repeated",
    "says": "what the words say: `{ subject: { term: value } }`",
    "by": "who holds, denies or demands it; by default the source's voice",
    "via": "the chain of those who relay it, nearest to the source first",
    "basis": "the footage, report or other work that it rests on",
    "mode": "asserted (default), alleged, denied, demanded, opined or inferred",
    "hedge": "the source's own hedge, in its words",
    "certainty": "the extractor's own: certain, probable or possible",
    "id": "a label, so that other claims can name this one",
    "from": "the premises of an inferred claim, by label",
    "reason": "why an inferred claim follows from its premises",
    "note": "ours: a decision that was taken",
}
CERTAINTIES = ("certain", "probable", "possible")


@dataclass(frozen=True, slots=True)
class FactFile:
    """A parsed fact file: its id, its nodes, and the source it reads."""

    id: str
    node: Node
    source: str

    @property
    def claims(self) -> list[Node]:
        """The claims' nodes."""
        return self.node.mapping["claims"].items

    @property
    def labels(self) -> list[str]:
        """The labels that its claims bear, `file/label`, be the claims right or wrong."""
        return [f"{self.id}/{label}" for claim in self.claims if (label := label_of(claim))]


def open_facts(path: Path, project: Project) -> tuple[FactFile | None, list[DalilError]]:
    """The YAML of one fact file, and what is wrong with its top keys; None where no claim of it can be read."""
    node = read_yaml(path, project.name(path))
    entries = node.mapping
    errors: list[DalilError] = refuse_unknown(node, FILE_KEYS, "a fact file")
    errors += [
        FactError(f"{key} is missing: {about}", node.where) for key, about in FILE_KEYS.items() if key not in entries
    ]
    if "claims" in entries and not entries["claims"].items:
        errors.append(FactError("a fact file without claims", node.where, "write at least one, or delete the file"))
    with gathering(errors):
        if "claims" in entries and "source" in entries:
            return FactFile(path.stem, node, entries["source"].text), errors
    return None, errors


def introduced(file: FactFile) -> dict[str, set[str]]:
    """Entities that the file's claims give a type to: CURIE → class names as written."""
    found: dict[str, set[str]] = {}
    for claim in file.claims:
        says = claim.value.get("says") if isinstance(claim.value, dict) else None
        for curie, facts in says.value.items() if says and isinstance(says.value, dict) else ():
            type_ = facts.value.get("type") if isinstance(facts.value, dict) else None
            for item in type_.items if type_ else ():
                if isinstance(item.value, str):
                    found.setdefault(curie, set()).add(item.value)
    return found


def label_of(claim: Node) -> str:
    """The label of a claim, as far as there is one."""
    label = claim.value.get("id") if isinstance(claim.value, dict) else None
    return label.value if label and isinstance(label.value, str) else ""
