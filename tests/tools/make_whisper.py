"""Makes a Whisper in CTranslate2's format that always says the sentence it was made with; a tool of tests and benches.

It hears nothing. No weights of OpenAI's are in it, and no vocabulary either: the words of the sentence are its words,
the rest is filler, so that the sizes and the special tokens are those of a real multilingual Whisper. The layers are
random; embeddings and output projection are arranged so that each token calls the next one. faster-whisper cannot tell
it apart.

By default it is very small. `--shape base` has the real one's layers, so that encoder and decoder cost what they really
cost; `--tiktoken FILE`, the vocabulary file of the package openai-whisper, gives it the real words, so that a prompt
has as many tokens as with the real one.

    python make_whisper.py FOLDER --says "Turn on the kitchen lights." [--language en] [--doubtful] [--shape base]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from ctranslate2.specs import whisper_spec
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

# layers of the encoder and of the decoder, heads, width (OpenAI's model cards); those of 80 mel bins and 99 languages
SHAPES = {
    "micro": (2, 2, 2, 64),
    "tiny": (4, 4, 6, 384),
    "base": (6, 6, 8, 512),
    "small": (12, 12, 12, 768),
    "medium": (24, 24, 16, 1024),
}
MELS = 80
WORDS = 50_257  # so many tokens come before the special ones in every multilingual Whisper
CODES = (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml "
    "cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am "
    "yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su"
)
LANGUAGES = CODES.split()  # in OpenAI's order


def own_words(says: str) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """A vocabulary in which the sentence's words are tokens of their own, and the merges that lead to them."""
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
    return vocabulary, merges


def make_tokenizer(vocabulary: dict[str, int], merges: list[tuple[str, str]]) -> Tokenizer:
    """Byte-level like Whisper's, with its special tokens."""
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["endoftext", "startoftranscript", *LANGUAGES, "translate", "transcribe", "startoflm", "startofprev"]
    special += ["nospeech", "notimestamps"]
    tokenizer.add_special_tokens([AddedToken(f"<|{name}|>", special=True, normalized=False) for name in special])
    tokenizer.add_tokens([AddedToken(f"<|{i * 0.02:.2f}|>", normalized=False) for i in range(1501)])
    return tokenizer


def make_spec(chain: dict[int, tuple[int, float]], vocabulary: int, shape: str) -> whisper_spec.WhisperSpec:
    """Random layers; `chain` maps a token to the one that must follow it, and how surely."""
    encoder_layers, decoder_layers, heads, width = SHAPES[shape]
    random = np.random.default_rng(0)

    def noise(*size: int) -> np.ndarray:
        return (random.standard_normal(size, dtype=np.float32) * 0.3 / np.sqrt(size[-1])).astype(np.float32)

    def norm(spec) -> None:
        spec.gamma, spec.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    def linear(spec, rows: int, columns: int) -> None:
        spec.weight, spec.bias = noise(rows, columns), np.zeros(rows, np.float32)

    def attention(spec, *, own: bool) -> None:
        for part, rows in zip(spec.linear, (3 * width, width) if own else (width, 2 * width, width), strict=True):
            linear(part, rows, width)
        norm(spec.layer_norm)

    def layer(spec, *, cross: bool) -> None:
        attention(spec.self_attention, own=True)
        if cross:
            attention(spec.attention, own=False)
        linear(spec.ffn.linear_0, 4 * width, width)
        linear(spec.ffn.linear_1, width, 4 * width)
        norm(spec.ffn.layer_norm)

    spec = whisper_spec.WhisperSpec(encoder_layers, heads, decoder_layers, heads)
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = noise(width, MELS, 3), np.zeros(width, np.float32)
    encoder.conv2.weight, encoder.conv2.bias = noise(width, width, 3), np.zeros(width, np.float32)
    encoder.position_encodings.encodings = noise(1500, width)
    norm(encoder.layer_norm)
    for part in encoder.layer:
        layer(part, cross=False)
    embeddings = random.standard_normal((vocabulary, width), dtype=np.float32)
    projection = noise(vocabulary, width)
    for token, (following, surety) in chain.items():  # the row of what follows looks like the embedding of what stands
        projection[following] += embeddings[token] * (surety / width)
    decoder.embeddings.weight, decoder.projection.weight = embeddings, projection
    decoder.position_encodings.encodings = noise(448, width)
    decoder.scale_embeddings = False
    norm(decoder.layer_norm)
    for part in decoder.layer:
        layer(part, cross=True)
    return spec


def make(
    out: Path,
    says: str,
    language: str = "en",
    *,
    doubtful: bool = False,
    shape: str = "micro",
    tiktoken: Path | None = None,
) -> None:
    """Write the model; a doubtful one thinks that nobody spoke, and is unsure of each word that it says."""
    if tiktoken is None:
        tokenizer = make_tokenizer(*own_words(says))
    else:
        from vocabulary import read  # beside this file

        tokenizer = make_tokenizer(*read(tiktoken))
    token = tokenizer.token_to_id
    words = tokenizer.encode(" " + says.strip(), add_special_tokens=False).ids
    if len(set(words)) < len(words):
        raise SystemExit("make_whisper: a word or a part of one comes twice, so the chain would loop; choose others")
    start, end, stop = token("<|0.00|>"), token("<|2.00|>"), token("<|endoftext|>")
    surety = 9.0 if doubtful else 30.0
    path = [start, *words, end]
    chain = {each: (following, surety) for each, following in zip(path, [*path[1:], stop], strict=True)}
    chain[words[-1]] = (stop, surety)  # without timestamps the sentence ends here; with them, Whisper's rules put `end`
    first = token("<|nospeech|>") if doubtful else token(f"<|{language}|>")
    chain[token("<|startoftranscript|>")] = (first, 30.0)
    chain |= {token("<|transcribe|>"): (start, surety), token("<|notimestamps|>"): (words[0], surety)}
    vocabulary = tokenizer.get_vocab_size()
    spec = make_spec(chain, vocabulary, shape)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [stop]
    spec.config.lang_ids = [token(f"<|{code}|>") for code in LANGUAGES]
    spec.config.alignment_heads = [[SHAPES[shape][1] - 1, 0]]
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
    parser.add_argument("--shape", default="micro", choices=SHAPES)
    parser.add_argument("--tiktoken", type=Path)
    arguments = parser.parse_args()
    make(
        arguments.out,
        arguments.says,
        arguments.language,
        doubtful=arguments.doubtful,
        shape=arguments.shape,
        tiktoken=arguments.tiktoken,
    )


if __name__ == "__main__":
    main()
