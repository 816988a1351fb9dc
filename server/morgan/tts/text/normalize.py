"""Turns written text into text as a person would say it; knows nothing of voices or of the meaning of the text.

Removes markup and emoji, reduces web addresses to their hosts, and turns numbers, units, times, dates, amounts and
abbreviations into words in English, German, French, Spanish and Dutch. In other languages numbers stay digits, because
the voices read them in their own way, and what stands around them becomes words (`cldr.py`). Idempotent.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import partial

from morgan.languages import language_of
from morgan.languages.schema import Numbers as Words
from morgan.tts.text import numbers as say
from morgan.tts.text.cldr import Cldr, cldr, with_words
from morgan.tts.text.numbers import NUMBER
from morgan.tts.text.romans import figures
from morgan.tts.text.shorthand import shorthand, small_digits

# One pass may produce text that the next one changes ("e.*g."); random text needed three passes at most.
_MOST_PASSES = 6

_Rule = Callable[[str, Words], str]


def speakable(text: str, language: str | None) -> str:
    """Return `text` as `language` (BCP 47) says it, at most 14 times as long; empty when there is nothing to say."""
    own = language_of(language)
    words = own.numbers if own else None
    known = cldr(language) if words is None else None
    is_american = (language or "").lower() in ("en", "en-us", "en_us")
    for _ in range(_MOST_PASSES):
        again = _once(text, words, known, is_american=is_american)
        if again == text:
            break
        text = again
    return text


def _once(text: str, words: Words | None, known: Cldr | None, *, is_american: bool) -> str:
    text = small_digits(_without_markup(text, words))
    if known is not None:
        text = with_words(text, known)
    if words is not None:
        for rule in (
            shorthand,
            figures,
            _abbreviations,
            _telephones,
            partial(_dates, is_american=is_american),
            _times,
            _money,
            _measures,
            _ranks,
            _numbers,
        ):
            text = rule(text, words)
        for sign, said in words.signs.items():
            text = text.replace(sign, f" {said} ")
    return _tidy(text, keep="" if words else "%&+=@°€$£0123456789")


# ---- markup ----------------------------------------------------------------------------------------------------------

_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,2000}(?:\s[^()]{0,300})?\)")
_ADDRESS = re.compile(r"<?(?:https?://|www\.)([^\s<>\[\]()\"'*]{1,2000})", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.])([\w.+-]{1,64})@([\w-]{1,64}(?:\.[\w-]{1,64})+)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>|<!--.{0,1000}?-->", re.DOTALL)
_LINE_START = re.compile(r"^[ \t]*(?:>[ \t]?|#{1,6}[ \t]+|[-*+•▪‣◦][ \t]+(?:\[[ xX]\][ \t]+)?)+", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*[-=_*|:][-=_*|: \t]*$", re.MULTILINE)
_STRIKE = re.compile(r"~~|`+|\*+")


def _without_markup(text: str, words: Words | None) -> str:
    text = unicodedata.normalize("NFC", html.unescape(text))
    blank = "[ \u00a0\u202f\u2009]" if words and words.code == "fr" else "[\u00a0\u202f\u2009]"
    text = re.sub(rf"(?<![\d.,])(\d{{1,3}})((?:{blank}\d{{3}})+)(?!\d)", _grouped, text)
    text = re.sub(r"[^\S\n\u202f]|(?<!\d)\u202f|\u202f(?!\d)", " ", text)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub(" ", text)
    text = _MAIL.sub(partial(_mail, words), text)
    text = _ADDRESS.sub(partial(_host, words), text)
    text = _RULE.sub("", text)
    text = _LINE_START.sub("", text)
    text = re.sub(r"(?<=\d)\s?\*\s?(?=\d)", "×", text)
    text = _STRIKE.sub("", text)
    text = re.sub(r"\s*\|\s*", ", ", text)
    return re.sub(r"\n+", ". ", re.sub(r"(?<=[.,;:!?])[ \t]*\n+", " ", text.strip()))


def _grouped(found: re.Match[str]) -> str:
    """Mark the spaces between thousands, so that none of them is read as the end of a number."""
    return found[1] + re.sub(r"\D", "\u202f", found[2])


def _host(words: Words | None, found: re.Match[str]) -> str:
    """Reduce a web address to its host: a spoken path is of no use."""
    host, _, rest = found[1].partition("/")
    host = re.split(r"[?#:@]", host.removeprefix("www."))[0].rstrip(".,;!?")
    tail = re.search(r"[.,;!?]*$", rest or found[1])
    dot = f" {words.dot} " if words else "."
    return f" {host.replace('.', dot)}{tail[0] if tail else ''} "


def _mail(words: Words | None, found: re.Match[str]) -> str:
    if words is None:
        return found[0]
    return f"{found[1]} {words.signs['@']} {found[2]}".replace(".", f" {words.dot} ")


# ---- what signs stand for --------------------------------------------------------------------------------------------


def _abbreviations(text: str, words: Words) -> str:
    for pattern, meaning in words.abbreviations.items():
        ends = r"(?=\s*$)" if pattern.endswith(r"\.") else r"(?!)"  # its full stop may also end the sentence
        text = re.sub(rf"(?<!\w){pattern}{ends}", f"{meaning}.", text)
        text = re.sub(rf"(?<![\w.]){pattern}(?![\w])", meaning, text)
    return text


# With a country code, in North American format, or with an area code that begins with zero: "030 1234567".
_TELEPHONE = re.compile(
    r"(?<![\w.,/-])"
    r"(?:\+\d{1,3}(?:[ /-]\(?\d{1,8}\)?){2,5}|(?:\(\d{3}\) |\d{3}-)?\d{3}-\d{4}|0\d{1,5}[ /-]\d{3,9}(?:[ -]\d{2,6})*)"
    r"(?![\w/-]|[.,:]\d| ?[%°€$£])"
)


def _telephones(text: str, words: Words) -> str:
    """Say a telephone number digit by digit, with a pause where it was written with a separator."""

    def dialled(found: re.Match[str]) -> str:
        groups = re.findall(r"\+?\d+", found[0])
        plus = f"{words.signs['+']} "
        return ", ".join(
            (plus if group[0] == "+" else "") + " ".join(say.whole(digit, words) for digit in group.lstrip("+"))
            for group in groups
        )

    return _TELEPHONE.sub(dialled, text)


def _dates(text: str, words: Words, *, is_american: bool) -> str:
    months_first = words.code == "en" and is_american

    def dated(found: re.Match[str], *, order: str) -> str:
        parts = {name: int(found[name]) for name in ("one", "two")}
        day, month = (parts["two"], parts["one"]) if order == "month first" else (parts["one"], parts["two"])
        if order == "month first" and month > 12:
            day, month = month, day
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return found[0]
        return say.date(day, month, found["year"] or "", words, (found["before"] or "").strip())

    before = r"(?P<kept>(?P<before>(?<!\w)[a-zA-Z]{2,5}\s)?)"

    def replaced(pattern: str, order: str, text: str) -> str:
        return re.sub(
            before + r"(?<![\w.,/-])" + pattern + r"(?![\w/]|[.-]\d)",
            lambda found: found["kept"] + said if (said := dated(found, order=order)) != found[0] else said,
            text,
        )

    text = re.sub(r"(?<=\d{4}-\d\d-\d\d)T(?=\d\d:)", " ", text)
    text = replaced(r"(?P<year>\d{4})-(?P<one>\d\d)-(?P<two>\d\d)", "month first", text)
    text = replaced(r"(?P<one>\d\d?)\.(?P<two>\d\d?)\.(?P<year>\d{4})", "day first", text)
    if words.code == "de":
        text = replaced(r"(?P<one>\d\d?)\.(?P<two>\d\d?)\.(?P<year>)(?!\d)", "day first", text)
    slash = "month first" if months_first else "day first"
    text = replaced(r"(?P<one>\d\d?)/(?P<two>\d\d?)/(?P<year>\d{4})", slash, text)
    text = replaced(r"(?P<one>\d\d?)-(?P<two>\d\d?)-(?P<year>\d{4})", "day first", text)
    return _written_dates(text, words)


def _written_dates(text: str, words: Words) -> str:
    """Dates whose month is a word: "November 20, 2026", "am 3. Mai"; other languages say the day as a plain number."""
    names = "|".join(words.months)
    if words.code == "en":
        text = re.sub(
            rf"\b({names})\s(\d\d?)(?:st|nd|rd|th)?(?:,?\s(\d{{4}}))?(?!\w|[:/]|[.,]\d)",
            lambda found: (
                say.date(int(found[2]), words.months.index(found[1]) + 1, found[3] or "", words)
                if 1 <= int(found[2]) <= 31
                else found[0]
            ),
            text,
        )
        text = re.sub(
            rf"(?<![\w.,])((?:[Tt]he\s)?)(\d\d?)(?:st|nd|rd|th)?\s(?:of\s)?({names})\b(?:\s(\d{{4}})(?!\w))?",
            lambda found: (
                f"{found[1] or 'the '}{say.ordinal(found[2], words)} of {found[3]}"
                + (f", {say.year(found[4], words)}" if found[4] else "")
            ),
            text,
        )
    if words.code == "de":
        text = re.sub(
            rf"(?<![\w.,])((?:(\w{{2,5}})\s)?)(\d\d?)\.\s?({names})\b",
            lambda found: f"{found[1]}{say.german_ordinal(found[3], found[2] or '', words)} {found[4]}",
            text,
        )
    return text


def _times(text: str, words: Words) -> str:
    text = re.sub(
        r"(?<![\d:.,])(\d{1,2}):([0-5]\d):([0-5]\d)(?![\d:])",
        lambda found: f"{int(found[1])} h {int(found[2])} min {int(found[3])} s",
        text,
    )
    clock = r"\d{1,2}(?::[0-5]\d)?(?:\s?[ap]\.?m\b\.?)?" if words.code == "en" else r"\d{1,2}[:h][0-5]\d"
    text = re.sub(
        rf"(?<![\d:.,/–-])({clock})\s?[-–—]\s?(?=\d{{1,2}}(?:[:h][0-5]\d|\s?[ap]\.?m\b))(?!{clock}[-–—])",
        rf"\1 {words.until} ",
        text,
        flags=re.IGNORECASE,
    )
    half = r"(?:\s?(?P<half>[ap])\.?m\b\.?)?" if words.code == "en" else "(?P<half>(?!))?"
    text = re.sub(
        rf"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4])(?::|(?<=\d)h(?=\d\d))(?P<minute>[0-5]\d)(?![\d:]|\.\d){half}{words.clock}",
        lambda found: say.time_of_day(int(found["hour"]), int(found["minute"]), _half(found["half"]), words),
        text,
        flags=re.IGNORECASE,
    )
    if words.code == "en":
        text = re.sub(
            r"(?<![\d:.,])(0?[1-9]|1[0-2])\s?([ap])\.?m\b\.?",
            lambda found: say.time_of_day(int(found[1]), 0, _half(found[2]), words),
            text,
            flags=re.IGNORECASE,
        )
    return text


def _half(letter: str | None) -> str:
    return f"{letter.upper()}M" if letter else ""


_MINUS = r"(?P<minus>(?<![\w.,)])[-−](?=\d))?"
_LARGE = (
    r"(?:\s(?P<large>thousand|millions?|billion|trillion|Million(?:en)?|Milliarden?|milliards?|millones|miljoen|miljard)"
    r"(?!\w))?"
)


def _money(text: str, words: Words) -> str:
    text = re.sub(r"(?<=\d)\s?(?:EUR|Euro)\b", "€", text)
    text = re.sub(r"(?<=\d)\s?USD\b", "$", text)
    text = re.sub(r"(?<=\d)\s?(?:JPY|円)(?!\w)", "¥", text)
    text = re.sub(r"(?<=\d)\s?(?:SEK|NOK|DKK)\b|\b(?:SEK|NOK|DKK)(?=\s?\d)", " kr", text)

    def paid(found: re.Match[str]) -> str:
        currency = words.currencies[found["sign"]]
        if found["large"]:
            said = f"{say.number(found['number'], words)} {found['large']} {currency.whole.many}"
        else:
            said = say.money(found["number"], currency, words)
        return f" {words.minus} {said}" if found["minus"] else said

    signs = "(?:" + "|".join(map(re.escape, words.currencies)) + ")"
    text = re.sub(
        rf"(?P<minus>(?<![\w.,)])[-−])?(?<!\w)(?P<sign>{signs})\s?(?P<number>{NUMBER})(?![\d]){_LARGE}(?!\w)",
        paid,
        text,
    )
    return re.sub(rf"{_MINUS}(?<![\d.,])(?P<number>{NUMBER}){_LARGE}\s?(?P<sign>{signs}(?!\w))", paid, text)


def _measures(text: str, words: Words) -> str:
    text = re.sub(
        rf"(?<![\d.,-])({NUMBER}(?:\s?[°%])?[CF]?)\s?[-–—]\s?(?=\d)(?![\d.,]*[-–—]\d)", rf"\1 {words.until} ", text
    )
    for written, sign in (("1/2", "½"), ("1/4", "¼"), ("3/4", "¾")):
        text = re.sub(rf"(?<![\d/.,]){written}(?![\d/])", sign, text)
    for sign, said in words.halves.items():
        text = re.sub(rf"(?<=\d)\s?{sign}", f" {words.signs['&']} {said}", text).replace(sign, f" {said} ")
    units = "|".join(re.escape(unit) for unit in sorted(words.units, key=len, reverse=True))
    return re.sub(
        rf"{_MINUS}(?<![\d.,])(?P<number>{NUMBER})\s?(?P<unit>{units})(?:/(?P<per>{'|'.join(words.per)}))?(?![\w²³°/])",
        lambda found: (
            (f" {words.minus} " if found["minus"] else "")
            + say.counted(found["number"], words.units[found["unit"]], words)
            + (f" {words.per[found['per']]}" if found["per"] else "")
        ),
        text,
    )


def _ranks(text: str, words: Words) -> str:
    """Ordinal numbers as each language writes them."""
    rank = partial(_rank, words=words)
    match words.code:
        case "en":
            return re.sub(r"(?<![\w.,])(\d{1,9})(?:st|nd|rd|th)\b", rank, text)
        case "de":
            return re.sub(
                r"\b(am|dem|den|der|die|das|im|vom|zum|zur|beim)\s(\d{1,4})\.(?=\s\w)",
                lambda found: f"{found[1]} {say.german_ordinal(found[2], found[1], words)}",
                text,
                flags=re.IGNORECASE,
            )
        case "fr":
            text = re.sub(r"(?<![\w.,])1re\b", "première", text)
            return re.sub(r"(?<![\w.,])(\d{1,9})(?:er|e|ème|nd|nde)\b", rank, text)
        case "es":
            return re.sub(
                r"(?<![\w.,])(\d{1,9})\.?º", rank, re.sub(r"(?<![\w.,])(\d{1,9})\.?ª", partial(rank, ending="a"), text)
            )
        case _:
            return re.sub(r"(?<![\w.,])(\d{1,9})(?:e|ste|de)\b", rank, text)


def _rank(found: re.Match[str], *, words: Words, ending: str = "") -> str:
    said = say.ordinal(found[1], words)
    return said[:-1] + ending if ending else said


def _numbers(text: str, words: Words) -> str:
    """Say the digits that no other rule has replaced."""
    if words.code == "en":
        text = re.sub(
            r"(?<=\b(?i:in|by|of))\s(1[1-9]\d\d|20\d\d)(?!\w|[.,]\d)",
            lambda found: f" {say.year(found[1], words)}",
            text,
        )
    if words.code in ("en", "de", "nl"):  # "nineteen eighty-four", counts included
        text = re.sub(r"(?<![\w.,#-])(1[5-9]\d\d)(?!\w|[.,-]\d)", lambda found: say.year(found[1], words), text)
    text = re.sub(rf"{_MINUS}#?(?<![\d.,])(?P<number>{NUMBER})(?P<next>\s?[^\W\d_])?", partial(_plain, words), text)
    # Digits that no rule matched, such as the 2 in ".5.2": one by one.
    return re.sub(r"\d+", lambda found: f" {say.whole(found[0], words)} ", text)


def _plain(words: Words, found: re.Match[str]) -> str:
    said = say.number(found["number"], words)
    follows = found["next"] or ""
    if found["number"] == "1" and words.code == "de" and follows.strip() != follows:
        said = "ein"  # "1 Licht"; only a dictionary could tell whether it is "eine"
    minus = f" {words.minus} " if found["minus"] else ""
    glued = " " if follows and not follows.startswith(" ") else ""  # 5G
    before = " " if found.start() and found.string[found.start() - 1].isalpha() else ""  # PM2.5
    return f"{minus}{before}{said}{glued}{follows}"


# ---- what a voice can read -------------------------------------------------------------------------------------------

_PUNCTUATION = ".,;:!?'’()-…。！？、，；：「」『』（）¿¡،؟।"


def _tidy(text: str, keep: str) -> str:
    """Drop everything but letters, marks and plain punctuation, and the gaps that this leaves."""
    kept = "".join(char if _is_read(char, keep) else " " for char in text.replace("\u2019", "'").replace("…", "..."))
    number = r"(?!\d)" if keep else ""  # where digits are kept, a minus is kept, too
    kept = re.sub(rf"(?<!\S)[-']+(?!\S)|(?<![^\W_])-+{number}|-+(?![^\W_])", " ", kept)
    kept = re.sub(r"\(\s*\)", " ", kept)
    kept = re.sub(r"\s+", " ", kept)
    kept = re.sub(r"\s+(?=[.,;:!?)])|(?<=\()\s+", "", kept)
    kept = re.sub(r"([.,;:!?])(?:\1|[,;:.](?=[,;:.!?]|\s|$))+", r"\1", kept)
    kept = re.sub(r"^[\s.,;:!?)]+", "", kept).strip()
    return kept if any(char.isalnum() for char in kept) else ""


def _is_read(char: str, keep: str) -> bool:
    if char in keep or char in _PUNCTUATION:
        return True
    category = unicodedata.category(char)
    if category == "Nd":
        return bool(keep)
    # Unicode also counts emoji variation selectors as marks.
    return category[0] == "L" or (category in ("Mn", "Mc") and not 0xFE00 <= ord(char) <= 0xFE0F)
