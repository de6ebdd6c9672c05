"""Words as part of a name: the same words, the same name; other words, another one."""

from __future__ import annotations

import re
from hashlib import sha256


def slug(words: str) -> str:
    """Words as part of a name; where that loses anything, a hash behind `_`, which no word has, keeps writings apart."""
    found = "-".join(re.findall(r"[^\W_]+", words))
    if found.replace("-", " ") == words:
        return found
    return f"{found}_{sha256(words.encode()).hexdigest()[:12]}"
