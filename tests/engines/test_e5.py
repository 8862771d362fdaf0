"""The model's file made into a folder: with a small file of the same form, of which every value is known."""

import json
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from companion.engines.e5 import write_folder
from companion.errors import WeightsError

HIDDEN, INNER, PIECES = 32, 64, ("<s>", "<pad>", "</s>", "<unk>", "▁", "学", "学习", "～", "~")
SCORES = (0.0, 0.0, 0.0, 0.0, -2.0, -4.0, -3.0, -5.0, -6.0)
LAYER = {
    "q.w": HIDDEN * HIDDEN,
    "k.w": HIDDEN * HIDDEN,
    "v.w": HIDDEN * HIDDEN,
    "ao.w": HIDDEN * HIDDEN,
    "fi.w": HIDDEN * INNER,
    "fo.w": INNER * HIDDEN,
    "aln.w": HIDDEN,
    "aln.b": HIDDEN,
    "oln.w": HIDDEN,
    "oln.b": HIDDEN,
    "q.b": HIDDEN,
    "k.b": HIDDEN,
    "v.b": HIDDEN,
    "ao.b": HIDDEN,
    "fi.b": INNER,
    "fo.b": HIDDEN,
}
SIZES = {"emb.word": 12 * HIDDEN, "emb.pos": 8 * HIDDEN, "emb.type": 2 * HIDDEN, "emb.ln.w": HIDDEN, "emb.ln.b": HIDDEN}
SIZES |= {f"l0.{name}": size for name, size in LAYER.items()}
QUARTERS = {"emb.word", *(f"l0.{name}" for name in ("q.w", "k.w", "v.w", "ao.w", "fi.w", "fo.w"))}


def model_file(folder: Path) -> tuple[Path, dict[str, np.ndarray]]:
    """A file of the form, and the values in it."""
    random = np.random.default_rng(0)
    blob = "".join(PIECES).encode()
    bounds = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    head = struct.pack("<4sI7ifi", b"E5S1", 1, HIDDEN, 1, 4, INNER, 12, 8, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + bounds.tobytes()
    head += np.array(SCORES, "<f4").tobytes() + blob
    normalisation = struct.pack("<IBI", 0xFF21, 1, 0x41)
    head += struct.pack("<iI", 1, len(normalisation)) + normalisation
    values, bodies = {}, []
    for name, size in SIZES.items():
        if name in QUARTERS:
            numbers, scales = random.integers(0, 16, (size // 32, 32)), random.random(size // 32).astype("<f2")
            halves = (numbers[:, :16] | (numbers[:, 16:] << 4)).astype("u1")
            bodies.append(b"".join(scale.tobytes() + half.tobytes() for scale, half in zip(scales, halves, strict=True)))
            values[name] = ((numbers - 8) * scales.astype(np.float32)[:, None]).ravel()
        else:
            values[name] = random.random(size).astype("<f4")
            bodies.append(values[name].tobytes())
    directory = struct.pack("<i", len(SIZES))
    at = len(head) + len(directory) + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in SIZES)
    for (name, size), body in zip(SIZES.items(), bodies, strict=True):
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", int(name in QUARTERS), size, at, len(body))
        at += len(body)
    file = folder / "small.bin"
    file.write_bytes(head + directory + b"".join(bodies))
    return file, values


def test_every_value_arrives_under_its_name(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    file, values = model_file(tmp_path)
    write_folder(file, tmp_path / "model")
    tensors = load_file(tmp_path / "model" / "model.safetensors")
    assert len(tensors) == len(values)
    names = {
        "emb.word": ("embeddings.word_embeddings.weight", (12, HIDDEN)),
        "emb.ln.b": ("embeddings.LayerNorm.bias", (HIDDEN,)),
        "l0.q.w": ("encoder.layer.0.attention.self.query.weight", (HIDDEN, HIDDEN)),
        "l0.aln.w": ("encoder.layer.0.attention.output.LayerNorm.weight", (HIDDEN,)),
        "l0.fi.w": ("encoder.layer.0.intermediate.dense.weight", (INNER, HIDDEN)),
        "l0.fo.w": ("encoder.layer.0.output.dense.weight", (HIDDEN, INNER)),
        "l0.fo.b": ("encoder.layer.0.output.dense.bias", (HIDDEN,)),
    }
    for name, (ours, shape) in names.items():
        assert tensors[ours].shape == shape
        np.testing.assert_array_equal(tensors[ours].ravel(), values[name])


def test_the_tokenizer_folds_and_cuts_as_the_model_was_trained(tmp_path: Path) -> None:
    from tokenizers import Tokenizer

    file, _ = model_file(tmp_path)
    write_folder(file, tmp_path / "model")
    tokenizer = Tokenizer.from_file(str(tmp_path / "model" / "tokenizer.json"))

    def pieces(text: str) -> list[str]:
        return [PIECES[number] for number in tokenizer.encode(text).ids]

    assert pieces("学习") == ["<s>", "▁", "学习", "</s>"]
    assert pieces(" 学\u3000\n学\x07习\u200b") == ["<s>", "▁", "学", "▁", "学习", "</s>"]
    assert pieces("～~") == ["<s>", "▁", "～", "~", "</s>"]
    assert pieces("\ue5e5") == ["<s>", "▁", "<unk>", "</s>"]


def test_a_folder_is_left_alone_when_whole_and_mended_when_not(tmp_path: Path) -> None:
    file, _ = model_file(tmp_path)
    folder = tmp_path / "model"
    write_folder(file, folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    write_folder(file, folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    (folder / "modules.json").unlink()
    write_folder(file, folder)
    assert json.loads((folder / "modules.json").read_text("utf-8"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "small.bin"]


@pytest.mark.parametrize("cut", [0, 3, 40, 100, -1])
def test_a_file_of_another_form_is_refused_and_leaves_nothing(tmp_path: Path, cut: int) -> None:
    file, _ = model_file(tmp_path)
    file.write_bytes(file.read_bytes()[:cut] if cut else b"GGUF" + bytes(1000))
    with pytest.raises(WeightsError) as told:
        write_folder(file, tmp_path / "model")
    assert "small.bin" in told.value.zh
    assert not (tmp_path / "model").exists()


FULL = """
import resource, signal, sys
from pathlib import Path
from companion.engines.e5 import write_folder
from companion.errors import StorageError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_folder(Path(sys.argv[1]), Path(sys.argv[2]))
except StorageError as error:
    sys.stdout.buffer.write(error.zh.encode())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file sizes are limited by POSIX means")
def test_a_disk_without_room_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    weights, _ = model_file(tmp_path)
    made = tmp_path / "made"
    run = subprocess.run([sys.executable, "-c", FULL, weights, made / "model"], capture_output=True, check=True)
    assert "腾出空间" in run.stdout.decode()
    assert list(made.iterdir()) == []
