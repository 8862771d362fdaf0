"""The graph against torch with the same weights, and what the built-in encoder does without."""

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from companion.assemble import open_encoder
from companion.engines import e5
from companion.engines.onnx_encoder import OnnxEncoder
from companion.errors import WeightsError
from companion.settings import read_settings
from tests.engines.test_e5 import HIDDEN, model_file

TEXTS = (
    "教师每学年参加师德学习应当不少于16学时，新入职教师不少于24学时。",
    "图书馆周一至周五开放到晚上十点，周末开放到下午五点。",
    "Each reading group elects a convener at the start of the semester.",
    "学",
    "",
    "第三条 党小组长负责考勤与记录，支部书记每季度检查一次。" * 12,
    "长" * 3000,
)
HEAVY = ("torch", "transformers", "sentence_transformers", "llama_index", "chromadb")


def small_encoder(folder: Path, **changed: int) -> OnnxEncoder:
    """An encoder over a model of a few kilobytes with known weights."""
    file, _ = model_file(folder)
    e5.write_folder(file, folder / "model")
    files = folder / "model" / e5.GRAPH, folder / "model" / e5.TOKENIZER
    return OnnxEncoder("small", lambda: files, query="学", passage="习", max_tokens=changed.get("max_tokens", 8))


def test_the_graph_computes_what_torch_computes(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    encoder = small_encoder(tmp_path)
    torch = SentenceTransformer(str(tmp_path / "model"), device="cpu", local_files_only=True)
    texts = ["学", "学习", "～", "学 习", "习学～~"]
    ours = encoder.encode_passages(texts)
    theirs = torch.encode(["习" + text for text in texts])
    assert ours.shape == (len(texts), HIDDEN)
    assert ours.dtype == np.float32
    assert np.min(np.sum(ours * theirs, axis=1)) > 0.99


def test_prompts_stand_before_the_text_and_long_texts_are_cut(tmp_path: Path) -> None:
    encoder = small_encoder(tmp_path, max_tokens=6)
    np.testing.assert_array_equal(encoder.encode_question("～" * 100), encoder.encode_question("～" * 200))
    assert not np.allclose(encoder.encode_question("～"), encoder.encode_passages(["～"])[0], atol=1e-4)
    assert encoder.encode_passages([]).shape == (0, HIDDEN)


def test_nothing_is_asked_of_the_files_before_the_first_text(tmp_path: Path) -> None:
    asked = []

    def files() -> tuple[Path, Path]:
        asked.append(True)
        return tmp_path / "graph", tmp_path / "tokens"

    encoder = OnnxEncoder("none", files, query="", passage="", max_tokens=8)
    assert encoder.name == "none"
    assert not asked
    with pytest.raises(WeightsError) as told:
        encoder.encode_question("学")
    assert str(tmp_path) in told.value.zh
    assert asked


@pytest.mark.parametrize("name", [e5.GRAPH, e5.TOKENIZER])
def test_a_broken_file_gives_a_sentence(tmp_path: Path, name: str) -> None:
    encoder = small_encoder(tmp_path)
    (tmp_path / "model" / name).write_bytes(b"\x08\x07broken")
    with pytest.raises(WeightsError) as told:
        encoder.warm()
    assert "onnx" in told.value.zh
    assert "anew" in told.value.en


def test_many_threads_get_what_one_gets(tmp_path: Path) -> None:
    encoder = small_encoder(tmp_path)
    texts = ["学", "学习", "～", "~ 学", "习习"]
    found: dict[int, np.ndarray] = {}

    def work(place: int) -> None:
        found[place] = encoder.encode_passages(texts)

    threads = [threading.Thread(target=work, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = np.array([encoder.encode_passages([text])[0] for text in texts])
    assert len(found) == len(threads)
    for vectors in found.values():
        np.testing.assert_array_equal(vectors, alone)


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    """The built-in encoder; its weights are fetched if they are not on this machine."""
    encoder = open_encoder(read_settings({}))
    assert isinstance(encoder, OnnxEncoder)
    encoder.warm()
    return encoder


@pytest.mark.model
def test_the_built_in_encoder_agrees_with_sentence_transformers_on_its_folder(encoder: OnnxEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    folder = read_settings({}).cache / "encoders" / encoder.name
    torch = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    passages = torch.encode(list(TEXTS), prompt_name="document")
    questions = torch.encode(list(TEXTS), prompt_name="query")
    assert np.min(np.sum(passages * encoder.encode_passages(TEXTS), axis=1)) > 0.99
    assert np.min([encoder.encode_question(text) @ row for text, row in zip(TEXTS, questions, strict=True)]) > 0.99


@pytest.mark.model
def test_a_vector_is_the_same_among_any_neighbours(encoder: OnnxEncoder) -> None:
    together = encoder.encode_passages(TEXTS)
    np.testing.assert_array_equal(encoder.encode_passages(TEXTS[::-1])[::-1], together)
    for text, row in zip(TEXTS, together, strict=True):
        np.testing.assert_array_equal(encoder.encode_passages([text])[0], row)


@pytest.mark.model
def test_encoding_imports_no_torch(encoder: OnnxEncoder) -> None:  # noqa: ARG001  the folder is made before
    script = (
        "import sys\n"
        "from companion.assemble import open_encoder\n"
        "from companion.settings import read_settings\n"
        "open_encoder(read_settings({})).encode_question('学习')\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""
