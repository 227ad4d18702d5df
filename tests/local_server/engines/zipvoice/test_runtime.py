from pathlib import Path
import shutil

import numpy as np
import pytest

from local_server.engines.zipvoice.flow import Flow
from local_server.engines.zipvoice.runtime import Graph, find
from local_server.errors import EngineError


def test_files_are_found_by_the_names_of_either_project(model: Path, tmp_path: Path) -> None:
    assert find(model, "decoder").name == "decoder.int8.onnx"
    shutil.copy(model / "decoder.int8.onnx", tmp_path / "fm_decoder_int8.onnx")
    assert find(tmp_path, "decoder").name == "fm_decoder_int8.onnx"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"lacks its vocoder \(vocos_24khz\.onnx\)"):
        find(tmp_path, "vocoder")


def test_a_broken_file_is_named(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "decoder.int8.onnx"
    path.write_bytes((model / "decoder.int8.onnx").read_bytes()[:500])
    with pytest.raises(EngineError, match=r"can't use .*decoder\.int8\.onnx"):
        Graph(path, 1)


def test_another_model_s_decoder_is_refused(model: Path) -> None:
    other = Graph(find(model, "decoder"), 1)
    other.metadata = {"feat_dim": "80"}
    with pytest.raises(EngineError, match="another size"):
        Flow(other, other)


def test_a_graph_that_was_stopped_raises_until_it_is_resumed(model: Path) -> None:
    graph = Graph(find(model, "vocoder"), 1)
    mels = np.zeros((1, 100, 3), np.float32)
    graph.stop()
    with pytest.raises(Exception, match=r"[Tt]erminat"):
        graph.run(mels)
    graph.resume()
    assert graph.run(mels)[0].shape == (1, 513, 3)
