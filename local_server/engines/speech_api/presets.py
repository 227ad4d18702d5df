"""What each kind of service wants in a request, from its project's own documentation.

All of them answer `POST /v1/audio/speech`; they differ in how a recording and its transcript are
sent, in which fields exclude each other, and in what streams. Read in November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from shared_client.models import SynthesisMode

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Order:
    """One piece of speech, before it's put into the words of a preset.

    Attributes:
        text: To be spoken.
        mode: Of the three of the API.
        instruct: Empty for none.
        speed: The length of the speech is divided by it.
        recording: The reference audio as a data URL; empty where the preset clones nothing.
        transcript: Of the recording.
        model: Served by the service; empty where nobody knows.
        voice: Set up at the service; empty where the preset clones.
        seed: The same for the same voice and text, so that a second try sounds like the first.
    """

    text: str
    mode: SynthesisMode
    instruct: str
    speed: float
    recording: str
    transcript: str
    model: str
    voice: str
    seed: int


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of service.

    Attributes:
        title: The name of the project.
        clones: Whether the recording is sent along.
        cross_lingual: Whether it has this mode; without, the transcript goes along as ever.
        needs_model: Whether each request must name the model.
        health: The path that says whether it works.
        body: The request's JSON.
    """

    title: str
    clones: bool
    cross_lingual: bool
    needs_model: bool
    health: str
    body: Callable[[Order], dict[str, Any]]


def _common(order: Order) -> dict[str, Any]:
    body: dict[str, Any] = {"input": order.text}
    if order.model:
        body["model"] = order.model
    if order.instruct:
        body["instructions"] = order.instruct
    if order.speed != 1.0:
        body["speed"] = order.speed
    return body


def vllm_omni(order: Order) -> dict[str, Any]:
    """A request to vLLM-Omni.

    `ref_audio` and `ref_text` are both required for CosyVoice3 ("CosyVoice3 requires 'ref_text'"),
    so cross-lingual speech sends the transcript, too. `stream_format: "audio"` streams raw bytes;
    `stream: true` alone would mean server-sent events. Streaming "requires response_format pcm or
    wav, and speed must be 1.0": another speed is asked for as one whole file. WAV names its rate,
    which differs by model (24 kHz for CosyVoice3, 44.1 kHz for Fish Speech).

    Sources: https://docs.vllm.ai/projects/vllm-omni/en/stable/serving/speech_api/, `/health` and
    `/v1/models` from https://docs.vllm.ai/projects/vllm-omni/en/latest/serving/, `seed` from
    vllm_omni/entrypoints/openai/protocol/audio.py of github.com/vllm-project/vllm-omni.
    """
    body = {
        **_common(order),
        "ref_audio": order.recording,
        "ref_text": order.transcript,
        "response_format": "wav",
        "seed": order.seed,
    }
    if order.speed == 1.0:
        body |= {"stream": True, "stream_format": "audio"}
    return body


def sglang_omni(order: Order) -> dict[str, Any]:
    """A request to SGLang-Omni.

    Fun-CosyVoice3: zero-shot with `ref_text`; "omit `ref_text` to enter cross-lingual mode";
    "provide either `ref_text` or `instructions`, not both". `stream: true` requires
    `response_format: "pcm"`, which is 24 kHz; `speed` is "applied once, on the decoded waveform, by
    the shared response-encoding path", so another speed is asked for as one whole file.
    `model` and `voice` are required ("model is required", "voice is required"); "default" is the
    voice that stands for none.

    Sources: docs/cookbook/fun_cosyvoice3.md, docs/basic_usage/tts.md and, for what is required,
    sglang_omni/serve/speech_service.py of github.com/sgl-project/sglang-omni.
    """
    streams = order.speed == 1.0
    body = {
        **_common(order),
        "voice": "default",
        "ref_audio": order.recording,
        "response_format": "pcm" if streams else "wav",
        "stream": streams,
        "seed": order.seed,
    }
    if order.mode is not SynthesisMode.CROSS_LINGUAL_REPLICATION and not order.instruct:
        body["ref_text"] = order.transcript
    return body


def cosyvoice_cpp(order: Order) -> dict[str, Any]:
    """A request to the server of cosyvoice.cpp, started with `--api`.

    "Required fields: `model`, `input`, `voice`"; voices are mapped at its start with
    `--voice-prompt`, so no recording is sent. "Mode selection is automatic: non-empty
    `instructions` -> instruct mode; otherwise zero-shot mode": there is no cross-lingual one.
    A streamed WAV has "a placeholder header first, followed by raw PCM16 chunks". Speed stretches
    each chunk of a stream by itself; as one whole file it is exact.

    Source: docs/TOOLS.md of github.com/Lourdle/cosyvoice.cpp.
    """
    return {
        **_common(order),
        "voice": order.voice,
        "response_format": "wav",
        "stream": order.speed == 1.0,
        "seed": order.seed,
    }


def openai(order: Order) -> dict[str, Any]:
    """A request to anything that follows OpenAI's API: it has voices of its own and clones nobody.

    `model`, `input` and `voice` are required; `instructions`, `speed` (0.25 to 4.0) and
    `response_format` are optional. WAV names its rate, which not every such service keeps at
    OpenAI's 24 kHz.

    Source: https://developers.openai.com/api/reference/resources/audio/subresources/speech/methods/create
    """
    return {**_common(order), "voice": order.voice, "response_format": "wav"}


PRESETS: Final = {
    "vllm-omni": Preset(
        "vLLM-Omni",
        clones=True,
        cross_lingual=False,
        needs_model=False,
        health="/health",
        body=vllm_omni,
    ),
    "sglang-omni": Preset(
        "SGLang-Omni",
        clones=True,
        cross_lingual=True,
        needs_model=True,
        health="/health",
        body=sglang_omni,
    ),
    "cosyvoice-cpp": Preset(
        "cosyvoice.cpp",
        clones=False,
        cross_lingual=False,
        needs_model=True,
        health="/healthz",
        body=cosyvoice_cpp,
    ),
    "openai": Preset(
        "OpenAI-shaped service",
        clones=False,
        cross_lingual=False,
        needs_model=True,
        health="/v1/models",
        body=openai,
    ),
}
