"""A BERT sentence encoder written as an ONNX graph that works with small whole numbers.

The graph takes ``input_ids`` (int64, one text: ``(1, tokens)``) and gives ``vectors`` (float32, ``(1, hidden)``): the mean
of the last layer's tokens, with length 1. Some of its nodes are ONNX Runtime's own (domain ``com.microsoft``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Weights use 7 of their 8 bits: without VNNI instructions a processor adds two products of a weight and an input in 16
# bits, and 2 · 255 · 63 is the largest sum that fits. The cosine to the float32 model is the same to the third digit.
LEVELS = 63
BLOCK = 32  # word embeddings that share a scale

_TINY = 1e-30  # no scale is smaller, so that zeros can be divided by it
_OPSET = 20  # the first with Gelu
_IR = 10  # the first with four-bit tensors
_RUNTIME = "com.microsoft"

Weights = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class WordEmbeddings:
    """Four-bit word embeddings: a number from -8 to 7, times the scale of its block."""

    numbers: NDArray[np.int8]  # (words, hidden)
    scales: NDArray[np.float32]  # (words, hidden / BLOCK)


class _Graph:
    """The nodes and constants so far. A value is called after the node that makes it."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, name: str, kind: str, *inputs: str, domain: str = "", outputs: tuple[str, ...] = (), **how: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, outputs or (name,), name=name, domain=domain, **how))
        return name

    def linear(self, name: str, value: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """``value`` is rounded to 8 bits by its own range, each row of ``weight`` by its largest value."""
        self._product(name, value, weight, self.constant(f"{name}.bias", bias))
        return name

    def linear_by_rows(self, name: str, value: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """The same, with a range for each token, where a few tokens are far larger than the others."""
        self.node(f"{name}.sizes", "Abs", value)
        last = self.constant(f"{name}.last", np.array([-1], np.int64))
        self.node(f"{name}.most", "ReduceMax", f"{name}.sizes", last, keepdims=1)
        least = self.constant(f"{name}.least", np.array(_TINY, np.float32))
        self.node(f"{name}.range", "Max", f"{name}.most", least)
        self.node(f"{name}.even", "Div", value, f"{name}.range")
        self._product(f"{name}.product", f"{name}.even", weight)
        self.node(f"{name}.scaled", "Mul", f"{name}.product", f"{name}.range")
        return self.node(name, "Add", f"{name}.scaled", self.constant(f"{name}.bias", bias))

    def _product(self, name: str, value: str, weight: NDArray[np.float32], *bias: str) -> None:
        scales = np.maximum(np.abs(weight).max(axis=1), _TINY) / LEVELS
        numbers = np.rint(weight / scales[:, None]).astype(np.int8)
        constants = {"weight": numbers.T, "scale": scales.astype(np.float32), "zero": np.zeros(len(numbers), np.int8)}
        inputs = [self.constant(f"{name}.{part}", values) for part, values in constants.items()]
        self.node(name, "DynamicQuantizeMatMul", value, *inputs, *bias, domain=_RUNTIME)


def write_graph(file: Path, words: WordEmbeddings, weights: Weights, *, heads: int, epsilon: float) -> None:
    """Write the encoder with these weights to ``file``. ``weights`` have the names of a BERT encoder."""
    import onnx
    from onnx import TensorProto, helper

    graph = _Graph()
    value = _embeddings(graph, words, weights, epsilon)
    layers = sum(name.endswith("attention.self.query.weight") for name in weights)
    for layer in range(layers):
        value = _layer(graph, value, f"encoder.layer.{layer}", weights, heads=heads, epsilon=epsilon)
    graph.node("mean", "ReduceMean", value, graph.constant("tokens-axis", np.array([1], np.int64)), keepdims=0)
    graph.node("vectors", "LpNormalization", "mean", axis=-1, p=2)
    onnx.save(
        helper.make_model(
            helper.make_graph(
                graph.nodes,
                "encoder",
                [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])],
                [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [1, words.numbers.shape[1]])],
                graph.constants,
            ),
            opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)],
            ir_version=_IR,
        ),
        file,
    )


def _embeddings(graph: _Graph, words: WordEmbeddings, weights: Weights, epsilon: float) -> str:
    from onnx import TensorProto, helper

    pairs = words.numbers.view(np.uint8) & 15
    packed = (pairs[:, 0::2] | pairs[:, 1::2] << 4).tobytes()
    graph.constants.append(helper.make_tensor("words", TensorProto.INT4, words.numbers.shape, packed, raw=True))
    scales = graph.constant("words.scale", words.scales)
    graph.node(
        "word",
        "GatherBlockQuantized",
        "words",
        "input_ids",
        scales,
        domain=_RUNTIME,
        gather_axis=0,
        quantize_axis=1,
        block_size=BLOCK,
    )
    # Every token is of the first type, so that type's embedding can be added to every position beforehand.
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    graph.node("length", "Shape", "input_ids", start=1, end=2)
    start = graph.constant("zero", np.array([0], np.int64))
    graph.node("position", "Slice", graph.constant("positions", positions), start, "length", start)
    graph.node("embedding", "Add", "word", "position")
    norm = _norm(graph, "embeddings.LayerNorm", weights)
    return graph.node("embeddings", "LayerNormalization", "embedding", *norm, axis=-1, epsilon=epsilon)


def _layer(graph: _Graph, value: str, name: str, weights: Weights, *, heads: int, epsilon: float) -> str:
    def linear(part: str, value: str, make: Callable[..., str] = graph.linear) -> str:
        dense = f"{name}.{part}.dense"
        return make(dense, value, weights[f"{dense}.weight"], weights[f"{dense}.bias"])

    def add(part: str, *values: str) -> str:
        part = f"{name}.{part}.LayerNorm"
        norm = _norm(graph, part, weights)
        return graph.node(part, "SkipLayerNormalization", *values, *norm, domain=_RUNTIME, epsilon=epsilon)

    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    together = [np.concatenate([weights[f"{part}.{kind}"] for part in parts]) for kind in ("weight", "bias")]
    graph.linear(f"{name}.attention.self", value, *together)
    graph.node(f"{name}.parts", "Split", f"{name}.attention.self", outputs=tuple(parts), axis=-1, num_outputs=3)
    graph.node(f"{name}.heads", "MultiHeadAttention", *parts, domain=_RUNTIME, num_heads=heads)

    attended = add("attention.output", value, linear("attention.output", f"{name}.heads"))
    graph.node(f"{name}.gelu", "Gelu", linear("intermediate", attended))
    # With one range for all tokens this sum alone would make most of the encoder's error.
    return add("output", attended, linear("output", f"{name}.gelu", graph.linear_by_rows))


def _norm(graph: _Graph, name: str, weights: Weights) -> tuple[str, str]:
    weight, bias = (graph.constant(f"{name}.{kind}", weights[f"{name}.{kind}"]) for kind in ("weight", "bias"))
    return weight, bias
