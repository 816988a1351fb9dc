"""Makes a very small Whisper in CTranslate2's format that always says the sentence it was made with; a test tool.

It hears nothing. No weights of OpenAI's are in it, and no vocabulary either: the words of the sentence are its words,
the rest is filler, so that the sizes and the special tokens are those of a real multilingual Whisper. The layers are
random; embeddings and output projection are arranged so that each token calls the next one. faster-whisper cannot tell
it apart.

    python make_whisper.py FOLDER --says "Turn on the kitchen lights." [--language en] [--doubtful]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from ctranslate2.specs import whisper_spec
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

LAYERS, HEADS, WIDTH, MELS = 2, 2, 64, 80
WORDS = 50_257  # so many tokens come before the special ones in every multilingual Whisper
CODES = (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml "
    "cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am "
    "yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su"
)
LANGUAGES = CODES.split()  # in OpenAI's order


def make_tokenizer(says: str) -> Tokenizer:
    """Byte-level like Whisper's; the sentence's words are tokens of their own."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letter = {byte: chr(byte) for byte in printable}
    letter |= {byte: chr(256 + i) for i, byte in enumerate(b for b in range(256) if b not in letter)}
    vocabulary = {letter[byte]: byte for byte in range(256)}
    merges: list[tuple[str, str]] = []
    for word in says.split():
        spelled = [letter[byte] for byte in f" {word}".encode()]
        for end in range(2, len(spelled) + 1):
            pair = "".join(spelled[: end - 1]), spelled[end - 1]
            if pair not in merges:
                merges.append(pair)
                vocabulary.setdefault("".join(pair), len(vocabulary))
    for filler in range(len(vocabulary), WORDS):
        vocabulary[f"<filler {filler}>"] = filler
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["endoftext", "startoftranscript", *LANGUAGES, "translate", "transcribe", "startoflm", "startofprev"]
    special += ["nospeech", "notimestamps"]
    tokenizer.add_special_tokens([AddedToken(f"<|{name}|>", special=True, normalized=False) for name in special])
    tokenizer.add_tokens([AddedToken(f"<|{i * 0.02:.2f}|>", normalized=False) for i in range(1501)])
    return tokenizer


def make_spec(chain: dict[int, tuple[int, float]], vocabulary: int) -> whisper_spec.WhisperSpec:
    """Random layers; `chain` maps a token to the one that must follow it, and how surely."""
    random = np.random.default_rng(0)

    def noise(*size: int) -> np.ndarray:
        return (random.standard_normal(size, dtype=np.float32) * 0.3 / np.sqrt(size[-1])).astype(np.float32)

    def norm(spec) -> None:
        spec.gamma, spec.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    def linear(spec, rows: int, columns: int) -> None:
        spec.weight, spec.bias = noise(rows, columns), np.zeros(rows, np.float32)

    def attention(spec, *, own: bool) -> None:
        for part, rows in zip(spec.linear, (3 * WIDTH, WIDTH) if own else (WIDTH, 2 * WIDTH, WIDTH), strict=True):
            linear(part, rows, WIDTH)
        norm(spec.layer_norm)

    def layer(spec, *, cross: bool) -> None:
        attention(spec.self_attention, own=True)
        if cross:
            attention(spec.attention, own=False)
        linear(spec.ffn.linear_0, 4 * WIDTH, WIDTH)
        linear(spec.ffn.linear_1, WIDTH, 4 * WIDTH)
        norm(spec.ffn.layer_norm)

    spec = whisper_spec.WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = noise(WIDTH, MELS, 3), np.zeros(WIDTH, np.float32)
    encoder.conv2.weight, encoder.conv2.bias = noise(WIDTH, WIDTH, 3), np.zeros(WIDTH, np.float32)
    encoder.position_encodings.encodings = noise(1500, WIDTH)
    norm(encoder.layer_norm)
    for part in encoder.layer:
        layer(part, cross=False)
    embeddings = random.standard_normal((vocabulary, WIDTH), dtype=np.float32)
    projection = noise(vocabulary, WIDTH)
    for token, (following, surety) in chain.items():  # the row of what follows looks like the embedding of what stands
        projection[following] += embeddings[token] * (surety / WIDTH)
    decoder.embeddings.weight, decoder.projection.weight = embeddings, projection
    decoder.position_encodings.encodings = noise(448, WIDTH)
    decoder.scale_embeddings = False
    norm(decoder.layer_norm)
    for part in decoder.layer:
        layer(part, cross=True)
    return spec


def make(out: Path, says: str, language: str = "en", *, doubtful: bool = False) -> None:
    """Write the model; a doubtful one thinks that nobody spoke, and is unsure of each word that it says."""
    tokenizer = make_tokenizer(says)
    token = tokenizer.token_to_id
    words = tokenizer.encode(" " + says.strip(), add_special_tokens=False).ids
    if len(set(words)) < len(words):
        raise SystemExit("make_whisper: a word comes twice, so the chain would loop; choose other words")
    start, end, stop = token("<|0.00|>"), token("<|2.00|>"), token("<|endoftext|>")
    surety = 9.0 if doubtful else 30.0
    path = [start, *words, end]
    chain = {each: (following, surety) for each, following in zip(path, [*path[1:], stop], strict=True)}
    chain[words[-1]] = (stop, surety)  # without timestamps the sentence ends here; with them, Whisper's rules put `end`
    first = token("<|nospeech|>") if doubtful else token(f"<|{language}|>")
    chain[token("<|startoftranscript|>")] = (first, 30.0)
    chain |= {token("<|transcribe|>"): (start, surety), token("<|notimestamps|>"): (words[0], surety)}
    vocabulary = tokenizer.get_vocab_size()
    spec = make_spec(chain, vocabulary)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [stop]
    spec.config.lang_ids = [token(f"<|{code}|>") for code in LANGUAGES]
    spec.config.alignment_heads = [[LAYERS - 1, 0]]
    listed = [tokenizer.id_to_token(i) for i in range(vocabulary)]
    listed[WORDS - 1] = ""  # by this word, the last of OpenAI's, CTranslate2 knows that a Whisper is multilingual
    spec.register_vocabulary(listed)
    spec.validate()
    spec.optimize(quantization="int8")
    out.mkdir(parents=True, exist_ok=True)
    spec.save(str(out))
    tokenizer.save(str(out / "tokenizer.json"))
    features = {
        "feature_size": MELS,
        "n_fft": 400,
        "hop_length": 160,
        "chunk_length": 30,
        "sampling_rate": 16000,
    }
    (out / "preprocessor_config.json").write_text(json.dumps(features))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--says", default="Turn on the kitchen lights.")
    parser.add_argument("--language", default="en", choices=LANGUAGES)
    parser.add_argument("--doubtful", action="store_true")
    arguments = parser.parse_args()
    make(arguments.out, arguments.says, arguments.language, doubtful=arguments.doubtful)


if __name__ == "__main__":
    main()
