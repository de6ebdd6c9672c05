"""The words around a date in English and Arabic, folded: what leads from one to another, and how sure it is. Data."""

from __future__ import annotations

from typing import NamedTuple

PARTS = {  # quarters and halves of a year
    **dict.fromkeys(("first quarter", "q1", "الربع الاول"), 33),
    **dict.fromkeys(("second quarter", "q2", "الربع الثاني"), 34),
    **dict.fromkeys(("third quarter", "q3", "الربع الثالث"), 35),
    **dict.fromkeys(("fourth quarter", "last quarter", "q4", "الربع الرابع", "الربع الاخير"), 36),
    **dict.fromkeys(("first half", "النصف الاول"), 40),
    **dict.fromkeys(("second half", "النصف الثاني"), 41),
}
EARLY_OR_LATE = {  # folded -> the word that is kept in a note
    **dict.fromkeys(("early", "the beginning of", "beginning of", "the start of", "start of"), "early"),
    **dict.fromkeys(("mid", "the middle of", "middle of"), "mid"),
    **dict.fromkeys(("late", "the end of", "end of"), "late"),
    **dict.fromkeys(("اوائل", "مطلع", "بدايه", "بدايات"), "early"),
    **dict.fromkeys(("منتصف", "اواسط", "وسط"), "mid"),
    **dict.fromkeys(("اواخر", "نهايه", "اخر"), "late"),
}
APPROXIMATE = dict.fromkeys(
    (
        *("about", "around", "approximately", "roughly", "circa", "c.", "ca.", "ca", "on or about", "on or around"),
        *("in or around", "some time around", "sometime around", "حوالي", "نحو", "قرابه"),
    ),
    "~",
)
UNCERTAIN = dict.fromkeys(
    ("possibly", "probably", "perhaps", "maybe", "apparently", "reportedly", "ربما", "علي الارجح"), "?"
)
FILLERS = dict.fromkeys(
    (
        *("in", "on", "at", "the", "of", "during", "sometime in", "some time in", "sometime", "day", "month", "year"),
        *("ad", "ce", "morning", "afternoon", "evening", "صباح", "مساء", "في", "خلال", "يوم", "بتاريخ", "من", "م"),
        *("عام", "لعام", "عامي", "سنه", "لسنه", "شهر", "شهري", "ميلادي", "ميلاديه"),
    ),
    " ",
)
"""Words that stand in a date and say nothing of it."""


class Frame(NamedTuple):
    """Words around one date or two, and what EDTF has for them: `@` is a date, `<@` what is before it, `>@` after."""

    pattern: str
    edtf: str


FRAMES = (
    Frame(r"(?:before|prior to|قبل) (.+)", "[..<@]"),
    Frame(r"(?:sometime )?between (.+?)(?: and | ?- ?)(.+)", "[@..@]"),
    Frame(r"(?:ما )?بين (.+?) و ?(.+)", "[@..@]"),
    Frame(
        r"(?:from |since |من |منذ )?(.+?) ?(?:to|until|till|up to|-|حتي|الي) (?:the )?(?:present(?: day)?|now|date|الان)",
        "@/..",
    ),
    Frame(r"(?:starting|beginning) (?:in|on|from|with) (.+)|(?:اعتبارا|ابتداء) من (.+)", "@/.."),
    Frame(r"(.+) at the latest|(.+) علي ابعد تقدير", "[..@]"),
    Frame(r"(.+) at the earliest", "[@..]"),
    Frame(r"(?:from |من )?(.+) (?:onwards?|and (?:onwards?|after|later)|فصاعدا)", "@/.."),
    Frame(r"(?:from )?(.+?) ?(?: to | until | till | through | up to | - )(.+)", "@/@"),
    Frame(r"من (.+?) (?:الي|حتي) (.+)", "@/@"),
    Frame(r"(?:ever )?since (.+)|منذ (.+)", "@/.."),
    Frame(r"(?:up )?(?:until|till) (.+)|حتي (.+)", "../@"),
    Frame(r"(?:by|no later than|not later than) (.+)", "[..@]"),
    Frame(r"(?:no earlier than|not earlier than|not before) (.+)", "[@..]"),
    Frame(r"(?:after|following|بعد) (.+)", "[>@..]"),
    Frame(r"(?:from |من )?([^-]+?) ?- ?([^-]+)", "@/@"),
    Frame(r"(?:either )?(?!in or |on or )(.+) (?:or|او) (.+)", "[@,@]"),
    Frame(r"(?:both )?(.+) (?:and |و ?)(.+)", "{@,@}"),
)
"""The first that fits is meant."""
NAMING = {
    *("branch", "resolution", "unscr", "unit", "section", "article", "number", "no", "no.", "nr", "division"),
    *("brigade", "battalion", "regiment", "law", "decree", "bureau", "checkpoint", "district", "case", "page"),
    *("فرع", "الفرع", "قرار", "القرار", "وحده", "الوحده", "لواء", "اللواء", "فرقه", "الفرقه", "رقم", "ماده", "الماده"),
}
"""Nouns whose number is part of a name: branch 227, resolution 2254."""
