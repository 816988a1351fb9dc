"""What is written down of a language, one value for each; holds words and patterns, and knows nothing of their users.

*Folded* words stand as the agent compares them (`morgan.agent.sentence.words`): small letters, no accents. A
*pattern* is a regular expression; over folded words it finds whole ones, joined by single spaces. A *phrase* is words
in their order, where `…` stands others may come between. Alternatives are parted by `|`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

Verb: TypeAlias = Literal[
    "on", "off", "toggle", "open", "close", "lock", "unlock", "start", "stop", "return", "pause", "resume", "next",
    "previous", "mute", "unmute", "set", "up", "down", "press",
]  # fmt: skip
Reason: TypeAlias = Literal[
    "none", "away", "gone", "blind", "failed", "done", "not-done", "not-all", "question", "rounds", "too-long"
]
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Questions:
    """How people ask and how they order: patterns over folded words."""

    opens: str  # what a question begins with
    asks: str  # "can you turn on the light" is no question
    knows: str  # "can you tell me": a question after all
    commands: str  # what an order begins with, inside a sentence that began as a question


@dataclass(frozen=True, slots=True)
class LimitWords:
    """What an order leaves out, forbids, or puts off: patterns over folded words.

    `{n}` stands for a number, in digits or spelt, `{order}` for a verb of an order.
    """

    order: str  # verbs of orders, whole or as they begin
    joints: str  # and
    but: str  # after which something else comes, or is left out
    excepting: str  # what stands before that which is left out; a group `zone` where it stands around it
    nothing_of: str  # with what a part begins that is left out: "…, not the lamp"
    forbidding: str  # "don't turn on", "never open"
    keeping: str  # "leave it on"
    polite: str  # looks like the two above, and is a request: "why don't you …"
    leaving: str  # the same for `keeping`: "don't leave it on"
    later: str  # a time, a repetition, a duration
    depending: str  # a condition
    independent: str  # looks like one, and is none: "if you can"


@dataclass(frozen=True, slots=True)
class Claims:
    """How somebody says that something was done: patterns over folded words, each found within one clause."""

    saying: str  # what may stand before the word that counts: "Sure, …"
    done: str  # with what a clause begins that says it all: "done", "turning"
    deeds: str  # what the speaker did, does or promises: "I have turned", "I will remind you"
    results: str  # what was done to something: "has been locked", "is now open"
    be: str  # is, are, stands
    states: str  # what a thing is afterwards: "off", "locked"
    never: str  # how a clause that ends so begins and is no claim: "come on"
    after: str  # what may follow a state: "now"
    denies: str  # not done, could not, would you like
    idle: str  # what only offers, greets, explains or depends: nothing in such a sentence is a deed by default


@dataclass(frozen=True, slots=True)
class Choice:
    """How is asked which of several things is meant."""

    question: str  # `{}` stands for the names
    joint: str  # before the last of them: or


@dataclass(frozen=True, slots=True)
class Endings:
    """On which words people end and on which they don't: folded.

    Particles that end a command as well as they go on with one ("turn the light on", "mach das Licht an") are left out.
    """

    hanging: frozenset[str]  # articles, prepositions, joints, hesitations: something must follow
    phrases: frozenset[str]  # whole sentences that nothing follows
    timers: frozenset[str]
    sets: frozenset[str]  # with a timer: it needs a time
    units: frozenset[str]  # of time
    # A question that begins so asks for a state, which comes last: is the door … open. Empty where it may come first.
    states: frozenset[str] = _NOTHING
    courtesies: frozenset[str] = _NOTHING  # may stand at the end of a sentence, which ends with the word before


@dataclass(frozen=True, slots=True)
class Clauses:
    """Where a sentence may be divided for the ear: words in small letters, with their accents.

    A word that ends in an apostrophe stands for all that begin so: "d'" for "d'entrée".
    """

    before: frozenset[str]  # a clause may end before these; not those that as often belong to what stands before them
    leans: frozenset[str]  # these lean on what follows: nobody pauses after them
    begin: frozenset[str]  # the first clause may end here when it has a word more: an object, a goal or a time begins
    clings: frozenset[str]  # these belong to what stands before them: the last resort is not here, …
    numbers: frozenset[str]  # … nor after these, which belong to what follows: numbers,
    describes: frozenset[str]  # and words that say how or which
    joins_numbers: frozenset[str]  # between two numbers: "five to ten"
    abbreviations: frozenset[str]  # after these a full stop ends no sentence; none that is a word of its own as well
    # Between a subject of some length and its verb is a breath as well, which is used for the first clause only. Empty
    # where the verb may be the last word of its clause.
    verbs: frozenset[str] = _NOTHING
    # Where and when often come first, without a comma: "Last week | the house used", "In the kitchen | there are".
    openers: frozenset[str] = _NOTHING
    subjects: frozenset[str] = _NOTHING
    adjectives_first: bool = False  # adjectives stand before a noun that nothing else marks
    plural: str = ""  # on what most plurals end where that marks a noun


@dataclass(frozen=True, slots=True)
class Lists:
    """How something is put on a list or taken off: `add … to`."""

    add: frozenset[str]
    remove: frozenset[str]
    complete: frozenset[str]
    between: frozenset[str]  # what stands between the item and the list's name
    after: frozenset[str] = _NOTHING  # what may end the sentence: "hinzu"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What people say to a house: phrases of folded words; plurals in -s need no entry of their own."""

    verbs: Mapping[Verb, str]
    bare: Mapping[str, Verb]  # "kitchen light off": counts at the end or the beginning, where no verb stands
    kinds: Mapping[str, str]  # "light", "cover.blind+shade", "lock&cover.door" → phrases
    quantities: Mapping[str, str]  # what is set: brightness, volume … → phrases
    colors: Mapping[str, str]  # as Home Assistant knows them → phrases
    numbers: Mapping[str, int]  # beside those that count
    fillers: str
    to: str  # what stands before an amount that is to be reached
    homes: str  # where a vacuum is sent; fillers where something is sent
    everything: str  # all, every
    here: str
    it: str
    joints: str  # what joins two commands
    stoppers: str  # not, except, if, later: no plain command
    lists: Lists


@dataclass(frozen=True, slots=True)
class Counted:
    """A thing that is counted: one of it with its numeral ("ein Grad"), and the word after any other number."""

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
class Numbers:
    """How numbers and what stands beside them are said: units, currencies and other signs, dates, abbreviations."""

    code: str  # of the language
    point: str  # between a number and its fraction
    dot: str  # in an address
    minus: str
    until: str  # between two ends of a range
    thousands: str  # the sign between groups of three digits
    decimal: str
    signs: Mapping[str, str]  # a sign on its own
    units: Mapping[str, Counted]
    currencies: Mapping[str, Currency]
    abbreviations: Mapping[str, str]  # a pattern → words
    months: tuple[str, ...]
    per: Mapping[str, str]  # what may stand behind a unit and a stroke: kWh/day
    halves: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    clock: str = ""  # a pattern: the word that may follow 18:30, and that the time says itself
    clock_dot: str = ""  # a pattern: what follows 18.30 where that is a time; empty: it never is


@dataclass(frozen=True, slots=True)
class Hearing:
    """Words that were heard right, and how words sound: in small letters, with their accents."""

    joining: frozenset[str]  # they join a sentence and say nothing of what it is about
    things: frozenset[str]  # rooms and things that a house may well lack
    anything: frozenset[str]  # a sentence that begins so may hold any words: what is put on a list is no name
    lists: frozenset[str]  # the same, wherever they stand
    # Letters → sounds (`morgan.stt.names.phonetics`), parted by |; the first that fits counts. Letters are a pattern,
    # which may look around, and - stands for no sound at all.
    sounds: str


@dataclass(frozen=True, slots=True, eq=False)  # there is one value of a language: it is a key as it stands
class Language:
    """One language. What may be None has a way without it, which its user says; all else every language has."""

    code: str  # its BCP 47 primary subtag
    questions: Questions
    limits: LimitWords
    claims: Claims
    claim_openings: frozenset[str] | None  # before a claim's own word, as written; None: only its whole sentence shows
    excuses: Mapping[Reason, str]  # what Morgan says by itself
    choice: Choice
    endings: Endings
    clauses: Clauses
    numbers: Numbers | None  # None: as Unicode's CLDR has them
    reading: Lexicon | None  # None: what a model leaves undone stays so
    hearing: Hearing | None  # None: words are known from Home Assistant's sentences only, and sound as they are spelt
