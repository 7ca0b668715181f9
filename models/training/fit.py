"""Measures the constants of a network on images: means, and principal axes for the projections.

    python fit.py --member lite1 --images FOLDER --out lite1.constants.npz
    python make.py --member lite1 --constants lite1.constants.npz --out lite1.onnx

Take photographs of many kinds that you may use for this, a thousand or more; the file keeps sums over all of them and no image.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime

from backbone import FAMILY, Backbone, Member, Weights
from constants import ARRAYS, Constants
from generated_images import generated_images
from graph import Graph
from outputs import add_scalars
from weights import installed_weights, read_weights

_BATCH = 8
_LEAST_LENGTH = 1e-6
_ENDINGS = {".bmp", ".jpeg", ".jpg", ".png", ".webp"}


def images_below(folder: Path, side: int) -> Iterator[np.ndarray]:
    """Yields the folder's images as the product sees them: squashed to a square, bicubic."""
    from PIL import Image

    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in _ENDINGS:
            yield np.asarray(Image.open(file).convert("RGB").resize((side, side), Image.Resampling.BICUBIC))


class Features:
    """The raw features that the outputs are made of, by running the backbone alone."""

    def __init__(self, weights: Weights, member: Member, size: int) -> None:
        graph = Graph()
        backbone = Backbone(graph, weights, member, size, "pixel_values", {})
        self._names = [backbone.stages[5], backbone.stages[7], backbone.head]
        add_scalars(graph, backbone.sides[5])
        model = graph.serialise(
            "features", {"pixel_values": ["batch", 3, size, size]}, {name: ["batch", None, None, None] for name in self._names}, {}
        )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        # It would warn of the scalars that the backbone alone has no use for.
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def of(self, images: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Stage 5 [B, cells, N], the last stage on the same grid [B, cells, F], the pooled head [B, H]."""
        pixels = (np.stack(images).transpose(0, 3, 1, 2).astype(np.float32) - 127) / 128
        near, far, head = self._session.run(self._names, {"pixel_values": pixels})
        side = near.shape[2]
        return _cells(near), _cells(_resized(far, side)), head.mean((2, 3))


def _cells(value: np.ndarray) -> np.ndarray:
    return value.reshape(*value.shape[:2], -1).transpose(0, 2, 1)


def _resized(value: np.ndarray, side: int) -> np.ndarray:
    """Bilinear with half-pixel centres, as the graph's Resize."""
    own = value.shape[2]
    at = np.clip((np.arange(side) + 0.5) * own / side - 0.5, 0, own - 1)
    low = np.minimum(at.astype(int), own - 2)
    share = (at - low).astype(np.float32)
    weights = np.zeros((side, own), np.float32)
    weights[np.arange(side), low] = 1 - share
    weights[np.arange(side), low + 1] += share
    return np.einsum("ri,bcij,sj->bcrs", weights, value, weights, optimize=True)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + _LEAST_LENGTH)


def _axes(vectors: np.ndarray, mean: np.ndarray, count: int) -> np.ndarray:
    """The `count` principal axes as columns, the greatest first, each with its greatest number positive."""
    centred = vectors - mean
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, :count]
    return axes * np.sign(axes[np.abs(axes).argmax(0), np.arange(axes.shape[1])])


def fit(features: Features, images: Iterator[np.ndarray], tokens: int, embedding: int, cells: int) -> Constants:
    """`cells`: of each image at most so many, spread evenly; all of them say little more and take much memory."""
    near, far, pooled, batch = [], [], [], []

    def take() -> None:
        own_near, own_far, own_pooled = features.of(batch)
        some = np.linspace(0, own_near.shape[1] - 1, min(cells, own_near.shape[1])).astype(int)
        near.append(own_near[:, some].reshape(-1, own_near.shape[2]))
        far.append(own_far[:, some].reshape(-1, own_far.shape[2]))
        pooled.append(own_pooled)
        batch.clear()

    for image in images:
        batch.append(image)
        if len(batch) == _BATCH:
            take()
    if batch:
        take()
    all_near, all_far = np.concatenate(near), np.concatenate(far)
    near_mean, far_mean = all_near.mean(0, dtype=np.float64), all_far.mean(0, dtype=np.float64)
    joined = np.concatenate([_unit(all_near - near_mean), _unit(all_far - far_mean)], axis=1)
    unit = _unit(np.concatenate(pooled).astype(np.float64))
    token_mean, embedding_mean = joined.mean(0), unit.mean(0)
    found = Constants(
        near_mean, far_mean, token_mean, _axes(joined, token_mean, tokens), embedding_mean, _axes(unit, embedding_mean, embedding)
    )
    return found.as_float32()


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures means and projections of a network's features on images.")
    parser.add_argument("--member", choices=FAMILY, default="lite0", help="which network of the family (lite0)")
    parser.add_argument("--weights", type=Path, help="its weights file (that of the installed package)")
    parser.add_argument("--size", type=int, help="side of the input in pixels (what the network was trained on)")
    parser.add_argument("--images", required=True, help="a folder of photographs, or `generated`")
    parser.add_argument("--count", type=int, default=1000, help="how many images are generated (1000)")
    parser.add_argument("--cells", type=int, default=49, help="cells that are taken of each image, at most (49)")
    parser.add_argument("--tokens", type=int, default=128, help="numbers in a patch token (128)")
    parser.add_argument("--embedding", type=int, default=384, help="numbers in an image embedding (384)")
    parser.add_argument("--out", type=Path, required=True, help="the .npz file to write")
    asked = parser.parse_args()
    member = FAMILY[asked.member]
    size = asked.size or member.size
    images = generated_images(asked.count, size) if asked.images == "generated" else images_below(Path(asked.images), size)
    features = Features(read_weights(asked.weights or installed_weights(member.package)), member, size)
    constants = fit(features, images, asked.tokens, asked.embedding, asked.cells)
    np.savez(asked.out, **{name: getattr(constants, name) for name in ARRAYS})
    return 0


if __name__ == "__main__":
    sys.exit(main())
