"""multilingual-e5-small out of one 4-bit file: written as a folder that sentence-transformers loads.

Beside what sentence-transformers wants, the folder holds the same model as an ONNX graph, see ``onnx_graph``.

The file (little-endian): magic ``E5S1``, version; sizes of the model; a unigram tokenizer (pieces and their scores); a
normalisation map; a directory of tensors, each float32 or in blocks of 32 values of four bits with a float16 scale.
"""

import itertools
import json
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from companion.engines.onnx_graph import BLOCK, WordEmbeddings, write_graph
from companion.errors import StorageError, WeightsError

MAGIC = b"E5S1"
MAX_TOKENS = 512
PROMPTS = {"query": "query: ", "document": "passage: "}  # the prompts the model was trained with

GRAPH = "onnx/model_int8.onnx"  # below the folder
TOKENIZER = "tokenizer.json"
MAKE = "8bit"  # another word when another graph is written

_FILES = (
    "config.json",
    "tokenizer_config.json",
    "modules.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "1_Pooling/config.json",
    TOKENIZER,
    "model.safetensors",
    GRAPH,
)
_KEPT = "\ue000"  # stands for a character while NFKC passes

# Names in the file, and in a BERT encoder.
_WORDS = "embeddings.word_embeddings.weight"
_NAMES = {"emb.word": _WORDS}
_NAMES |= {"emb.pos": "embeddings.position_embeddings.weight", "emb.type": "embeddings.token_type_embeddings.weight"}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True)
class _Sizes:
    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class _Tokens:
    pieces: tuple[tuple[str, float], ...]
    start: str
    end: str
    pad: str
    unknown: int


@dataclass(frozen=True)
class _Blocks:
    """Values in blocks of 32: each a number from -8 to 7, times the scale of its block."""

    numbers: NDArray[np.int8]  # (blocks, 32)
    scales: NDArray[np.float32]  # (blocks,)

    @property
    def values(self) -> NDArray[np.float32]:
        return (self.numbers * self.scales[:, None]).ravel()


class _Cursor:
    """Reads on and on through the bytes of the file."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return bytes(self.data[self.at - count : self.at])


def write_folder(weights: Path, folder: Path) -> None:
    """Write the model in ``weights`` to ``folder``, which appears complete or not at all.

    Nothing is done if the folder is there with all its files. Raises WeightsError if ``weights`` has another form, and
    StorageError where the disk has no room.
    """
    if _complete(folder):
        return
    try:
        cursor = _Cursor(memoryview(weights.read_bytes()))
        sizes = _read_sizes(cursor)
        tokens = _read_tokens(cursor)
        _skip_normalisation(cursor)
        tensors, words = _read_tensors(cursor, sizes)
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise WeightsError(f"{weights.name} 的格式不对：{error}", f"{weights.name} has another form: {error}") from error
    from safetensors import SafetensorError

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="new-") as new:
        made = Path(new) / "model"
        try:
            _write(made, sizes, tokens, tensors)
            (made / GRAPH).parent.mkdir()
            write_graph(made / GRAPH, words, tensors, heads=sizes.heads, epsilon=sizes.epsilon)
        except (OSError, SafetensorError) as error:  # Rust libraries wrap what the system said
            raise StorageError(
                f"编码模型没能写到 {folder.parent}（{error}）。它约需 600 MB，请腾出空间，或用 COMPANION_CACHE 换一个文件夹。",
                f"The encoder could not be written to {folder.parent} ({error}). It needs about 600 MB: "
                "make room, or choose another folder with COMPANION_CACHE.",
            ) from error
        try:
            if folder.exists():
                folder.rename(Path(new) / "incomplete")
            made.rename(folder)
        except OSError:
            if not _complete(folder):  # else another process has put its own there, with the same content
                raise


def _complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _FILES)


def _read_sizes(cursor: _Cursor) -> _Sizes:
    magic, version = cursor.take("4sI")
    if magic != MAGIC or version != 1:
        raise ValueError(f"magic {magic!r}, version {version}")
    sizes = _Sizes(*cursor.take("7i"), *cursor.take("f"))
    (block,) = cursor.take("i")
    if block != BLOCK:
        raise ValueError(f"blocks of {block}")
    return sizes


def _read_tokens(cursor: _Cursor) -> _Tokens:
    count, start, end, pad, unknown, length = cursor.take("5iQ")
    bounds = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.bytes(length)
    words = [blob[low:high].decode("utf-8") for low, high in itertools.pairwise(bounds)]
    pieces = tuple(zip(words, scores.tolist(), strict=True))
    return _Tokens(pieces, words[start], words[end], words[pad], unknown)


def _skip_normalisation(cursor: _Cursor) -> None:
    """The map is NFKC but for the control and space characters and the full-width tilde, see ``_tokenizer``."""
    _, length = cursor.take("iI")
    cursor.bytes(length)


def _read_tensors(cursor: _Cursor, sizes: _Sizes) -> tuple[dict[str, NDArray[np.float32]], WordEmbeddings]:
    """All tensors by name, and the largest of them once more as it is in the file."""
    tensors: dict[str, NDArray[np.float32]] = {}
    words: WordEmbeddings | None = None
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = _name(cursor.bytes(length).decode("ascii"))
        kind, values, offset, size = cursor.take("BIQQ")
        part = cursor.data[offset : offset + size]
        if kind == 0:
            flat = np.frombuffer(part, "<f4")
        else:
            blocks = _unpack(part)
            flat = blocks.values
            if name == _WORDS:
                words = WordEmbeddings(blocks.numbers.reshape(-1, sizes.hidden), blocks.scales.reshape(-1, sizes.hidden // BLOCK))
        if len(flat) != values:
            raise ValueError(f"tensor {name} has {len(flat)} values instead of {values}")
        tensors[name] = flat.reshape(_shape(name, values, sizes))
    if words is None:
        raise ValueError("no word embeddings of four bits")
    return tensors, words


def _unpack(part: memoryview) -> _Blocks:
    """Blocks of a float16 scale and 16 bytes; byte j holds value j in its low and value j + 16 in its high half."""
    blocks = np.frombuffer(part, np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)]))
    numbers = np.concatenate((blocks["halves"] & 15, blocks["halves"] >> 4), axis=1).astype(np.int8) - np.int8(8)
    return _Blocks(numbers, blocks["scale"].astype(np.float32))


def _name(name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    where, *part, kind = name.split(".")
    ending = {"w": "weight", "b": "bias"}[kind]
    if where == "emb":
        return f"embeddings.LayerNorm.{ending}"
    return f"encoder.layer.{where[1:]}.{_LAYER[part[0]]}.{ending}"


def _shape(name: str, values: int, sizes: _Sizes) -> tuple[int, ...]:
    if name.endswith(".bias") or "LayerNorm" in name:
        return (values,)
    width = sizes.inner if name.endswith(f".{_LAYER['fo']}.weight") and ".attention." not in name else sizes.hidden
    return (values // width, width)


def _write(folder: Path, sizes: _Sizes, tokens: _Tokens, tensors: dict[str, NDArray[np.float32]]) -> None:
    from safetensors.numpy import save_file

    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "2_Normalize").mkdir()
    save_file(
        {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    _tokenizer(tokens).save(str(folder / TOKENIZER), pretty=False)
    modules = (
        ("", "sentence_transformers.base.modules.transformer.Transformer"),
        ("1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
        ("2_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
    )
    written: dict[str, Any] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_size": sizes.hidden,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.inner,
            "vocab_size": sizes.vocabulary,
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.types,
            "layer_norm_eps": sizes.epsilon,
            "hidden_act": "gelu",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "bos_token": tokens.start,
            "cls_token": tokens.start,
            "eos_token": tokens.end,
            "sep_token": tokens.end,
            "pad_token": tokens.pad,
            "unk_token": tokens.pieces[tokens.unknown][0],
        },
        "modules.json": [
            {"idx": place, "name": str(place), "path": path, "type": kind} for place, (path, kind) in enumerate(modules)
        ],
        "sentence_bert_config.json": {
            "transformer_task": "feature-extraction",
            "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
            "module_output_name": "token_embeddings",
        },
        "1_Pooling/config.json": {"embedding_dimension": sizes.hidden, "pooling_mode": "mean", "include_prompt": True},
        "config_sentence_transformers.json": {"prompts": PROMPTS, "similarity_fn_name": "cosine"},
    }
    for name, value in written.items():
        (folder / name).write_text(json.dumps(value, ensure_ascii=False, indent=1), "utf-8")


def _tokenizer(tokens: _Tokens) -> Any:
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(tokens.pieces), tokens.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex("[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"), " "),
            normalizers.Replace(Regex("[\x01-\x1f\x7f\x8f\x9f]"), ""),
            normalizers.Replace("～", _KEPT),  # the map keeps the full-width tilde, NFKC would not
            normalizers.NFKC(),
            normalizers.Replace(_KEPT, "～"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", prepend_scheme="always")]
    )
    ids = {piece: place for place, (piece, _) in enumerate(tokens.pieces)}
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{tokens.start} $A {tokens.end}",
        special_tokens=[(piece, ids[piece]) for piece in (tokens.start, tokens.end)],
    )
    special = [tokens.start, tokens.pad, tokens.end, tokens.pieces[tokens.unknown][0]]
    tokenizer.add_special_tokens([AddedToken(piece, special=True, normalized=False) for piece in special])
    return tokenizer
