"""Kokoro's voices, and which of them a reference voice always gets."""

from __future__ import annotations

import hashlib
import math
from typing import Final, NamedTuple

from local_server.engines.languages import BRITISH, CHINESE, ENGLISH


class Measured(NamedTuple):
    """How a voice sounds, measured over a sentence of English and one of Mandarin.

    Attributes:
        pitch: Median fundamental frequency in Hz.
        loudness: Root mean square of its samples.
    """

    pitch: float
    loudness: float


VOICES: Final = {
    "af_alloy": Measured(140, 0.073),
    "af_aoede": Measured(179, 0.121),
    "af_bella": Measured(196, 0.073),
    "af_heart": Measured(195, 0.067),
    "af_jessica": Measured(204, 0.073),
    "af_kore": Measured(150, 0.112),
    "af_nicole": Measured(145, 0.068),
    "af_nova": Measured(154, 0.042),
    "af_river": Measured(178, 0.078),
    "af_sarah": Measured(182, 0.078),
    "af_sky": Measured(157, 0.059),
    "am_adam": Measured(117, 0.108),
    "am_echo": Measured(103, 0.07),
    "am_eric": Measured(160, 0.082),
    "am_fenrir": Measured(135, 0.1),
    "am_liam": Measured(121, 0.077),
    "am_michael": Measured(113, 0.056),
    "am_onyx": Measured(83, 0.067),
    "am_puck": Measured(111, 0.108),
    "am_santa": Measured(175, 0.068),
    "bf_alice": Measured(219, 0.086),
    "bf_emma": Measured(179, 0.087),
    "bf_isabella": Measured(201, 0.114),
    "bf_lily": Measured(183, 0.081),
    "bm_daniel": Measured(124, 0.082),
    "bm_fable": Measured(110, 0.064),
    "bm_george": Measured(141, 0.082),
    "bm_lewis": Measured(86, 0.06),
    "ef_dora": Measured(173, 0.065),
    "em_alex": Measured(131, 0.068),
    "em_santa": Measured(131, 0.07),
    "ff_siwis": Measured(206, 0.099),
    "hf_alpha": Measured(208, 0.153),
    "hf_beta": Measured(178, 0.123),
    "hm_omega": Measured(126, 0.14),
    "hm_psi": Measured(128, 0.117),
    "if_sara": Measured(219, 0.184),
    "im_nicola": Measured(90, 0.106),
    "jf_alpha": Measured(268, 0.092),
    "jf_gongitsune": Measured(222, 0.08),
    "jf_nezumi": Measured(234, 0.079),
    "jf_tebukuro": Measured(311, 0.077),
    "jm_kumo": Measured(92, 0.091),
    "pf_dora": Measured(173, 0.063),
    "pm_alex": Measured(133, 0.068),
    "pm_santa": Measured(136, 0.067),
    "zf_xiaobei": Measured(232, 0.086),
    "zf_xiaoni": Measured(227, 0.099),
    "zf_xiaoxiao": Measured(234, 0.132),
    "zf_xiaoyi": Measured(302, 0.093),
    "zm_yunjian": Measured(122, 0.079),
    "zm_yunxi": Measured(158, 0.072),
    "zm_yunxia": Measured(288, 0.079),
    "zm_yunyang": Measured(114, 0.054),
}
"""All 54. The first letter is the language they were trained with: American or British English,
Spanish, French, Hindi, Italian, Japanese, Portuguese or Mandarin (z)."""

_LETTERS: Final = {CHINESE: "z", ENGLISH: "ab", BRITISH: "b"}
_LEFT_OUT: Final = {"af_nicole", "am_adam", "am_santa"}
"""Kokoro's authors think little of two; the third whispers."""

_NEAR: Final = 0.18
"""Octaves around the nearest voice's distance in which a voice is near, too."""
_LOUDNESS: Final = 0.07
"""What all are brought to: English and Chinese of one reference voice are two voices."""
_MOST: Final = 1.7


def voice_for(voice_id: str, pitch: float | None, language: str) -> str:
    """The voice that a reference voice always gets in a language.

    Its pitch is near the measured one. Which of those that are near follows from the id.

    Args:
        voice_id: Of the reference audio.
        pitch: Its median fundamental frequency in Hz; None where none was found.
        language: Chinese, or English in one of its accents, as eSpeak NG names them.
    """
    letters = _LETTERS.get(language, _LETTERS[ENGLISH])
    names = sorted(name for name in VOICES if name[0] in letters and name not in _LEFT_OUT)
    if pitch is not None:
        away = {name: abs(math.log2(pitch / VOICES[name].pitch)) for name in names}
        nearest = min(away.values())
        names = [name for name in names if away[name] <= nearest + _NEAR]
    return names[hashlib.sha256(voice_id.encode()).digest()[0] % len(names)]


def accent_of(voice: str) -> str:
    """The English that a voice speaks best, as eSpeak NG names it."""
    return BRITISH if voice.startswith("b") else ENGLISH


def gain(voice: str) -> float:
    """What to multiply samples of a voice by, so that all are equally loud."""
    return min(_MOST, _LOUDNESS / VOICES[voice].loudness)
