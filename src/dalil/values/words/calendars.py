"""Names of months, days, seasons and units of time in English and Arabic, folded: data for reading expressions of time."""

from __future__ import annotations

_ENGLISH = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_EGYPT = (  # also in the Gulf and in Sudan
    ("يناير",),
    ("فبراير",),
    ("مارس",),
    ("ابريل",),
    ("مايو",),
    ("يونيو", "يونيه"),
    ("يوليو", "يوليه"),
    ("اغسطس",),
    ("سبتمبر",),
    ("اكتوبر",),
    ("نوفمبر",),
    ("ديسمبر",),
)
_LEVANT = (  # also in Iraq
    ("كانون الثاني",),
    ("شباط",),
    ("اذار",),
    ("نيسان",),
    ("ايار",),
    ("حزيران",),
    ("تموز",),
    ("اب",),
    ("ايلول",),
    ("تشرين الاول",),
    ("تشرين الثاني",),
    ("كانون الاول",),
)
_MAGHREB = (  # Tunisia and Algeria, then Morocco, where they differ from Egypt
    ("جانفي",),
    ("فيفري",),
    (),
    ("افريل",),
    ("ماي",),
    ("جوان",),
    ("جويليه", "يوليوز"),
    ("اوت", "غشت"),
    ("شتنبر",),
    (),
    ("نونبر",),
    ("دجنبر",),
)
_PERSIAN = (  # of the Gregorian year, as Persian and Dari have them
    ("ژانويه",),
    ("فوريه",),
    (),
    ("اوريل",),
    ("مه",),
    ("ژوئن",),
    ("ژوئيه", "جولاي"),
    (),
    ("سپتامبر",),
    ("اكتبر",),
    ("نوامبر",),
    ("دسامبر",),
)
MONTHS = {  # folded -> the number of the month
    name: month
    for names in (_ENGLISH, _EGYPT, _LEVANT, _MAGHREB, _PERSIAN)
    for month, variants in enumerate(names, start=1)
    for name in variants
}

OTHER_CALENDARS = {
    **dict.fromkeys(
        (
            *("muharram", "safar", "rabi", "jumada", "rajab", "shaban", "sha'ban", "ramadan", "ramadhan", "shawwal"),
            *("dhu", "hijri", "ah", "هـ", "ه", "هجري", "هجريه", "للهجره"),
            *(
                "محرم",
                "صفر",
                "ربيع الاول",
                "ربيع الاخر",
                "ربيع الثاني",
                "جمادي",
                "رجب",
                "شعبان",
                "رمضان",
                "شوال",
                "ذو",
                "ذي",
            ),
        ),
        "the Islamic calendar",
    ),
    **dict.fromkeys(
        (
            *("farvardin", "ordibehesht", "khordad", "mordad", "shahrivar", "mehr", "aban", "azar", "bahman", "esfand"),
            *("فروردين", "ارديبهشت", "خرداد", "مرداد", "شهريور", "مهر", "ابان", "اذر", "بهمن", "اسفند"),
        ),
        "the Iranian calendar",
    ),
}
"""Names that show that a date is not in the Gregorian calendar. It is not converted: the day may differ by one or two."""

WEEKDAYS = {
    name: day
    for day, names in enumerate(
        (
            ("monday", "mon", "الاثنين", "الإثنين"),
            ("tuesday", "tue", "tues", "الثلاثاء"),
            ("wednesday", "wed", "الاربعاء"),
            ("thursday", "thu", "thurs", "الخميس"),
            ("friday", "fri", "الجمعه"),
            ("saturday", "sat", "السبت"),
            ("sunday", "sun", "الاحد"),
        )
    )
    for name in names
}
SEASONS = {  # EDTF's codes for a season of no half of the world
    **dict.fromkeys(("spring", "ربيع"), 21),
    **dict.fromkeys(("summer", "صيف"), 22),
    **dict.fromkeys(("autumn", "fall", "خريف"), 23),
    **dict.fromkeys(("winter", "شتاء"), 24),
}
UNITS = {
    **dict.fromkeys(("year", "years", "سنه", "سنوات", "سنين", "عام", "عاما", "اعوام"), "Y"),
    **dict.fromkeys(("month", "months", "شهر", "شهرا", "اشهر", "شهور"), "M"),
    **dict.fromkeys(("week", "weeks", "اسبوع", "اسبوعا", "اسابيع"), "W"),
    **dict.fromkeys(("day", "days", "يوم", "يوما", "ايام"), "D"),
}
MULTIPLES = {  # of a unit: a decade is ten years
    **dict.fromkeys(("decade", "decades", "عقد", "عقدا", "عقود"), (10, "Y")),
    **dict.fromkeys(("century", "centuries", "قرن", "قرون"), (100, "Y")),
    **dict.fromkeys(("fortnight", "fortnights"), (2, "W")),
}
DUALS = {  # two of a unit, in one Arabic word
    **dict.fromkeys(("سنتان", "سنتين", "عامان", "عامين"), (2, "Y")),
    **dict.fromkeys(("شهران", "شهرين"), (2, "M")),
    **dict.fromkeys(("اسبوعان", "اسبوعين"), (2, "W")),
    **dict.fromkeys(("يومان", "يومين"), (2, "D")),
    **dict.fromkeys(("عقدان", "عقدين"), (20, "Y")),
}
