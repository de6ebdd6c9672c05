"""Words that make a number inexact, and words that stand in the place of one: data, with the convention for each."""

from __future__ import annotations

MULTITUDES = {
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2000,
    "millions": 2000000,
    "tens": 20,
    "tens of thousands": 20000,
    "hundreds of thousands": 200000,
    "tens of millions": 20000000,
    "hundreds of millions": 200000000,
    "billions": 2000000000,
}
"""Convention: a plural multitude says at least two of it. Recorded as `low`, never as `best`."""
UNCOUNTED = {
    *("countless", "many", "several", "numerous", "some"),
    *("a few", "a handful", "a number", "an unknown number", "innumerable", "untold", "various"),
}
COLLECTIVES = {"a handful", "a number", "an unknown number"}
"""Of these, those that need "of" before the noun."""
QUALIFIERS = {  # written -> (short form for the name, each its own; which bounds the number gives)
    "at least": ("ge", "low"),
    "more than": ("gt", "low"),
    "over": ("over", "low"),
    "at most": ("le", "high"),
    "up to": ("upto", "high"),
    "fewer than": ("lt", "high"),
    "less than": ("less", "high"),
    "nearly": ("nearly", "high"),
    "almost": ("almost", "high"),
    "about": ("about", "best"),
    "around": ("around", "best"),
    "approximately": ("approx", "best"),
    "some": ("some", "best"),
}
STRICT = {"more than": 1, "over": 1, "fewer than": -1, "less than": -1}
"""Qualifiers that leave the figure itself out: "more than 40" says 41 or more."""
SAME_AS = {  # folded -> the qualifier under which it is kept; none for an exact number
    **dict.fromkeys(("no fewer than", "no less than", "not fewer than", "not less than", "a minimum of"), "at least"),
    **dict.fromkeys(("no more than", "not more than", "a maximum of"), "at most"),
    **dict.fromkeys(("upwards of", "in excess of", "well over", "just over", "above", ">"), "more than"),
    **dict.fromkeys(("under", "just under", "below", "<"), "fewer than"),
    **dict.fromkeys(("roughly", "circa", "ca.", "c.", "an estimated", "estimated", "close to", "~"), "about"),
    **dict.fromkeys(("≥", "ما لا يقل عن", "لا يقل عن", "علي الاقل"), "at least"),
    **dict.fromkeys(("≤", "ما لا يزيد عن", "لا يزيد عن", "لا يتجاوز", "علي الاكثر"), "at most"),
    **dict.fromkeys(("اكثر من", "ما يزيد عن", "ما يزيد علي", "ازيد من"), "more than"),
    **dict.fromkeys(("اقل من",), "fewer than"),
    **dict.fromkeys(("ما يقارب", "ما يقرب من", "قرابه", "زهاء"), "nearly"),
    **dict.fromkeys(("حوالي", "نحو", "تقريبا"), "about"),
    **dict.fromkeys(("exactly", "precisely", "a total of", "altogether", "ما مجموعه"), ""),
}
BEFORE = {**{word: word for word in QUALIFIERS}, **SAME_AS}
"""Every phrase before a number -> its qualifier."""
BEHIND = {  # folded: what may stand behind the number -> the qualifier
    **dict.fromkeys(("or more", "at least", "at the least", "علي الاقل", "او اكثر"), "at least"),
    **dict.fromkeys(("or fewer", "or less", "at most", "at the most", "علي الاكثر", "او اقل"), "at most"),
    **dict.fromkeys(("or so", "تقريبا"), "about"),
    "approximately": "approximately",
}
MULTITUDES_AS = {  # folded -> the multitude under which it is kept
    **{f"{few} {one}": f"{one}s" for few in ("several", "a few", "many") for one in ("dozen", "hundred", "thousand")},
    **{f"{few} million": "millions" for few in ("several", "a few", "many")},
    **dict.fromkeys(("عشرات", "العشرات"), "tens"),
    **dict.fromkeys(("مئات", "المئات"), "hundreds"),
    **dict.fromkeys(("الاف", "الالاف"), "thousands"),
    **dict.fromkeys(("ملايين", "الملايين"), "millions"),
    **dict.fromkeys(("عشرات الالاف",), "tens of thousands"),
    **dict.fromkeys(("مئات الالاف",), "hundreds of thousands"),
}
UNCOUNTED_AS = {  # folded -> the word under which it is kept
    **dict.fromkeys(("an untold number", "an unspecified number"), "an unknown number"),
    **dict.fromkeys(("a large number", "large numbers", "a great number"), "many"),
    **dict.fromkeys(("العديد", "الكثير", "كثير"), "many"),
    **dict.fromkeys(("عده",), "several"),
    **dict.fromkeys(("عدد", "عدد من"), "a number"),
    **dict.fromkeys(("بضعه", "بضع"), "a few"),
    **dict.fromkeys(("عدد لا يحصي",), "countless"),
}
BETWEEN = {"between": "and", "from": "to", "بين": "و", "ما بين": "و", "من": "الي"}
"""What may stand before the first figure of a range -> what then stands before the second."""
OR_TO = ("to", "-", "or", "الي", "او")
"""What stands between two figures where nothing stands before the first."""
NOT_UNITS = {
    *(
        "to",
        "or",
        "and",
        "per",
        "percent",
        "percentage",
        "upon",
        "out",
        "but",
        "(or",
        "(out",
        "(to",
        "(and",
        "minus",
        "plus",
    ),
    *("hundred", "thousand", "million", "billion", "dozen", "score"),
    *("مئة", "مائة", "مئات", "ألف", "الف", "آلاف", "الاف", "مليون", "ملايين", "مليار"),
    *("بالمئة", "بالمائة", "إلى", "أو", "و"),
}
"""Words behind a figure that make another figure of it, or a share: "2 million people", "41 to 43 people"."""
