"""FreeSel's three outputs on top of a backbone: patch tokens, attention, image embedding."""

import numpy as np

from backbone import HIGHEST, LOWEST, Backbone
from constants import Constants
from graph import Graph, output_of

# Names of v0: those of its constants, and of the values that its exporter numbered.
_STAGE_5_MEAN, _LAST_MEAN = "m10", "m15"
_TOKEN_MEAN, _TOKEN_PROJECTION = "mt", "V"
_EMBEDDING_MEAN, _EMBEDDING_PROJECTION = "mg", "Vg"
_FIRST, _SECOND = output_of("/Constant_1"), output_of("/Constant_13")
_CHANNEL_AXIS = "onnx::ReduceSum_919"
_GRID = output_of("/Constant_3")
_REST = output_of("/bb/_blocks.14/_depthwise_conv/static_padding/Constant_6")
_LEAST_ATTENTION, _LEAST_LENGTH = output_of("/Constant_6"), output_of("/Constant_16")
_TWO = output_of("/Constant_7")


def add_constants(graph: Graph, constants: Constants) -> None:
    """Adds the means and projections, before the backbone: such is the order of v0."""
    graph.tensor(_STAGE_5_MEAN, constants.stage5_mean.reshape(1, -1, 1, 1))
    graph.tensor(_TOKEN_MEAN, constants.token_mean)
    graph.tensor(_TOKEN_PROJECTION, constants.token_projection)
    graph.tensor(_EMBEDDING_MEAN, constants.embedding_mean)
    graph.tensor(_EMBEDDING_PROJECTION, constants.embedding_projection)
    graph.tensor(_LAST_MEAN, constants.last_mean.reshape(1, -1, 1, 1))
    for stage, mean in constants.stage_means.items():
        graph.tensor(_mean_of(stage), mean.reshape(1, -1, 1, 1))


def _mean_of(stage: int) -> str:
    return f"stage{stage}_mean"


def add_outputs(graph: Graph, backbone: Backbone, joined: list[int]) -> int:
    """Adds `patch_tokens` [B, T, D], `cls_attention` [B, T] and `image_embedding` [B, E]; returns the side of the grid of T cells.

    `joined`: earlier stages that tokens have besides stage 5 and the last one.
    """
    _add_embedding(graph, backbone.head)
    near, far = backbone.stages[5], _add_growing(graph, backbone.stages[7])
    _add_tokens(graph, near, far, [_add_earlier(graph, backbone, stage) for stage in joined])
    _add_attention(graph, near, far)
    add_scalars(graph, backbone.sides[5])
    return backbone.sides[5]


def add_scalars(graph: Graph, side: int) -> None:
    """Adds axes, bounds and small numbers, behind everything else: such is the order of v0."""
    for name, whole in ((_FIRST, [0]), (_SECOND, [2]), (_CHANNEL_AXIS, [1]), (_GRID, [side, side])):
        graph.tensor(name, np.array(whole, np.int64))
    graph.tensor(LOWEST, np.array(0, np.float32))
    graph.tensor(_REST, np.array([-1], np.int64))
    for name, number in ((_LEAST_ATTENTION, 1e-12), (_LEAST_LENGTH, 1e-6), (_TWO, 2), (HIGHEST, 6)):
        graph.tensor(name, np.array(number, np.float32))


def _add_embedding(graph: Graph, head: str) -> None:
    """Pooled features, unit length, minus their mean, projected, unit length."""
    pooled = graph.node("ReduceMean", "/ReduceMean_2", [head], keepdims=0, axes=[2, 3])
    centred = graph.node("Sub", "/Sub_5", [_add_unit_length(graph, pooled, 4, 5, 3), _EMBEDDING_MEAN])
    projected = graph.node("MatMul", "/MatMul_1", [centred, _EMBEDDING_PROJECTION])
    _add_unit_length(graph, projected, 5, 6, 4, "image_embedding")


def _add_growing(graph: Graph, far: str) -> str:
    """The last stage's cells, bilinearly resized to the grid of stage 5."""
    shape = graph.node("Shape", "/Shape", [far], start=0)
    kept = graph.node("Slice", "/Slice", [shape, _FIRST, _SECOND, _FIRST])
    sizes = graph.node("Concat", "/Concat", [kept, _GRID], axis=0)
    return graph.node(
        "Resize",
        "/Resize",
        [far, "", "", sizes],
        exclude_outside=0,
        coordinate_transformation_mode="half_pixel",
        cubic_coeff_a=-0.75,
        mode="linear",
        extrapolation_value=0.0,
        nearest_mode="floor",
    )


def _add_earlier(graph: Graph, backbone: Backbone, stage: int) -> str:
    """An earlier stage minus its channel mean, on the grid of stage 5 (the mean of a cell's parts), of unit length."""
    value, parts = backbone.stages[stage], -(-backbone.sides[stage] // backbone.sides[5])
    if parts > 1:
        value = graph.node(
            "AveragePool", f"/AveragePool_{stage}", [value], kernel_shape=[parts, parts], strides=[parts, parts], ceil_mode=1
        )
    # Numbers that v0 has no nodes of.
    number = 10 * stage
    return _add_unit_length(graph, graph.node("Sub", f"/Sub_{number}", [value, _mean_of(stage)]), number, number, number)


def _add_tokens(graph: Graph, near: str, far: str, earlier: list[str]) -> None:
    """Each stage minus its channel mean and of unit length, joined, minus the token mean, projected."""
    far_unit = _add_unit_length(graph, graph.node("Sub", "/Sub_3", [far, _LAST_MEAN]), 3, 4, 2)
    near_unit = _add_unit_length(graph, graph.node("Sub", "/Sub_2", [near, _STAGE_5_MEAN]), 2, 3, 1)
    joined = graph.node("Concat", "/Concat_1", [near_unit, far_unit, *earlier], axis=1)
    shape = graph.node("Shape", "/Shape_1", [joined], start=0)
    kept = graph.node("Slice", "/Slice_1", [shape, _FIRST, _SECOND, _FIRST])
    flat = graph.node("Concat", "/Concat_2", [kept, _REST], axis=0)
    cells = graph.node("Reshape", "/Reshape", [joined, flat], allowzero=0)
    rows = graph.node("Transpose", "/Transpose", [cells], perm=[0, 2, 1])
    graph.node("MatMul", "/MatMul", [graph.node("Sub", "/Sub_4", [rows, _TOKEN_MEAN]), _TOKEN_PROJECTION], "patch_tokens")


def _add_attention(graph: Graph, near: str, far: str) -> None:
    """How far a cell lies from the image's own mean, stage 5 times last stage, scaled to sum 1."""
    far_off = _add_deviation(graph, far, "_1")
    near_off = _add_deviation(graph, near, "")
    product = graph.node("Flatten", "/Flatten", [graph.node("Mul", "/Mul", [near_off, far_off])], axis=1)
    positive = graph.node("Add", "/Add", [product, _LEAST_ATTENTION])
    total = graph.node("ReduceSum", "/ReduceSum_2", [positive, _CHANNEL_AXIS], noop_with_empty_axes=0, keepdims=1)
    graph.node("Div", "/Div", [positive, total], "cls_attention")


def _add_unit_length(graph: Graph, value: str, power: int, total: int, result: int, output: str | None = None) -> str:
    """A value divided by its length over channels. The numbers are those of v0's nodes."""
    squares = graph.node("Pow", f"/Pow_{power}", [value, _TWO])
    summed = graph.node("ReduceSum", f"/ReduceSum_{total}", [squares, _CHANNEL_AXIS], noop_with_empty_axes=0, keepdims=1)
    length = graph.node("Add", f"/Add_{result}", [graph.node("Sqrt", f"/Sqrt_{power}", [summed]), _LEAST_LENGTH])
    return graph.node("Div", f"/Div_{result}", [value, length], output)


def _add_deviation(graph: Graph, value: str, suffix: str) -> str:
    """Each cell's distance from the mean of the image's cells [B, rows, columns]."""
    mean = graph.node("ReduceMean", f"/ReduceMean{suffix}", [value], keepdims=1, axes=[2, 3])
    off = graph.node("Sub", f"/Sub{suffix}", [value, mean])
    squares = graph.node("Pow", f"/Pow{suffix}", [off, _TWO])
    summed = graph.node("ReduceSum", f"/ReduceSum{suffix}", [squares, _CHANNEL_AXIS], noop_with_empty_axes=0, keepdims=0)
    return graph.node("Sqrt", f"/Sqrt{suffix}", [summed])
