"""A checkout like CosyVoice's, for tests: its API, its state and its traps; its voice is a buzz.

What it checks and how it fails is what https://github.com/FunAudioLLM/CosyVoice does at ace7c47, in
cosyvoice/cli/cosyvoice.py, cosyvoice/cli/frontend.py, cosyvoice/cli/model.py and
cosyvoice/llm/llm.py. It notes each call in a file `calls.jsonl` beside the weights.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

GENERATIONS = {"CosyVoice": "cosyvoice", "CosyVoice2": "cosyvoice2", "CosyVoice3": "cosyvoice3"}

_COMMON = """
import random
state = {"seed": None}
def set_all_random_seed(seed):
    random.seed(seed)
    state["seed"] = seed
"""

_TORCHAUDIO = """
import numpy as np
def resample(tensor, orig_freq, new_freq):
    from cosyvoice.cli.cosyvoice import Tensor
    old = tensor.numpy().reshape(-1)
    at = np.linspace(0, len(old) - 1, round(len(old) * new_freq / orig_freq))
    return Tensor(np.interp(at, np.arange(len(old)), old).astype(np.float32))
"""

_UPSTREAM = '''
import json, logging, os, threading, time, uuid, wave
import numpy as np
from cosyvoice.utils.common import state

logging.basicConfig(level=logging.DEBUG)
print("upstream prints things")
TOKEN = 0.04

class Tensor:
    """What is used of a torch tensor of (1, n)."""
    def __init__(self, array):
        self._array = np.asarray(array, dtype=np.float32).reshape(1, -1)
        self.shape = self._array.shape
    def detach(self):
        return self
    def cpu(self):
        return self
    def numpy(self):
        return self._array

class Frontend:
    def __init__(self):
        self.spk2info = {}
    def text_normalize(self, text, split=True, text_frontend=True):
        if "<|" in text and "|>" in text:
            text_frontend = False
        if text_frontend:
            text = text.strip().replace("3", "three")
        return [text] if split else text
    def features(self, prompt_text, prompt_wav):
        with wave.open(prompt_wav) as file:
            rate, count = file.getframerate(), file.getnframes()
            sound = np.frombuffer(file.readframes(count), dtype="<i2").astype(float)
        assert rate >= 16000, "wav sample rate must be greater than 16000"
        seconds = count / rate
        assert seconds <= 30, "do not support extract speech token for audio longer than 30s"
        spectrum = np.abs(np.fft.rfft(sound[:rate] * np.hanning(rate)))
        pitch = int(np.argmax(spectrum))
        return {"prompt_text": prompt_text, "pitch": pitch, "seconds": seconds}

class Inner:
    def __init__(self, kind, rate):
        self._kind, self._rate = kind, rate
        self.token_hop_len, self.token_max_hop_len = 25, 100
        self.tts_speech_token_dict, self.llm_end_dict, self.hift_cache_dict = {}, {}, {}
    def llm_job(self, key, text, prompt_text):
        others = [each for each in threading.enumerate() if each.name.startswith("llm")]
        assert len(others) == 1, "one request at a time"
        if "OUT OF MEMORY" in text:
            raise RuntimeError("CUDA out of memory")
        if self._kind == "CosyVoice3":
            assert "<|endofprompt|>" in text + prompt_text, (
                "<|endofprompt|> not detected in CosyVoice3 text or prompt_text, check your input!")
        spoken = text.split("<|endofprompt|>")[-1]
        for number in range(2 * len(spoken)):
            time.sleep(0.5 if "slowly" in text else 0.0005)
            self.tts_speech_token_dict[key].append(number)
        self.llm_end_dict[key] = True
    def sound(self, tokens, start, stop, pitch, speed=1.0):
        count = int((stop - start) * TOKEN * self._rate / speed)
        time_ = start * TOKEN + np.arange(count) / self._rate
        return Tensor(0.3 * np.sin(2 * np.pi * pitch * time_) + 1e-9 * (state["seed"] % 7))
    def tts(self, text, prompt_text, pitch, stream, speed):
        key = str(uuid.uuid1())
        self.tts_speech_token_dict[key], self.llm_end_dict[key] = [], False
        self.hift_cache_dict[key] = None
        thread = threading.Thread(name="llm", target=self.llm_job, args=(key, text, prompt_text))
        thread.start()
        done = 0
        if stream:
            while True:
                time.sleep(0.01)
                hop = self.token_hop_len
                if len(self.tts_speech_token_dict[key]) - done >= hop:
                    yield {"tts_speech": self.sound(None, done, done + hop, pitch)}
                    done += hop
                    self.hift_cache_dict[key] = {}
                    self.token_hop_len = min(self.token_max_hop_len, 2 * self.token_hop_len)
                if self.llm_end_dict[key] and len(self.tts_speech_token_dict[key]) - done < hop:
                    break
        thread.join()
        count = len(self.tts_speech_token_dict[key])
        if not stream and speed != 1.0:
            assert self.hift_cache_dict[key] is None, (
                "speed change only support non-stream inference mode")
        yield {"tts_speech": self.sound(None, done, count, pitch, 1.0 if stream else speed)}
        for each in (self.tts_speech_token_dict, self.llm_end_dict, self.hift_cache_dict):
            each.pop(key)

class CosyVoice:
    sample_rate = 22050
    def __init__(self, model_dir):
        self._calls = os.path.join(model_dir, "calls.jsonl")
        self.frontend = Frontend()
        self.model = Inner(type(self).__name__, self.sample_rate)
    def _note(self, mode, **call):
        with open(self._calls, "a") as file:
            call = {"mode": mode, "hop": self.model.token_hop_len, **call}
            file.write(json.dumps(call) + "\\n")
    def _known(self, name, prompt_text, prompt_wav):
        if name:
            return self.frontend.spk2info[name]
        return self.frontend.features(prompt_text, prompt_wav)
    def add_zero_shot_spk(self, prompt_text, prompt_wav, zero_shot_spk_id):
        assert zero_shot_spk_id != "", "do not use empty zero_shot_spk_id"
        found = self.frontend.features(prompt_text, prompt_wav)
        self._note("add", prompt_text=prompt_text, seconds=found["seconds"])
        self.frontend.spk2info[zero_shot_spk_id] = found
        return True
    def inference_zero_shot(
        self, tts_text, prompt_text, prompt_wav, zero_shot_spk_id="", stream=False, speed=1.0,
        text_frontend=True,
    ):
        found = self._known(zero_shot_spk_id, prompt_text, prompt_wav)
        prompt_text = found["prompt_text"]
        self._note("zero_shot", text=tts_text, prompt_text=prompt_text, stream=stream, speed=speed)
        for text in self.frontend.text_normalize(tts_text):
            logging.info("synthesis text %s", text)
            yield from self.model.tts(text, found["prompt_text"], found["pitch"], stream, speed)
    def inference_cross_lingual(
        self, tts_text, prompt_wav, zero_shot_spk_id="", stream=False, speed=1.0,
        text_frontend=True,
    ):
        found = self._known(zero_shot_spk_id, "", prompt_wav)
        self._note("cross_lingual", text=tts_text, stream=stream, speed=speed)
        for text in self.frontend.text_normalize(tts_text):
            yield from self.model.tts(text, "", found["pitch"], stream, speed)

class CosyVoice2(CosyVoice):
    sample_rate = 24000
    def inference_instruct2(
        self, tts_text, instruct_text, prompt_wav, zero_shot_spk_id="", stream=False, speed=1.0,
        text_frontend=True,
    ):
        # As upstream's: of a known speaker the kept transcript is used, not the instruct.
        found = self._known(zero_shot_spk_id, instruct_text, prompt_wav)
        instruct = found["prompt_text"]
        self._note("instruct2", text=tts_text, instruct=instruct, stream=stream, speed=speed)
        for text in self.frontend.text_normalize(tts_text):
            yield from self.model.tts(text, found["prompt_text"], found["pitch"], stream, speed)

class CosyVoice3(CosyVoice2):
    pass

def AutoModel(**kwargs):
    (model_dir,) = kwargs.values()
    assert list(kwargs) == ["model_dir"]
    for kind in (CosyVoice, CosyVoice2, CosyVoice3):
        if os.path.exists("%s/%s.yaml" % (model_dir, kind.__name__.lower())):
            return kind(**kwargs)
    raise TypeError("No valid model type found!")
'''


def make_checkout(folder: Path) -> Path:
    """Write a checkout into a folder."""
    for name, text in (
        ("cosyvoice/__init__.py", ""),
        ("cosyvoice/cli/__init__.py", ""),
        ("cosyvoice/cli/cosyvoice.py", _UPSTREAM),
        ("cosyvoice/utils/__init__.py", ""),
        ("cosyvoice/utils/common.py", _COMMON),
        ("third_party/Matcha-TTS/torchaudio/__init__.py", ""),
        ("third_party/Matcha-TTS/torchaudio/functional.py", _TORCHAUDIO),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def make_model(checkout: Path, generation: str) -> Path:
    """Write the folder of a model where upstream's README has it."""
    folder = checkout / "pretrained_models" / generation
    folder.mkdir(parents=True)
    (folder / f"{GENERATIONS[generation]}.yaml").touch()
    return folder


def calls(model: Path) -> list[dict[str, Any]]:
    """What was asked of a model, in order; `hop` is the state in which each call found it."""
    lines = (model / "calls.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
