"""Commands that do the opposite of each other and differ in a sound or two; knows nothing of sound.

"Turn off the lights" and "turn on the lights" differ in one vowel. Before a command is obeyed, its opposite must have
been compared: `rivals` returns it in every word order in which it may be said in the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from morgan.stt.closed.automaton import Automaton

OPPOSITES: Mapping[str, tuple[str, ...]] = {
    "on": ("off",),
    "off": ("on",),
    "up": ("down",),
    "down": ("up",),
    "open": ("close", "shut"),
    "close": ("open",),
    "shut": ("open",),
    "raise": ("lower",),
    "lower": ("raise",),
    "lock": ("unlock",),
    "unlock": ("lock",),
    "start": ("stop",),
    "stop": ("start",),
}  # not pause and resume: they do not sound alike, and "unpause" would cast doubt on "pause", which is harmless
_VERBS = ("turn", "switch")  # "turn the light on", "turn on the light" and "light on" are one command
_PARTICLES = frozenset({"on", "off", "up", "down"})
_ASKING = frozenset({"is", "are", "what", "what's", "which", "how", "how's", "when", "where", "where's"})


def rivals(words: Sequence[str], automaton: Automaton) -> tuple[tuple[str, ...], ...]:
    """Return the house's sentences that would do the opposite of this one; none for a question, which does nothing."""
    if words and words[0] in _ASKING:
        return ()
    found: dict[tuple[str, ...], None] = {}  # in order, each once
    for at, word in enumerate(words):
        for other in OPPOSITES.get(word, ()):
            before, after = list(words[:at]), list(words[at + 1 :])
            found[(*before, other, *after)] = None
            if other in _PARTICLES:
                found.update(dict.fromkeys(_orders([*before, *after], other)))
    return tuple(sentence for sentence in found if automaton.accepts(list(sentence)))


def _orders(others: Sequence[str], particle: str) -> Iterator[tuple[str, ...]]:
    """Yield each place of the particle, with and without a verb, also without the first words, if a name is longer."""
    for begin in range(len(others)):
        rest = [word for word in others[begin:] if word not in _VERBS]
        yield (*rest, particle)
        for verb in _VERBS:
            yield (verb, particle, *rest)
            yield (verb, *rest, particle)


def tree(sentences: Iterable[Sequence[str]]) -> Automaton:
    """Return an automaton of these sentences in which each has its own end state and so keeps its own score."""
    arcs: list[dict[str, int]] = [{}]
    final: set[int] = set()
    for sentence in sentences:
        state = 0
        for word in sentence:
            if word not in arcs[state]:
                arcs[state][word] = len(arcs)
                arcs.append({})
            state = arcs[state][word]
        final.add(state)
    return Automaton(tuple(arcs), frozenset(final))
