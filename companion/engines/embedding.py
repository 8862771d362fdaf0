"""Encoders: the built-in one, and any sentence-transformers model, reached through llama-index's embedding interface.

Nothing is loaded before the first text is encoded. Models are always loaded from a folder on this disk; only one named
by an id that is not there yet is first fetched from its hub.
"""

import contextlib
import hashlib
import json
import logging
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from companion.engines import e5
from companion.engines.onnx_encoder import OnnxEncoder
from companion.engines.weights import E5_SMALL, WeightsStore
from companion.errors import WeightsError
from companion.search.evidence import Vectors
from companion.search.script import simplified

MAX_TOKENS = 512
BATCH = 16
HUB_SECONDS = 10  # before a hub that does not reply is given up

_E5 = ("query: ", "passage: ")
_BGE_ZH = ("为这个句子生成表示以用于检索相关文章：", "")
_WEIGHTS = ("*.safetensors", "*.bin")


class TransformerEncoder:
    """An Encoder over a sentence-transformers folder. Safe to share between threads; they take turns."""

    def __init__(self, name: str, folder: Callable[[], Path]) -> None:
        """``name`` says which model exactly; ``folder`` gives the folder to load, and may fetch it first."""
        self._name = name
        self._folder = folder
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def name(self) -> str:
        return self._name

    def warm(self) -> None:
        """Load the model now, if it is not loaded. Takes seconds. Raises WeightsError."""
        with self._lock:
            self._loaded()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # batches of one length need no padding
        with self._lock:  # a tokenizer must not be used by two threads at once
            model = self._loaded()
            rows = model.get_text_embedding_batch([_sound(texts[place]) for place in order])
            size = model._model.get_embedding_dimension() if not rows else len(rows[0])
        vectors = np.empty((len(texts), size), np.float32)
        vectors[order] = np.array(rows, np.float32).reshape(-1, size)
        return vectors

    def encode_question(self, question: str) -> Vectors:
        with self._lock:
            return np.array(self._loaded().get_query_embedding(_sound(question)), np.float32)

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = _load(self._name, self._folder())
        return self._model


def built_in_encoder(cache: Path, weights_from: str) -> OnnxEncoder:
    """multilingual-e5-small from the weights store below ``cache``. Once pulled it never touches the network."""
    name = f"e5-small-{e5.MAKE}-{E5_SMALL.sha256[:8]}"

    def files() -> tuple[Path, Path]:
        made = cache / "encoders" / name
        e5.write_folder(WeightsStore(cache / "weights", weights_from).pull(E5_SMALL.name), made)
        return made / e5.GRAPH, made / e5.TOKENIZER

    query, passage = e5.PROMPTS["query"], e5.PROMPTS["document"]
    return OnnxEncoder(name, files, query=query, passage=passage, max_tokens=e5.MAX_TOKENS)


def encoder_from(model: str) -> TransformerEncoder:
    """The encoder in the folder ``model``, or the one with this id, fetched from its hub if it is not on this disk.

    Raises WeightsError where there is neither.
    """
    folder = Path(model).expanduser()
    if not folder.is_dir():
        folder = _fetched(model)
    return TransformerEncoder(f"{_slug(model)}-{_fingerprint(folder)}", lambda: folder)


def _fetched(model: str) -> Path:
    """The folder of a hub's model in the hub's own cache."""
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        with contextlib.suppress(LocalEntryNotFoundError):
            folder = Path(snapshot_download(model, local_files_only=True))
            if _has_weights(folder):
                return folder
        constants.HF_HUB_ETAG_TIMEOUT = constants.HF_HUB_DOWNLOAD_TIMEOUT = HUB_SECONDS
        folder = Path(snapshot_download(model, allow_patterns=["*.json", "*.txt", "*.model", "*.safetensors"]))
        if not _has_weights(folder):
            folder = Path(snapshot_download(model, allow_patterns=["*.json", "*.txt", "*.model", "*.bin"]))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise WeightsError(
            f"编码模型“{model}”既不是本机的文件夹，也没能从模型站取得（{_first_line(error)}）。"
            "请检查 COMPANION_ENCODER；连不上模型站时，可改为内置的 multilingual-e5-small，或先把模型放到一个文件夹。",
            f"The encoder {model!r} is no folder on this machine and could not be fetched from the hub "
            f"({_first_line(error)}). Check COMPANION_ENCODER; where no hub is in reach, use the built-in "
            "multilingual-e5-small or put the model into a folder.",
        ) from error
    return folder


def _load(name: str, folder: Path) -> Any:
    """llama-index's embedding over the folder. Says nothing and reaches no network."""
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    query, passage = _prompts(name, folder)
    try:
        model = HuggingFaceEmbedding(
            model_name=str(folder),
            query_instruction=query,
            text_instruction=passage,
            embed_batch_size=BATCH,
            cache_folder=str(folder),
            local_files_only=True,
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise WeightsError(
            f"{folder} 里的编码模型加载不了（{_first_line(error)}）。请检查它是不是完整的 sentence-transformers 模型；"
            "如在缓存文件夹里，可删去它再试。",
            f"The encoder in {folder} cannot be loaded ({_first_line(error)}). Check that it is a whole "
            "sentence-transformers model; if it lies in the cache folder, delete it and try again.",
        ) from error
    limit = model._model.max_seq_length
    model._model.max_seq_length = min(limit or MAX_TOKENS, MAX_TOKENS)
    return model


def _prompts(name: str, folder: Path) -> tuple[str, str]:
    """What stands before a question and before a passage: as the model says itself, else as its family is used."""
    try:
        own = json.loads((folder / "config_sentence_transformers.json").read_text("utf-8")).get("prompts") or {}
    except (OSError, ValueError):
        own = {}
    passage = next((own[key] for key in ("document", "passage", "text") if own.get(key)), "")
    if own.get("query") or passage:
        return own.get("query") or "", passage
    family = name.rpartition("-")[0].lower()  # without the digits that tell models of one name apart
    if re.search(r"(^|[^a-z])e5([^a-z]|$)", family):
        return _E5
    return _BGE_ZH if re.search(r"bge-.*zh", family) else ("", "")


def _sound(text: str) -> str:
    """The text in simplified script, without halves of surrogate pairs, which a tokenizer cannot take."""
    return simplified(text).encode("utf-8", "replace").decode("utf-8")


def _has_weights(folder: Path) -> bool:
    return any(next(folder.glob(pattern), None) for pattern in _WEIGHTS)


def _fingerprint(folder: Path) -> str:
    """Eight digits that change with the model: of its settings' text and its weights' sizes."""
    told = hashlib.sha256()
    for file in sorted(folder.rglob("*.json")):
        if file.name != "tokenizer.json":
            told.update(file.read_bytes())
    for pattern in _WEIGHTS:
        for file in sorted(folder.glob(pattern)):
            told.update(f"{file.name} {file.stat().st_size}".encode())
    return told.hexdigest()[:8]


def _slug(model: str) -> str:
    return re.sub(r"[^\w.-]+", "-", Path(model).name).strip("-.") or "model"


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
