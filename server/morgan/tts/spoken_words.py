"""How five languages say units, currencies and other signs, and abbreviations; knows nothing of how they are found.

A thing that is counted is a pair: one of it, with its numeral ("ein Grad"), and the word for more ("Grad").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Counted:
    """One of it with its numeral, and the word after any other number."""

    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency, its hundredth, and what stands between the two ("and" in "five dollars and ten cents")."""

    whole: Counted
    part: Counted
    between: str = ""
    names_part: bool = True  # whether the hundredth is named: not in "fünf Euro zehn"


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    code: str
    point: str  # between a number and its fraction
    dot: str  # in an address
    minus: str
    until: str  # between two ends of a range
    thousands: str  # the sign between groups of three digits
    decimal: str
    signs: Mapping[str, str]  # a sign on its own
    units: Mapping[str, Counted]
    currencies: Mapping[str, Currency]
    abbreviations: Mapping[str, str]  # a pattern -> words
    months: tuple[str, ...]
    per: Mapping[str, str]  # what may stand behind a unit and a stroke: kWh/day
    halves: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


_SIGNS = "% & + = @ ° × ÷ € $ £ ≈ ≤ ≥ № µ ±"
_UNITS = (
    "°C °F ° % km/h mph m/s km m cm mm mi ft kWh Wh kW MW W V A Hz kg g mg l L ml m² m³ m2 m3 hPa mbar bar lx dB ppm "
    "µg/m³ h min s ms GB MB TB kB Mbit/s mL lb lbs oz"
)


def _signs(words: str) -> Mapping[str, str]:
    return dict(zip(_SIGNS.split(), [word.strip() for word in words.split("|")], strict=True))


def _units(numeral: str, other: str, words: str) -> Mapping[str, Counted]:
    """Read "many" or "one/many" for each unit; a word that begins with a tilde takes the other numeral."""
    units = {}
    for sign, written in zip(_UNITS.split(), [word.strip() for word in words.split("|")], strict=True):
        one, _, many = written.lstrip("~").partition("/")
        units[sign] = Counted(f"{other if written.startswith('~') else numeral} {one}", many or one)
    return units


def _per(word: str, written: str, short: str) -> Mapping[str, str]:
    """Read the words that may be written out, and what is written for some of them."""
    known = {each: each for each in written.split()} | dict(each.split(":") for each in short.split())
    return {sign: f"{word} {meaning}" for sign, meaning in known.items()}


ENGLISH = Words(
    code="en",
    point="point",
    dot="dot",
    minus="minus",
    until="to",
    thousands=",",
    decimal=".",
    signs=_signs(
        "percent | and | plus | equals | at | degrees | times | divided by | euros | dollars | pounds | about | "
        "at most | at least | number | micro | plus or minus"
    ),
    units=_units(
        "one",
        "one",
        "degree Celsius/degrees Celsius | degree Fahrenheit/degrees Fahrenheit | degree/degrees | percent | "
        "kilometre per hour/kilometres per hour | mile per hour/miles per hour | metre per second/metres per second | "
        "kilometre/kilometres | metre/metres | centimetre/centimetres | millimetre/millimetres | mile/miles | "
        "foot/feet | kilowatt hour/kilowatt hours | watt hour/watt hours | kilowatt/kilowatts | megawatt/megawatts | "
        "watt/watts | volt/volts | amp/amps | hertz | kilogram/kilograms | gram/grams | milligram/milligrams | "
        "litre/litres | litre/litres | millilitre/millilitres | square metre/square metres | "
        "cubic metre/cubic metres | square metre/square metres | cubic metre/cubic metres | "
        "hectopascal/hectopascals | millibar/millibars | "
        "bar/bars | lux | decibel/decibels | part per million/parts per million | "
        "microgram per cubic metre/micrograms per cubic metre | hour/hours | minute/minutes | second/seconds | "
        "millisecond/milliseconds | gigabyte/gigabytes | megabyte/megabytes | terabyte/terabytes | "
        "kilobyte/kilobytes | megabit per second/megabits per second | "
        "millilitre/millilitres | pound/pounds | pound/pounds | ounce/ounces",
    ),
    currencies={
        "€": Currency(Counted("one euro", "euros"), Counted("one cent", "cents"), "and"),
        "$": Currency(Counted("one dollar", "dollars"), Counted("one cent", "cents"), "and"),
        "£": Currency(Counted("one pound", "pounds"), Counted("one penny", "pence"), "and"),
        "¥": Currency(Counted("one yen", "yen"), Counted("one sen", "sen"), "and"),
        "CHF": Currency(Counted("one Swiss franc", "Swiss francs"), Counted("one centime", "centimes"), "and"),
        "kr": Currency(Counted("one crown", "crowns"), Counted("one öre", "öre"), "and"),
    },
    abbreviations={
        r"e\.\s?g\.,?": "for example",
        r"i\.\s?e\.,?": "that is",
        r"etc\.": "et cetera",
        r"approx\.": "approximately",
        r"vs\.?": "versus",
        r"Mr\.?": "Mister",
        r"Mrs\.?": "Missis",
        r"Dr\.?": "Doctor",
        r"Prof\.": "Professor",
        r"temp\.": "temperature",
        r"w/o": "without",
    },
    months=tuple(
        "January February March April May June July August September October November December".split()  # noqa: SIM905
    ),
    per=_per("per", "day week month year hour minute person", "d:day h:hour min:minute"),
    halves={"½": "a half", "¼": "a quarter", "¾": "three quarters"},
)

GERMAN = Words(
    code="de",
    point="Komma",
    dot="Punkt",
    minus="minus",
    until="bis",
    thousands=".",
    decimal=",",
    signs=_signs(
        "Prozent | und | plus | gleich | at | Grad | mal | durch | Euro | Dollar | Pfund | etwa | höchstens | "
        "mindestens | Nummer | Mikro | plus minus"
    ),
    units=_units(
        "ein",
        "eine",
        "Grad Celsius | Grad Fahrenheit | Grad | Prozent | Kilometer pro Stunde | "
        "~Meile pro Stunde/Meilen pro Stunde | Meter pro Sekunde | Kilometer | Meter | Zentimeter | "
        "Millimeter | ~Meile/Meilen | Fuß | "
        "~Kilowattstunde/Kilowattstunden | ~Wattstunde/Wattstunden | Kilowatt | Megawatt | Watt | Volt | Ampere | "
        "Hertz | Kilogramm | Gramm | Milligramm | Liter | Liter | Milliliter | Quadratmeter | Kubikmeter | "
        "Quadratmeter | Kubikmeter | Hektopascal | Millibar | Bar | Lux | Dezibel | "
        "Teil pro Million/Teile pro Million | "
        "Mikrogramm pro Kubikmeter | ~Stunde/Stunden | ~Minute/Minuten | ~Sekunde/Sekunden | "
        "~Millisekunde/Millisekunden | Gigabyte | Megabyte | Terabyte | Kilobyte | Megabit pro Sekunde | "
        "Milliliter | Pfund | Pfund | ~Unze/Unzen",
    ),
    currencies={
        "€": Currency(Counted("ein Euro", "Euro"), Counted("ein Cent", "Cent"), names_part=False),
        "$": Currency(Counted("ein Dollar", "Dollar"), Counted("ein Cent", "Cent"), names_part=False),
        "£": Currency(Counted("ein Pfund", "Pfund"), Counted("ein Penny", "Pence"), names_part=False),
        "¥": Currency(Counted("ein Yen", "Yen"), Counted("ein Sen", "Sen")),
        "CHF": Currency(Counted("ein Franken", "Franken"), Counted("ein Rappen", "Rappen"), names_part=False),
        "kr": Currency(Counted("eine Krone", "Kronen"), Counted("ein Öre", "Öre"), names_part=False),
    },
    abbreviations={
        r"z\.\s?B\.": "zum Beispiel",
        r"d\.\s?h\.": "das heißt",
        r"u\.\s?a\.": "unter anderem",
        r"usw\.": "und so weiter",
        r"etc\.": "et cetera",
        r"bzw\.": "beziehungsweise",
        r"ca\.": "circa",
        r"Nr\.": "Nummer",
        r"Dr\.": "Doktor",
        r"evtl\.": "eventuell",
        r"ggf\.": "gegebenenfalls",
        r"inkl\.": "inklusive",
        r"Std\.": "Stunden",
        r"Min\.": "Minuten",
    },
    months=tuple(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905
    ),
    per=_per("pro", "Tag Woche Monat Jahr Stunde Minute Person", "d:Tag h:Stunde min:Minute"),
    halves={"½": "ein halb", "¼": "ein viertel", "¾": "drei viertel"},
)

FRENCH = Words(
    code="fr",
    point="virgule",
    dot="point",
    minus="moins",
    until="à",
    thousands="\u202f",
    decimal=",",
    signs=_signs(
        "pour cent | et | plus | égale | arobase | degrés | fois | divisé par | euros | dollars | livres | environ | "
        "au plus | au moins | numéro | micro | plus ou moins"
    ),
    units=_units(
        "un",
        "une",
        "degré Celsius/degrés Celsius | degré Fahrenheit/degrés Fahrenheit | degré/degrés | pour cent | "
        "kilomètre à l'heure/kilomètres à l'heure | mile à l'heure/miles à l'heure | "
        "mètre par seconde/mètres par seconde | kilomètre/kilomètres | mètre/mètres | centimètre/centimètres | "
        "millimètre/millimètres | mile/miles | pied/pieds | kilowattheure/kilowattheures | wattheure/wattheures | "
        "kilowatt/kilowatts | mégawatt/mégawatts | watt/watts | volt/volts | ampère/ampères | hertz | "
        "kilogramme/kilogrammes | gramme/grammes | milligramme/milligrammes | litre/litres | litre/litres | "
        "millilitre/millilitres | mètre carré/mètres carrés | mètre cube/mètres cubes | mètre carré/mètres carrés | "
        "mètre cube/mètres cubes | hectopascal/hectopascals | millibar/millibars | bar/bars | lux | "
        "décibel/décibels | ~partie par million/parties par million | "
        "microgramme par mètre cube/microgrammes par mètre cube | ~heure/heures | ~minute/minutes | "
        "~seconde/secondes | ~milliseconde/millisecondes | gigaoctet/gigaoctets | mégaoctet/mégaoctets | "
        "téraoctet/téraoctets | kilooctet/kilooctets | mégabit par seconde/mégabits par seconde | "
        "millilitre/millilitres | ~livre/livres | ~livre/livres | ~once/onces",
    ),
    currencies={
        "€": Currency(Counted("un euro", "euros"), Counted("un centime", "centimes"), names_part=False),
        "$": Currency(Counted("un dollar", "dollars"), Counted("un cent", "cents"), names_part=False),
        "£": Currency(Counted("une livre", "livres"), Counted("un penny", "pence"), names_part=False),
        "¥": Currency(Counted("un yen", "yens"), Counted("un sen", "sen")),
        "CHF": Currency(Counted("un franc suisse", "francs suisses"), Counted("un centime", "centimes"), "et"),
        "kr": Currency(Counted("une couronne", "couronnes"), Counted("un öre", "öre"), names_part=False),
    },
    abbreviations={
        r"p\.\s?ex\.": "par exemple",
        r"c\.-à-d\.": "c'est-à-dire",
        r"etc\.": "et cetera",
        r"env\.": "environ",
        r"M\.": "Monsieur",
        r"Mme": "Madame",
        r"Mlle": "Mademoiselle",
        r"Dr\.?": "Docteur",
        r"[nN]°": "numéro",
    },
    months=tuple(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
    ),
    per=_per("par", "jour semaine mois an heure minute personne", "j:jour d:jour h:heure min:minute"),
    halves={"½": "un demi", "¼": "un quart", "¾": "trois quarts"},
)

SPANISH = Words(
    code="es",
    point="coma",
    dot="punto",
    minus="menos",
    until="a",
    thousands=".",
    decimal=",",
    signs=_signs(
        "por ciento | y | más | igual a | arroba | grados | por | entre | euros | dólares | libras | unos | "
        "como máximo | como mínimo | número | micro | más menos"
    ),
    units=_units(
        "un",
        "una",
        "grado Celsius/grados Celsius | grado Fahrenheit/grados Fahrenheit | grado/grados | por ciento | "
        "kilómetro por hora/kilómetros por hora | ~milla por hora/millas por hora | "
        "metro por segundo/metros por segundo | kilómetro/kilómetros | metro/metros | centímetro/centímetros | "
        "milímetro/milímetros | ~milla/millas | pie/pies | kilovatio hora/kilovatios hora | vatio hora/vatios hora | "
        "kilovatio/kilovatios | megavatio/megavatios | vatio/vatios | voltio/voltios | amperio/amperios | "
        "hercio/hercios | kilogramo/kilogramos | gramo/gramos | miligramo/miligramos | litro/litros | litro/litros | "
        "mililitro/mililitros | metro cuadrado/metros cuadrados | metro cúbico/metros cúbicos | "
        "metro cuadrado/metros cuadrados | metro cúbico/metros cúbicos | hectopascal/hectopascales | "
        "milibar/milibares | bar/bares | lux | decibelio/decibelios | ~parte por millón/partes por millón | "
        "microgramo por metro cúbico/microgramos por metro cúbico | ~hora/horas | minuto/minutos | "
        "segundo/segundos | milisegundo/milisegundos | gigabyte/gigabytes | megabyte/megabytes | "
        "terabyte/terabytes | kilobyte/kilobytes | megabit por segundo/megabits por segundo | "
        "mililitro/mililitros | ~libra/libras | ~libra/libras | ~onza/onzas",
    ),
    currencies={
        "€": Currency(Counted("un euro", "euros"), Counted("un céntimo", "céntimos"), "con"),
        "$": Currency(Counted("un dólar", "dólares"), Counted("un centavo", "centavos"), "con"),
        "£": Currency(Counted("una libra", "libras"), Counted("un penique", "peniques"), "con"),
        "¥": Currency(Counted("un yen", "yenes"), Counted("un sen", "sen"), "con"),
        "CHF": Currency(Counted("un franco suizo", "francos suizos"), Counted("un céntimo", "céntimos"), "con"),
        "kr": Currency(Counted("una corona", "coronas"), Counted("un öre", "öre"), "con"),
    },
    abbreviations={
        r"p\.\s?ej\.": "por ejemplo",
        r"etc\.": "etcétera",
        r"aprox\.": "aproximadamente",
        r"Sr\.": "señor",
        r"Sra\.": "señora",
        r"Dr\.": "doctor",
        r"Dra\.": "doctora",
        r"[nN]úm\.": "número",
    },
    months=tuple(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()  # noqa: SIM905
    ),
    per=_per("por", "día semana mes año hora minuto persona", "d:día h:hora min:minuto"),
    halves={"½": "medio", "¼": "un cuarto", "¾": "tres cuartos"},
)

DUTCH = Words(
    code="nl",
    point="komma",
    dot="punt",
    minus="min",
    until="tot",
    thousands=".",
    decimal=",",
    signs=_signs(
        "procent | en | plus | is | apenstaartje | graden | keer | gedeeld door | euro | dollar | pond | ongeveer | "
        "hoogstens | minstens | nummer | micro | plus of min"
    ),
    units=_units(
        "één",
        "één",
        "graad Celsius/graden Celsius | graad Fahrenheit/graden Fahrenheit | graad/graden | procent | "
        "kilometer per uur | mijl per uur | meter per seconde | kilometer | meter | centimeter | millimeter | mijl | "
        "voet | kilowattuur | wattuur | kilowatt | megawatt | watt | volt | ampère | hertz | kilogram | gram | "
        "milligram | liter | liter | milliliter | vierkante meter | kubieke meter | vierkante meter | kubieke meter | "
        "hectopascal | millibar | bar | lux | decibel | deel per miljoen/delen per miljoen | "
        "microgram per kubieke meter | uur | minuut/minuten | seconde/seconden | milliseconde/milliseconden | "
        "gigabyte | megabyte | terabyte | kilobyte | megabit per seconde | "
        "milliliter | pond | pond | ounce/ounces",
    ),
    currencies={
        "€": Currency(Counted("één euro", "euro"), Counted("één cent", "cent"), names_part=False),
        "$": Currency(Counted("één dollar", "dollar"), Counted("één cent", "cent"), names_part=False),
        "£": Currency(Counted("één pond", "pond"), Counted("één penny", "pence"), names_part=False),
        "¥": Currency(Counted("één yen", "yen"), Counted("één sen", "sen")),
        "CHF": Currency(Counted("één Zwitserse frank", "Zwitserse frank"), Counted("één rappen", "rappen"), "en"),
        "kr": Currency(Counted("één kroon", "kronen"), Counted("één öre", "öre"), names_part=False),
    },
    abbreviations={
        r"bijv\.": "bijvoorbeeld",
        r"d\.w\.z\.": "dat wil zeggen",
        r"o\.a\.": "onder andere",
        r"i\.p\.v\.": "in plaats van",
        r"m\.b\.t\.": "met betrekking tot",
        r"enz\.": "enzovoort",
        r"etc\.": "et cetera",
        r"ca\.": "circa",
        r"nr\.": "nummer",
        r"dhr\.": "de heer",
        r"mevr\.": "mevrouw",
    },
    months=tuple(
        "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905
    ),
    per=_per("per", "dag week maand jaar uur minuut persoon", "d:dag h:uur min:minuut"),
    halves={"½": "een half", "¼": "een kwart", "¾": "driekwart"},
)

LANGUAGES: Mapping[str, Words] = MappingProxyType(
    {words.code: words for words in (ENGLISH, GERMAN, FRENCH, SPANISH, DUTCH)}
)
