"""Hears answers again: given WAV files and the sentences that one of them may say, writes which sentence each one says.

The embedded ears with a grammar of these sentences and nothing else. Run by the server's Python (the tests run by Home
Assistant's, which has no such engine): JSON comes in and goes out.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from num2words import num2words

from morgan.audio import read_wav
from morgan.stt.closed.acoustics import Acoustics
from morgan.stt.closed.automaton import Net
from morgan.stt.closed.search import FreePhones, Network, search

END = 1  # of a net


def words(sentence: str) -> str:
    """Write a sentence as it is spoken: what the answers hold besides letters."""
    text = re.sub(r"(\d+)\.0\b", r"\1", sentence.lower())
    text = text.replace("°c", " degrees celsius").replace("%", " percent ")
    text = re.sub(r"\d+(\.\d+)?", lambda found: num2words(float(found[0]) if "." in found[0] else int(found[0])), text)
    return " ".join(re.findall(r"[a-z']+", text))


def main() -> None:
    """Hear each file."""
    asked = json.load(sys.stdin)
    spoken = {words(sentence): sentence for sentence in asked["sentences"]}
    acoustics = Acoustics()
    unknown = sorted({word for text in spoken for word in text.split() if not acoustics.pronunciations(word)})
    if unknown:
        sys.exit(f"no pronunciation is known for {unknown}")
    net = Net()
    for text in spoken:
        net.join(net.text(0, text), END)
    network = Network(net.words(lambda _: True), acoustics.phones, acoustics.pronunciations)
    free = FreePhones(acoustics.phones)
    heard = {}
    for name in asked["files"]:
        scores = acoustics.score(read_wav(Path(name)))
        found = search(network, scores, free.score(scores), lambda: False)
        text = " ".join(word.text for word in found.words) if found else ""
        heard[name] = spoken.get(text, text)
    acoustics.close()
    json.dump(heard, sys.stdout)


if __name__ == "__main__":
    main()
