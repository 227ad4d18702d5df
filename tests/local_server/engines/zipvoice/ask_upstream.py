"""Asks ZipVoice's own program what it makes of our scenes; that is how `upstream.json` was made.

    python -m tests.local_server.engines.zipvoice.ask_upstream ZIPVOICE

ZIPVOICE is a checkout of github.com/k2-fsa/ZipVoice, at 2f7326f when this was run. It wants a
Python 3.11 with what that project asks for (torch, torchaudio, lhotse, piper-phonemize 1.1.0,
jieba, cn2an, inflect, pypinyin, pydub, onnxruntime), and onnx. What only loads files from elsewhere
is replaced: the model is that of `graphs`, and the noise is numpy's.
"""

import base64
import hashlib
import importlib
import json
from pathlib import Path
import sys
import tempfile
import types
from typing import Any

import numpy as np

from tests.local_server.engines.zipvoice import graphs, scenes

STRIDE = 37
"""Every so many samples are kept: what is off anywhere is off in these, too."""


def stand_in(name: str, **attributes: object) -> None:
    module = types.ModuleType(name)
    module.__dict__.update(attributes)
    sys.modules[name] = module


def whole_way(zipvoice: Any, torch: Any, tokenizer: Any, extractor: Any) -> list[int]:
    """Recording to samples, as 16 bit numbers."""
    runtime = importlib.import_module("onnxruntime")
    with tempfile.TemporaryDirectory() as place:
        folder = graphs.make(Path(place), noise=0.1)
        model = zipvoice.OnnxModel(
            str(folder / "encoder.int8.onnx"), str(folder / "decoder.int8.onnx")
        )
        vocos = runtime.InferenceSession(str(folder / "vocos_24khz.onnx"))
    window = torch.hann_window(1024)

    def decode(features: Any) -> Any:
        magnitude, cosine, sine = vocos.run(None, {"mels": features.numpy()})
        spectrum = torch.from_numpy(magnitude * (cosine + 1j * sine))
        return torch.istft(spectrum, 1024, 256, 1024, window, center=True)[:, None]

    def noise(*shape: int) -> Any:
        return torch.from_numpy(np.random.default_rng(1).standard_normal(shape, np.float32))

    # Its program hands scalars to graphs that were exported with scalars.
    for session in (model.text_encoder, model.fm_decoder):
        run, shapes = session.run, {one.name: one.shape for one in session.get_inputs()}
        session.run = lambda outputs, inputs, run=run, shapes=shapes: run(
            outputs,
            {n: v.reshape([1]) if v.ndim == 0 and shapes[n] else v for n, v in inputs.items()},
        )
    made: list[Any] = []
    zipvoice.torch.randn = noise
    zipvoice.torchaudio.save = lambda _, wav, sample_rate: made.append((wav, sample_rate))
    zipvoice.load_prompt_wav = lambda _, sampling_rate: torch.from_numpy(
        scenes.quiet_with_pauses()[None] if sampling_rate == 24_000 else None
    )
    zipvoice.generate_sentence(
        "",
        scenes.PROMPT,
        "",
        scenes.TEXT,
        model,
        types.SimpleNamespace(decode=decode),
        tokenizer,
        extractor,
        num_step=8,
        guidance_scale=3.0,
    )
    samples: list[int] = (made[0][0][0].numpy() * 32_768).astype(int).tolist()
    return samples


def main(zipvoice: str) -> None:
    sys.path.insert(0, zipvoice)
    stand_in("zipvoice.bin.infer_zipvoice", get_vocoder=None)
    stand_in("torch.utils.tensorboard", SummaryWriter=object)
    stand_in("huggingface_hub", hf_hub_download=None)
    torch = importlib.import_module("torch")
    tokenizer = importlib.import_module("zipvoice.tokenizer.tokenizer").EmiliaTokenizer(
        str(graphs.TOKENS)
    )
    words = importlib.import_module("zipvoice.tokenizer.normalizer").EnglishTextNormalizer()
    extractor = importlib.import_module("zipvoice.utils.feature").VocosFbank()
    remove_silence = importlib.import_module("zipvoice.utils.infer").remove_silence
    onnx_program = importlib.import_module("zipvoice.bin.infer_zipvoice_onnx")

    def silence(samples: Any, *, edges: bool) -> list[object]:
        tensor = torch.from_numpy(samples)[None]
        kept = remove_silence(tensor, 24_000, only_edge=edges, trail_sil=0 if edges else 200)
        pcm = (kept[0].numpy() * 32_768).astype("<i2")
        return [len(pcm), hashlib.sha256(pcm.tobytes()).hexdigest()]

    mel = extractor.extract(torch.from_numpy(scenes.voice(end=24_100))[None], 24_000).numpy()
    samples = whole_way(onnx_program, torch, tokenizer, extractor)
    found = {
        "tokens": [tokenizer.texts_to_token_ids([text])[0] for text in scenes.SENTENCES],
        "words": [words.normalize(text) for text in scenes.NUMBERS],
        "prompts": [silence(one, edges=False) for one in scenes.recordings()],
        "edges": [silence(one, edges=True) for one in scenes.recordings()],
        "features": {
            "shape": list(mel.shape),
            "float16": base64.b64encode(mel[::7].astype("<f2").tobytes()).decode(),
        },
        "way": {"samples": len(samples), "some": samples[::STRIDE]},
    }
    path = Path(__file__).with_name("upstream.json")
    path.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
