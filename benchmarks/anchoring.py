"""Whether fold-and-find refuses what fuzzy matching accepts, and at what cost.

An invented text; quotations cut from it, dressed in typographic variants (must be found) and altered in
meaning (must be refused). Beside us: `str.find`, and rapidfuzz's partial ratio at its usual threshold of 85.
Prints counts and ratios of CPU time; absolute times mean nothing on a busy machine.
Run: python benchmarks/anchoring.py
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable

from rapidfuzz import fuzz

from dalil.errors import FactError
from dalil.facts import find, fold

WORDS = [
    "the",
    "harbour",
    "guards",
    "opened",
    "a",
    "second",
    "gate",
    "near",
    "pier",
    "and",
    "dockers",
    "from",
    "northport",
    "waited",
    "while",
    "officials",
    "did",
    "not",
    "say",
    "why",
    "trucks",
    "left",
    "before",
    "dawn",
    "with",
    "crates",
]
NAMES = ["Anouk Test", "Bela Probe", "Carlo Muster", "Dina Sample"]
DRESSES: dict[str, Callable[[str], str]] = {
    "verbatim": lambda q: q,
    "straight quotes": lambda q: q.replace("’", "'"),
    "no-break spaces": lambda q: q.replace(" ", "\u00a0"),
    "line breaks": lambda q: q.replace(" ", "\n"),
    "soft hyphens": lambda q: re.sub(r"(\w{3})(\w{3})", "\\1\u00ad\\2", q),
}
ALTERATIONS: dict[str, Callable[[str], str]] = {
    "number": lambda q: re.sub(r"\d+", lambda m: str(int(m[0]) + 1), q),
    "negation": lambda q: q.replace(" did not ", " did "),
    "name": lambda q: next((q.replace(n, o) for n, o in zip(NAMES, NAMES[1:] + NAMES[:1], strict=True) if n in q), q),
    "word": lambda q: q.replace("dockers", "guards").replace("opened", "closed"),
}


def invented(sentences: int, seed: int = 7) -> list[str]:
    """Sentences with a number, a name and a negation each; all different."""
    dice = random.Random(seed)
    made = []
    for number in range(sentences):
        words = dice.choices(WORDS, k=12)
        words[3:3] = [str(100 + number), "people"]
        words[8:8] = [dice.choice(NAMES) + "’s", "crew", "did", "not", "leave"]
        made.append(" ".join(words).capitalize() + ".")
    return made


def main() -> None:
    """Run every case through every method and print what each accepted."""
    sentences = invented(2000)
    text = " ".join(sentences)
    folded = fold(text)
    quotes = [s[:-1] for s in random.Random(1).sample(sentences, 40)]
    methods: dict[str, Callable[[str], bool]] = {
        "dalil find": lambda q: _found(q, folded),
        "str.find": lambda q: q in text,
        "rapidfuzz >= 85": lambda q: fuzz.partial_ratio(q, text, score_cutoff=85) > 0,
    }
    same = [dress(q) for q in quotes for dress in DRESSES.values()]
    altered = [new for q in quotes for alter in ALTERATIONS.values() if (new := alter(q)) != q]
    print(f"text of {len(text):,} characters; {len(same)} typographic variants, {len(altered)} altered quotations")
    spent: dict[str, float] = {}
    for name, accepts in methods.items():
        start = time.process_time()
        found, wrong = sum(map(accepts, same)), sum(map(accepts, altered))
        spent[name] = time.process_time() - start
        print(f"{name:<16} found {found:>3} of {len(same)}   accepted {wrong:>3} of {len(altered)} altered")
        if name == "dalil find" and (found, wrong) != (len(same), 0):
            sys.exit("dalil must find every variant and refuse every alteration")
    ours = spent["dalil find"]
    print("CPU, dalil = 1: " + ", ".join(f"{name} {t / ours:.2f}" for name, t in spent.items()))


def _found(quote: str, folded: object) -> bool:
    try:
        find(quote, folded)  # type: ignore[arg-type]
    except FactError:
        return False
    return True


if __name__ == "__main__":
    main()
