"""The Encoder that needs no torch: an ONNX graph on ONNX Runtime, and its tokenizer.

Every text goes through the graph by itself, on one core, and several texts go side by side. That is as fast as batches,
wastes nothing on padding, and a text's vector does not depend on the texts beside it: 8-bit numbers take their scale from all
that goes through together. Texts are read in simplified script, of which models have seen more.
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from companion.errors import WeightsError
from companion.search.evidence import Vectors
from companion.search.script import simplified


class OnnxEncoder:
    """An Encoder over a graph of ``onnx_graph``. Loads nothing before the first text. Safe to share between threads."""

    def __init__(
        self, name: str, files: Callable[[], tuple[Path, Path]], *, query: str, passage: str, max_tokens: int
    ) -> None:
        """``files`` gives the graph and the ``tokenizer.json``, and may make them first.

        ``query`` and ``passage`` stand before a question and a passage; what is longer than ``max_tokens`` is cut.
        """
        self._name = name
        self._files = files
        self._query = query
        self._passage = passage
        self._max_tokens = max_tokens
        self._lock = threading.Lock()
        self._encode: Callable[[str], Vectors] | None = None

    @property
    def name(self) -> str:
        return self._name

    def warm(self) -> None:
        """Load the model now, if it is not loaded. Raises WeightsError."""
        self._loaded()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        encode = self._loaded()
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # both libraries let other threads run while they work
            rows = list(pool.map(lambda text: encode(self._passage + text), texts))
        return np.concatenate(rows) if rows else encode(self._passage)[:0]

    def encode_question(self, question: str) -> Vectors:
        vector: Vectors = self._loaded()(self._query + question)[0]
        return vector

    def _loaded(self) -> Callable[[str], Vectors]:
        with self._lock:
            if self._encode is None:
                self._encode = _load(*self._files(), self._max_tokens)
            return self._encode


def _load(graph: Path, tokens: Path, max_tokens: int) -> Callable[[str], Vectors]:
    """What makes a vector, of shape (1, dimensions), out of a text."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3  # errors
    try:
        tokenizer: Any = Tokenizer.from_file(str(tokens))
        session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # both libraries raise bare Exceptions
        raise WeightsError(
            f"{graph.parent} 里的编码模型加载不了（{_first_line(error)}）。可删去这个文件夹再试，程序会重新生成它。",
            f"The encoder in {graph.parent} cannot be loaded ({_first_line(error)}). "
            "Delete that folder and try again; it is made anew.",
        ) from error
    tokenizer.enable_truncation(max_tokens)
    tokenizer.no_padding()

    def encode(text: str) -> Vectors:
        sound = simplified(text).encode("utf-8", "replace").decode("utf-8")  # it takes no halves of surrogate pairs
        ids = tokenizer.encode(sound).ids
        (vectors,) = session.run(None, {"input_ids": np.array([ids], np.int64)})
        return np.asarray(vectors, np.float32)

    return encode


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
