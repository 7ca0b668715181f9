"""Builds an ONNX graph node by node and writes it, the same bytes every time."""

from typing import Literal

import numpy as np
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, helper, numpy_helper

# What the runtime's optimiser wrote into v0, whose bytes we reproduce. The graph itself uses the default operator set alone.
_OPERATOR_SETS = {
    "": 17,
    "ai.onnx.ml": 5,
    "ai.onnx.training": 1,
    "ai.onnx.preview": 1,
    "com.microsoft": 1,
    "ai.onnx.preview.training": 1,
    "com.microsoft.experimental": 1,
    "com.microsoft.nchwc": 1,
    "org.pytorch.aten": 1,
}
_IR_VERSION = 8
# Tensors with more numbers than this are stored as float16 and cast back when the model is opened. Below it nothing is saved.
_HALF_FROM = 256

Attribute = int | float | str | list[int]
Precision = Literal["float16", "float32"]
Shape = list[int | str | None]


def output_of(node: str) -> str:
    """The value that a node gives, named as PyTorch's exporter names it."""
    return f"{node}_output_0"


class Graph:
    """Nodes and tensors in the order in which they are added, which is the order in the file."""

    def __init__(self) -> None:
        self._nodes: list[NodeProto] = []
        self._tensors: dict[str, np.ndarray] = {}

    def tensor(self, name: str, values: np.ndarray) -> str:
        """Adds weights or a constant (float32 or int64); a name that is there already must have the same values."""
        if name in self._tensors and not np.array_equal(self._tensors[name], values):
            raise ValueError(f"{name} is two tensors")
        self._tensors[name] = values
        return name

    def node(self, operator: str, name: str, inputs: list[str], output: str | None = None, **attributes: Attribute) -> str:
        """Adds a node with one output and returns the name of that. Attributes stay in the order in which they are given."""
        node = NodeProto(op_type=operator, name=name, input=inputs, output=[output or output_of(name)], doc_string="")
        node.attribute.extend(_attribute(key, value) for key, value in attributes.items())
        self._nodes.append(node)
        return node.output[0]

    def serialise(
        self, name: str, inputs: dict[str, Shape], outputs: dict[str, Shape], metadata: dict[str, str], precision: Precision = "float16"
    ) -> bytes:
        """The ONNX file, its weights stored as `precision`. `inputs` and `outputs` are float32, a free dimension has a name or none."""
        is_half = precision == "float16"
        halves = [key for key, values in self._tensors.items() if is_half and values.dtype == np.float32 and values.size > _HALF_FROM]
        whole = [numpy_helper.from_array(values, key) for key, values in self._tensors.items() if key not in halves]
        stored = [numpy_helper.from_array(self._tensors[key].astype(np.float16), f"{key}_h") for key in halves]
        casts = [
            NodeProto(op_type="Cast", input=[f"{key}_h"], output=[key], attribute=[_attribute("to", int(TensorProto.FLOAT))], doc_string="")
            for key in halves
        ]
        graph = GraphProto(
            name=name,
            node=casts + self._nodes,
            initializer=whole + stored,
            doc_string="",
            input=[helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in inputs.items()],
            output=[helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in outputs.items()],
        )
        model = ModelProto(ir_version=_IR_VERSION, producer_name="freesel", producer_version="0", doc_string="", graph=graph)
        # A domain of None is left out, not written as an empty text.
        model.opset_import.extend(OperatorSetIdProto(domain=domain or None, version=version) for domain, version in _OPERATOR_SETS.items())
        for key, value in metadata.items():
            model.metadata_props.add(key=key, value=value)
        return model.SerializeToString(deterministic=True)


def _attribute(name: str, value: Attribute) -> AttributeProto:
    if isinstance(value, list):
        return AttributeProto(name=name, ints=value, type=AttributeProto.INTS)
    if isinstance(value, int):
        return AttributeProto(name=name, i=value, type=AttributeProto.INT)
    if isinstance(value, float):
        return AttributeProto(name=name, f=value, type=AttributeProto.FLOAT)
    return AttributeProto(name=name, s=value.encode(), type=AttributeProto.STRING)
