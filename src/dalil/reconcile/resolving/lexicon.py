"""Words of names of bodies and units that are translated as often as they are transliterated, and ordinals, in two languages.

Few on purpose: a name is proposed for its own words, and these only let فرع 227 meet Branch 227.
"""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


TRANSLATED = _table(
    "فرع=branch فرقة=division لواء=brigade كتيبة=battalion سرية=company فوج=regiment فيلق=corps جيش=army قيادة=command"
    " قوات=forces قوة=force شرطة=police امن=security مخابرات=intelligence استخبارات=intelligence عسكري=military عسكرية=military"
    " جوي=air جوية=air بحري=naval بحرية=naval حرس=guard جمهوري=republican وزارة=ministry دفاع=defence داخلية=interior"
    " خارجية=foreign عدل=justice حكومة=government مجلس=council محكمة=court جبهة=front حركة=movement حزب=party اتحاد=union"
    " جمعية=association منظمة=organisation شبكة=network لجنة=committee مركز=centre هيئة=body ادارة=directorate مديرية=directorate"
    " وطني=national وطنية=national سوري=syrian سورية=syrian عراقي=iraqi عراقية=iraqi ليبي=libyan ليبية=libyan يمني=yemeni"
    " عربي=arab عربية=arab اسلامي=islamic اسلامية=islamic حر=free ديمقراطي=democratic ديمقراطية=democratic شعبي=popular"
    " سجن=prison مطار=airport مستشفى=hospital جامعة=university مدرسة=school شارع=street حي=neighbourhood مدينة=city محافظة=governorate"
    " حلب=aleppo دمشق=damascus طرابلس=tripoli لاذقية=latakia قاهرة=cairo تدمر=palmyra مصر=egypt مغرب=morocco"
    " defense=defence organization=organisation center=centre neighborhood=neighbourhood labor=labour"
)
"""Arabic without article, and American spelling → the English word that names are compared by."""
ORDINALS = {
    word: str(number)
    for number, words in enumerate(
        (
            *("first الاول الاولى", "second الثاني الثانية", "third الثالث الثالثة", "fourth الرابع الرابعة"),
            *("fifth الخامس الخامسة", "sixth السادس السادسة", "seventh السابع السابعة", "eighth الثامن الثامنة"),
            *("ninth التاسع التاسعة", "tenth العاشر العاشرة", "eleventh", "twelfth", "thirteenth", "fourteenth"),
            *("fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth العشرون العشرين"),
        ),
        1,
    )
    for word in words.split()
} | {
    "الحادي": "1",
    "الحادية": "1",
    "thirtieth": "30",
    "fortieth": "40",
    "fiftieth": "50",
    "sixtieth": "60",
    "ninetieth": "90",
}
"""Within a name of several words: the Fourth Division is the 4th, and not the Third."""


def translated(name: tuple[str, ...]) -> tuple[str, ...]:
    """A name with the words that have a translation in English."""
    return tuple(TRANSLATED.get(word, word) for word in name)
