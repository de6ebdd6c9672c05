"""What a graph a claim costs, from claims to a store that answers, beside rdflib on the same quads.

Invented claims with provenance are encoded once; the same quads then go (a) through canonical N-Quads text and
one bulk load into pyoxigraph, as `dalil build` does, and (b) into an rdflib Dataset. Both are asked the design's
question; the answers must be equal. Prints quads a claim and ratios of CPU time.
Run: python benchmarks/store.py [claims]
"""

from __future__ import annotations

import sys
import time
from hashlib import sha256
from itertools import pairwise

import rdflib
from pyoxigraph import NamedNode
from rdflib import Dataset

from dalil.graph import Encoder, load, to_nquads
from dalil.model import Anchor, Claim, Statement
from dalil.vocabulary import DALIL, dalil

BASE = "https://example.org/bench/"
QUESTION = f"""SELECT ?claim ?actor ?speaker ?quote WHERE {{
  GRAPH ?claim {{ <{BASE}event-7> <{DALIL}perpetrator> ?actor }}
  ?claim <{DALIL}accordingTo> ?speaker ; <{DALIL}quote> ?quote }}"""


def claims(number: int) -> list[Claim]:
    """Invented claims: one triple each, ten to an event, a passage of their own."""
    made = []
    for n in range(number):
        words = f"invented words number {n}"
        anchor = Anchor(
            n * 40, n * 40 + len(words), sha256(words.encode()).hexdigest(), "exact", words, "before ", " after"
        )
        statement = Statement(
            NamedNode(f"{BASE}event-{n // 10}"), dalil("perpetrator"), NamedNode(f"{BASE}actor-{n % 97}")
        )
        speaker, source = NamedNode(f"{BASE}actor-s{n % 5}"), NamedNode(f"{BASE}source-{n % 5}")
        made.append(Claim((statement,), "asserted", (speaker,), source, words, anchor))
    return made


def main() -> None:
    """Encode, load into both, ask both, compare."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    marks = [time.process_time()]
    encoder = Encoder(BASE)
    quads = [quad for claim in claims(number) for quad in encoder.claim(claim)]
    marks.append(time.process_time())
    nquads = to_nquads(quads)
    store = load(nquads)
    marks.append(time.process_time())
    dataset = Dataset()
    dataset.parse(data=nquads, format="nquads")
    marks.append(time.process_time())
    ours = sorted(tuple(term.value for term in row) for row in store.query(QUESTION))  # type: ignore[union-attr]
    marks.append(time.process_time())
    theirs = sorted(tuple(str(term) for term in row) for row in dataset.query(QUESTION))  # type: ignore[union-attr]
    marks.append(time.process_time())
    if ours != theirs or not ours:
        sys.exit("the two stores answer differently")
    encode, build, rival, ask, rival_ask = (b - a for a, b in pairwise(marks))
    count = nquads.count("\n")
    print(f"{number:,} claims, {count:,} quads ({count / number:.1f} a claim), rdflib {rdflib.__version__}")
    print(
        f"store: rdflib / dalil = {rival / build:.1f}; encoding takes {encode / build:.1f} of dalil's own sorting and loading"
    )
    print(f"question: rdflib / dalil = {rival_ask / max(ask, 1e-6):.0f}; {len(ours)} rows, equal")


if __name__ == "__main__":
    main()
