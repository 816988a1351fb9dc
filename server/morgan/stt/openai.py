"""Transcription by another server with OpenAI's API (speaches, vLLM, LocalAI, a provider); knows no turn.

The sound goes to the address in the settings and to no other. An utterance is one request with at most half a minute of
sound; longer ones are cut at their pauses.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import httpx2
import openai

from morgan.audio import SAMPLE_RATE_HZ, Samples, wav_bytes
from morgan.errors import EngineFailed, EngineMissing
from morgan.ports import NO_HOME, Home, Program, Transcript, Utterance
from morgan.remote.openai_server import OpenAiServer, ServerTerms
from morgan.remote.urls import CONNECT_SECONDS
from morgan.runtime.engine_thread import EngineThread, Stop
from morgan.stt.codes import bare
from morgan.stt.names.bias import bias
from morgan.stt.names.name_correction import learn, mend
from morgan.stt.windows import pieces

if TYPE_CHECKING:
    from morgan.settings.schema import OpenAiEarsSettings

CALL = "/audio/transcriptions"
_WORDS = ServerTerms(
    kind="transcription server",
    setting="stt.openai",
    call=CALL,
    example="http://speech.local:8000/v1",
    too_much="to write down",
    late="did not answer within",
    broke="broke in the middle",
    failed="write it down",
)
# The languages that OpenAI lists for its endpoint: those in which Whisper's word error rate is below one half.
_LANGUAGES = (
    "af ar hy az be bs bg ca zh hr cs da nl en et fi fr gl de el he hi hu is id it ja kn kk ko lv lt mk ms mr mi ne no "
    "fa pl pt ro ru sr sk sl es sw sv tl ta th tr uk ur vi cy"
)
_SHORTEST_SECONDS = 0.1
_LETTERS_PER_TOKEN = 3  # names have 3 to 5; the low estimate keeps the prompt from being too long
_BEFORE_LETTERS = 200
_OPTIONAL = ("prompt", "language")  # fields that some servers refuse; a refused one is not sent again
_NO_MODEL = re.compile(r"(?i)\bmodel\b")
# The field itself is refused, not its value: "Unsupported parameter: 'prompt'", "Extra inputs not allowed"
_UNKNOWN = re.compile(r"(?i)unsupported|unknown|unrecogni[sz]ed|unexpected|no such|not (supported|permitted|allowed)")
_FIELD = re.compile(r"(?i)parameter|field|argument|input")


class OpenAiEars:
    """One server and one of its models."""

    def __init__(self, settings: OpenAiEarsSettings, language: str) -> None:
        """Send no request yet. `language`: spoken when the client names none, or "auto". Raises EngineMissing."""
        self._server = OpenAiServer(settings, _WORDS)
        self._url, self._client = self._server.url, self._server.client
        self._settings, self._language = settings, language
        self._model = settings.model
        self._refused: set[str] = set()  # fields that this server has refused
        self._names = EngineThread("names-openai", waiting=256)  # indexing a large house's names takes 10 ms

    @property
    def program(self) -> Program:
        """What the engine is; without stt.openai.model the model is empty until the server has listed its models."""
        languages = self._settings.languages or tuple(_LANGUAGES.split())
        about = f"transcription server at {self._url}"
        return Program("openai", self._model or "", about, "", languages, self._server.attribution)

    @property
    def busy(self) -> int:
        """The number of utterances that are transcribed right now."""
        return self._server.busy

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Return the words. Raises EngineMissing when the server cannot be reached, EngineFailed, Busy."""
        language = utterance.language or self._language
        known = None if language == "auto" else bare(language)
        if utterance.seconds < _SHORTEST_SECONDS or not utterance.samples.any():
            return Transcript("", known)
        with self._server.asked():
            return await self._all(utterance, known)

    async def prepare(self, home: Home = NO_HOME) -> None:
        """Check that the server can be reached, while somebody still speaks, and index the house's names.

        Raises EngineMissing when it cannot be reached or wants another key, not when it is slow: it may be busy.
        """
        with self._translated():
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    await self._find()
                    await self._client.models.list()
            except (openai.NotFoundError, openai.APITimeoutError, TimeoutError, openai.InternalServerError) as error:
                if isinstance(error.__cause__, httpx2.ConnectTimeout):
                    raise
        if home is not NO_HOME:
            await self._names.run(lambda _: learn(home, self._language))

    async def close(self) -> None:
        """Close connections and free the thread."""
        await self._names.close()
        await self._client.close()

    async def _find(self) -> None:
        if self._model is not None:
            return
        listed = (await self._client.models.list()).data or ()
        self._model = next((one.id for one in listed), None)
        if self._model is None:
            raise EngineMissing(f"{self._url} lists no model; load one there, or name one in stt.openai.model")

    async def _all(self, utterance: Utterance, language: str | None) -> Transcript:
        named = utterance.home is not NO_HOME or bool(utterance.names)
        prompt = await self._names.run(partial(self._prompt, utterance)) if named or utterance.before else ""
        words = [await self._piece(samples, prompt, language) for samples in pieces(utterance.samples)]
        text = " ".join(word for word in words if word)
        if named and text:
            text = await self._names.run(lambda _: mend(text, utterance.home, utterance.names, language))
        return Transcript(text, language)

    async def _piece(self, samples: Samples, prompt: str, language: str | None) -> str:
        """Send at most half a minute of sound; the timeout is for the whole request, not for each read."""
        with self._translated():
            async with asyncio.timeout(self._settings.seconds):
                await self._find()
                return await self._asked(wav_bytes(samples, SAMPLE_RATE_HZ), prompt, language)

    async def _asked(self, wav: bytes, prompt: str, language: str | None) -> str:
        """Send the request; a field that the server refuses by name is omitted from then on."""
        for _ in range(len(_OPTIONAL) + 1):
            further = {"prompt": prompt, "language": language if self._settings.send_language else None}
            try:
                answer: object = await self._client.audio.transcriptions.create(
                    file=("speech.wav", wav, "audio/wav"),
                    model=self._model or "",
                    response_format="json",
                    extra_body={name: text for name, text in further.items() if text and name not in self._refused},
                )
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                told = str(error)
                refused = next((name for name in _OPTIONAL if name not in self._refused and name in told), None)
                if refused is None or not (_UNKNOWN.search(told) and _FIELD.search(told)):
                    raise
                self._refused.add(refused)
                continue
            text = getattr(answer, "text", None)
            if not isinstance(text, str):  # the library returns an HTML page as str, other JSON without `text`
                raise self._no_openai()
            return " ".join(text.split())
        raise EngineFailed(f"{self._url} refuses whatever it is asked")

    def _prompt(self, utterance: Utterance, _: Stop) -> str:
        """Return the names, then the words said just before: the end of a prompt influences Whisper most."""
        budget = self._settings.prompt_tokens
        names = bias(utterance.home, utterance.names, utterance.area, _tokens, budget) if budget else ""
        return f"{names} {utterance.before[-_BEFORE_LETTERS:]}".strip()

    def _no_openai(self) -> EngineFailed:
        return EngineFailed(
            f"what answers at {self._url} does not write down speech as OpenAI does; stt.openai.url must be the "
            f"address before {CALL}, most often one that ends in /v1"
        )

    def _not_found(self, error: openai.NotFoundError) -> EngineMissing:
        model, self._model = self._model, self._settings.model  # the next utterance asks for the list again
        if model and _NO_MODEL.search(str(error)):
            return EngineMissing(f"{self._url} has no model {model}; name one that it has in stt.openai.model")
        return EngineMissing(
            f"{self._url} has no {CALL}; stt.openai.url must be the address before it, most often one that ends in /v1"
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Translate the library's errors into messages that say what to do."""
        try:
            with self._server.translated():
                yield
        except openai.NotFoundError as error:
            raise self._not_found(error) from error
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            raise EngineFailed(f"the connection to {self._url} broke ({type(error).__name__})") from error
        except (ValueError, AttributeError, TypeError) as error:  # JSON of another shape, found where it is used
            raise self._no_openai() from error


def _tokens(text: str) -> int:
    return math.ceil(len(text) / _LETTERS_PER_TOKEN)
