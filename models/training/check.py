"""Holds a model file against another: bytes, graph, weights, and outputs on generated images."""

from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

_IMAGES = 8


@dataclass(frozen=True)
class Apart:
    """How far an output of one model lies from that of another."""

    difference: float
    """Greatest difference of a number; infinite where the output is missing or of another shape."""
    distance: float
    """Greatest 1 - cosine of a vector: of a token, an image's attention, an embedding."""


@dataclass(frozen=True)
class Comparison:
    same_bytes: bool
    same_graph: bool
    """Nodes, attributes, names, inputs, outputs and metadata; not the numbers of the weights."""
    weights: float
    """Greatest difference of a weight; infinite where the weights are others by name or shape."""
    outputs: dict[str, Apart]
    """On generated images."""

    def agrees(self, tolerance: float) -> bool:
        return all(apart.difference <= tolerance for apart in self.outputs.values())


def compare(one: bytes, other: bytes) -> Comparison:
    if one == other:
        return Comparison(True, True, 0.0, {name: Apart(0.0, 0.0) for name in _outputs(one)})
    return Comparison(False, _skeleton(one) == _skeleton(other), _weights_apart(one, other), _outputs_apart(one, other))


def _skeleton(model: bytes) -> bytes:
    """The file without the numbers of its weights."""
    proto = onnx.load_from_string(model)
    for tensor in proto.graph.initializer:
        tensor.ClearField("raw_data")
        tensor.ClearField("float_data")
    return proto.SerializeToString(deterministic=True)


def _weights_apart(one: bytes, other: bytes) -> float:
    first, second = (
        {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load_from_string(model).graph.initializer} for model in (one, other)
    )
    if {name: own.shape for name, own in first.items()} != {name: own.shape for name, own in second.items()}:
        return float("inf")
    return max(float(np.abs(own.astype(np.float64) - second[name]).max()) for name, own in first.items())


def _outputs_apart(one: bytes, other: bytes) -> dict[str, Apart]:
    first, second = _outputs(one), _outputs(other)
    return {name: _apart(own, second.get(name)) for name, own in first.items()}


def _apart(own: np.ndarray, other: np.ndarray | None) -> Apart:
    if other is None or own.shape != other.shape:
        return Apart(float("inf"), float("inf"))
    a, b = own.astype(np.float64), other.astype(np.float64)
    lengths = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    cosines = (a * b).sum(-1) / np.where(lengths > 0, lengths, 1)
    return Apart(float(np.abs(a - b).max()), float(max(0, 1 - cosines.min())))


def _outputs(model: bytes) -> dict[str, np.ndarray]:
    """What the model gives on noise from fine to coarse, so that every layer sees contrast at its own scale."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    side = session.get_inputs()[0].shape[-1]
    random = np.random.default_rng(1)
    images = np.empty((_IMAGES, 3, side, side), np.float32)
    for at in range(_IMAGES):
        cell = 2**at
        cells = -(-side // cell)
        coarse = random.uniform(-1, 1, (3, cells, cells))
        images[at] = np.kron(coarse, np.ones((1, cell, cell)))[:, :side, :side]
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"pixel_values": images}), strict=True))
