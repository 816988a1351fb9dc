"""Where a sentence may be divided for the ear before it ends; knows nothing of voices, models or of text in pieces.

A person pauses at a comma, and takes breath before "and", "because" or "with". Five languages have their words here; in
any other one only marks divide. The first clause, which is waited for, has a last resort: once it is five words long it
ends where it does the least harm. A joint is refused where the two sides belong to each other: inside of quotes and
brackets, in a date or a number, and after a word that leans on the next one ("is | at home").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Before these a clause may end. Left out are words that as often belong to what stands before them: "that", "on" and
# "off" ("turned on the light"), "to", "of", and their like.
_BEFORE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": "and or but because although though while when where whereas which who whose whether if unless until "
            "since after before during with without from for at by in between under above near inside outside behind "
            "below through across within despite however then",
            "de": "und oder aber sondern denn weil obwohl während wenn falls sobald bis seit nachdem bevor damit dass "
            "ob wobei wo mit ohne für von bei nach vor zwischen unter über neben hinter durch gegen wegen trotz im am "
            "in",
            "fr": "et ou mais car donc parce puisque quand lorsque pendant après avant depuis si qui dont où avec sans "
            "pour dans chez entre sous derrière devant jusqu'à malgré",
            "es": "y e o u pero sino porque aunque cuando donde mientras si desde hasta después antes con sin para por "
            "entre bajo sobre tras durante en",
            "nl": "en of maar want omdat hoewel terwijl wanneer als zodra totdat sinds nadat voordat zodat waar met "
            "zonder voor van bij tussen onder boven naast achter door tegen vanwege ondanks in",
        }.items()
    }
)
# These lean on what follows: nobody pauses after them.
_LEANS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": "a an the this that these those my your his her its our their is are am was were be been being has "
            "have had do does did will would can could may might must shall should not and or but nor of to at by for "
            "from with without in as than so if when while because between both either every each no i you he she it "
            "we they very too more less about just only even right shortly soon long there what how who",
            "de": "ein eine einen einem einer eines der die das den dem des dieser diese dieses mein dein sein ihr "
            "unser ist sind bin war waren wird werden hat haben kann soll muss nicht und oder aber zu mit ohne für von "
            "bei nach vor zwischen unter über neben in im am an auf aus um als wie so wenn weil dass ich du er sie es "
            "wir man sehr mehr kurz erst nur auch",
            "fr": "un une le la les l' de du des d' ce cette ces mon ton son ma ta sa mes tes ses notre votre leur est "
            "sont était a ont sera peut doit ne pas et ou mais à au aux en avec sans pour dans par sur sous plus moins "
            "très que qui si je tu il elle on nous vous ils elles juste",
            "es": "un una unos unas el la los las de del al este esta estos estas mi tu su es son está están era ha "
            "han será puede debe no y o pero a en con sin para por sobre más menos muy que si se lo le yo él ella "
            "justo",
            "nl": "een de het dit dat deze die mijn jouw je zijn haar ons onze hun is zijn was waren wordt worden "
            "heeft hebben kan moet zal niet en of maar te van met zonder voor bij tussen onder boven in op aan uit om "
            "als dan zo ik jij hij zij wij er heel meer minder net kort",
        }.items()
    }
)
# Between a subject of some length and its verb there is a breath as well, which is used for the first clause only. Not
# in German and Dutch, where the verb may be the last word of its clause.
_VERBS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": "is are was were has have had will would can could should must may might goes comes gets takes seems "
            "becomes begins contains needs belongs lasts remains went came took began became fell rose",
            "fr": "est sont était étaient a ont avait sera seront va vont peut peuvent doit doivent",
            "es": "es son está están era eran estaba estaban ha han será serán va van puede pueden debe deben",
        }.items()
    }
)
# Before these the first clause may end when it has a word more: an object, a goal or a time begins.
_BEGIN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": "the a an this these those your my our his her its their some any every both to around about into "
            "onto over today tonight tomorrow yesterday already still currently again now",
            "de": "das die den der dem ein eine einen dein deine mein meine auf um ab heute gestern jetzt noch schon "
            "gerade wieder",
            "fr": "le la les un une des du ce cette ces votre vos mon ma mes à au aux sur vers aujourd'hui demain hier "
            "maintenant déjà encore",
            "es": "el la los las un una unos unas este esta su sus mi tu a al hacia hoy mañana ayer ahora ya todavía",
            "nl": "het de een dit deze je mijn jouw op om tot vanaf vandaag gisteren nu nog al weer",
        }.items()
    }
)
# The last resort, before any other word: not before these, which belong to what stands before them, ...
_CLINGS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": "of off on up down out away back ago later long old high wide o'clock am pm percent degrees than",
            "de": "an aus ab auf zu hin her weg uhr als",
            "fr": "de du des d' pas plus que heures degrés pour",
            "es": "de del que grados",
            "nl": "van aan uit op af toe weg uur dan",
        }.items()
    }
)
# ... nor after these, which belong to what follows: numbers, and words that say how or which.
_NUMBERS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand half "
            "quarter",
            "de": "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig "
            "hundert tausend halb viertel",
            "fr": "deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante "
            "cent mille demi quart",
            "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta cincuenta "
            "cien mil media cuarto",
            "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf vijftien twintig dertig veertig vijftig "
            "honderd duizend half kwart",
        }.items()
    }
)
_DESCRIBES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": "new old big small little large good great main front back left right upper lower next last first "
            "second third same other own few many several most some any all such going able almost nearly "
            "roughly another over under around living dining on",
            "de": "alle viele einige etwa fast rund jede jeder jedes kein keine deine meine seine ihre unsere neue",
            "fr": "petit petite grand grande bon bonne nouveau nouvelle premier première dernier dernière même autre "
            "tout toute tous toutes quelques plusieurs presque environ chaque aucun aucune vos nos leurs",
            "es": "buen gran nuevo nueva primer primera último última mismo misma otro otra todo toda todos todas "
            "algunos algunas varios varias casi unos cada ningún ninguna sus mis tus",
            "nl": "alle veel enkele bijna ongeveer elke elk geen nieuwe grote kleine eerste tweede laatste vorige "
            "volgende andere hele goede oude",
        }.items()
    }
)
JOINTS_LANGUAGES: Final = tuple(_BEFORE)
_LAST_RESORT_WORDS: Final = 5
_LAST_RESORT_CHARS: Final = 24
# Where and when often come first, without a comma: "Last week | the house used", "In the kitchen | there are".
_OPENERS: Final[Mapping[str, str]] = MappingProxyType(
    {"en": "last this next today tomorrow yesterday tonight right currently at in on during since by"}
)
_SUBJECTS: Final[Mapping[str, str]] = MappingProxyType(
    {"en": "the there it you we they i he she your my our its all both"}
)
_OPENER_WORDS: Final = 2  # the least of them
_JOINS_NUMBERS: Final = frozenset("and or to past und oder bis nach vor et ou à y e o u en of om over".split())  # noqa: SIM905  # a table of words

MARKS: Final = ",;:،、，；：–—-"
_WIDE: Final = "、，；："
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W\u3040-\u30ff\u3400-\u9fff]+(?:['’.,:-]\w+)*")
_NEXT: Final = re.compile(r"(\w+(?:['’]\w+)?)(?=[^\w'’])")
_LAST: Final = re.compile(r"[\w'’]+$")
_OPENING: Final = MappingProxyType({"(": ")", "[": "]", "{": "}", "“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」"})
_SIGNS: Final = re.compile(r"[()\[\]{}“”„«»‹›「」\"`]|<(?=[A-Za-z/!])|>")


class Joints:
    """The joints of one language."""

    def __init__(self, language: str | None) -> None:
        code = (language or "").replace("_", "-").split("-")[0].lower()
        self._before = _BEFORE.get(code, frozenset())
        self._leans = _LEANS.get(code, frozenset())
        self._verbs = _VERBS.get(code, frozenset())
        self._begin = _BEGIN.get(code, frozenset())
        self._clings = _CLINGS.get(code, frozenset())
        self._numbers = _NUMBERS.get(code, frozenset())
        self._describes = _DESCRIBES.get(code, frozenset())
        self._plural = "s" if code == "en" else "\0"
        self._describes_first = code in ("en", "nl")  # adjectives stand before a noun that nothing else marks
        self._openers = frozenset(_OPENERS.get(code, "").split())
        self._subjects = frozenset(_SUBJECTS.get(code, "").split())

    @property
    def has_words(self) -> bool:
        """Whether words divide here, and not only marks."""
        return bool(self._before)

    def after_mark(self, clause: str, mark: str, rest: str, least_words: int) -> bool | None:
        """Whether a clause that ends in `mark` is one; `rest` is all that is known behind it. None: not known yet."""
        if not rest:
            return None
        is_apart = rest[0].isspace()
        if mark == "—" or mark in _WIDE:
            is_apart = True
        elif mark == "-":
            is_apart = is_apart and clause[-1:].isspace()
        if not is_apart:
            return False
        if clause.rstrip()[-1:].isdigit():  # "November 20, 2026", "10 – 20", "1, 2 and 3"
            following = rest.lstrip()
            if not following:
                return None
            if following[0].isdigit():
                return False
        return has_words(clause, least_words) and not is_open(clause)

    def before_word(self, clause: str, rest: str, least_words: int, *, is_first: bool) -> bool | None:
        """Whether `clause` is one because of the word with which `rest` begins. None: that word isn't complete yet."""
        word = _NEXT.match(rest)
        if word is None:
            return None if not rest or re.fullmatch(r"[\w'’]+", rest) else False
        following = word[1].lower()
        last = _LAST.search(clause)
        if last is None or last[0].lower() in self._leans:
            return False  # behind a mark the mark decides
        if self._is_number(last[0]) and following in _JOINS_NUMBERS:
            return False
        if following in self._before or (is_first and following in self._verbs):
            least = least_words
        elif is_first and following in self._subjects and self._opens(clause):
            least = _OPENER_WORDS
        elif is_first and rest[word.end()] == " " and word[1] == following:  # not one word that is left over
            if following in self._begin and last[0].lower() not in self._describes:
                least = least_words + 1
            elif self._may_part(clause[: last.start()], last[0], following):
                least = _LAST_RESORT_WORDS if len(clause) < _LAST_RESORT_CHARS else _LAST_RESORT_WORDS - 1
            else:
                return False
        else:
            return False
        return has_words(clause, least) and not is_open(clause)

    def _may_part(self, before: str, last: str, following: str) -> bool:
        """Whether it does little harm to part these two words, of which neither is known to join or to part."""
        lowered = last.lower()
        if following in self._clings or lowered in self._describes or self._is_number(last):
            return False
        if not self._describes_first or lowered.endswith(self._plural):
            return True
        opener = before.split()[-1:]  # "the old | lamp": an adjective, for all that is known
        return not opener or not (opener[0].lower() in self._leans | self._describes or self._is_number(opener[0]))

    def _is_number(self, word: str) -> bool:
        return word[-1].isdigit() or word.lower() in self._numbers

    def _opens(self, clause: str) -> bool:
        """Whether these words say where or when, with which a sentence may begin."""
        first, _, rest = clause.partition(" ")
        return first.lower() in self._openers and rest.lower() not in ("", "on", "off")


def has_words(text: str, least: int) -> bool:
    """Whether there are so many words; where words are not written apart two characters count as one."""
    return sum(1 for _ in zip(range(least), _WORD.finditer(text), strict=False)) == least


def is_open(text: str) -> bool:
    """Whether something was opened that is not closed: a bracket, a quote, code, a tag, a row of a table."""
    if text.lstrip().startswith("|"):
        return True
    waits: list[str] = []
    for sign in _SIGNS.finditer(text):
        char = sign[0]
        if waits and char in waits[-1]:
            waits.pop()
        elif char in '"`':
            waits.append(char)
        elif char == "<":
            waits.append(">")
        elif char in _OPENING:
            waits.append(_OPENING[char])
    return bool(waits)
