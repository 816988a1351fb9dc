"""Hears answers again: given WAV files and the sentences that one of them may say, writes which sentence each one says.

A speech engine of its own, not Morgan's: PocketSphinx with a grammar of these sentences and nothing else. Run by the
server's Python (the tests run by Home Assistant's, which has no such engine): JSON comes in and goes out.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np
from num2words import num2words
from pocketsphinx import Decoder

from morgan.audio import read_wav

PAUSE = np.zeros(4000, dtype=np.int16)  # a grammar wants silence at both ends


def words(sentence: str) -> str:
    """Write a sentence as it is spoken: what the answers hold besides letters."""
    text = sentence.lower().replace("°c", " degrees celsius").replace("%", " percent ")
    text = re.sub(r"(\d+)\.0\b", r"\1", text)
    text = re.sub(
        r"\d+(\.\d+)?", lambda number: num2words(float(number[0]) if "." in number[0] else int(number[0])), text
    )
    return " ".join(re.findall(r"[a-z']+", text))


def main() -> None:
    """Hear each file."""
    asked = json.load(sys.stdin)
    spoken = {words(sentence): sentence for sentence in asked["sentences"]}
    grammar = f"#JSGF V1.0; grammar answers; public <answer> = {' | '.join(f'( {text} )' for text in spoken)};"
    decoder = Decoder(lm=None, loglevel="FATAL", beam=1e-80, wbeam=1e-60, pbeam=1e-80)
    unknown = sorted({word for text in spoken for word in text.split() if decoder.lookup_word(word) is None})
    if unknown:
        sys.exit(f"no pronunciation is known for {unknown}")
    decoder.add_jsgf_string("answers", grammar)
    decoder.activate_search("answers")
    heard = {}
    for name in asked["files"]:
        samples = read_wav(Path(name)).astype(np.float32)
        samples *= 20000 / max(1.0, float(np.abs(samples).max()))
        decoder.start_utt()
        decoder.process_raw(np.concatenate([PAUSE, samples.astype(np.int16), PAUSE]).tobytes(), full_utt=True)
        decoder.end_utt()
        hypothesis = decoder.hyp()
        heard[name] = spoken.get(hypothesis.hypstr, hypothesis.hypstr) if hypothesis else ""
    json.dump(heard, sys.stdout)


if __name__ == "__main__":
    main()
