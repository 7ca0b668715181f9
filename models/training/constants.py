"""What is put on top of the network: means and projections of its features, measured on photographs or taken from the weights."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Constants:
    """All float32. Channels: N of stage 5, F of the last stage, H of the head."""

    stage5_mean: np.ndarray
    """[N]: subtracted from each channel."""
    last_mean: np.ndarray
    """[F]."""
    token_mean: np.ndarray
    """[N + F]: of the joined parts of unit length."""
    token_projection: np.ndarray
    """[N + F, D]: orthonormal columns; where they are principal axes, the greatest first."""
    embedding_mean: np.ndarray
    """[H]: of the pooled features of unit length."""
    embedding_projection: np.ndarray
    """[H, E]: as `token_projection`."""
    stage_means: Mapping[int, np.ndarray] = field(default_factory=dict)
    """Of earlier stages that are joined too, by their number: [channels]. Tokens have them behind stage 5 and the last one."""

    def as_float32(self) -> "Constants":
        arrays = {name: np.ascontiguousarray(getattr(self, name), np.float32) for name in ARRAYS}
        return Constants(**arrays, stage_means={stage: mean.astype(np.float32) for stage, mean in self.stage_means.items()})

    def cut(self, tokens: int | None, embedding: int | None) -> "Constants":
        """The same with at most so many numbers in a token and in an embedding: the greatest axes."""
        cut = replace(
            self, token_projection=self.token_projection[:, :tokens], embedding_projection=self.embedding_projection[:, :embedding]
        )
        return cut.as_float32()

    def without_projections(self, of_tokens: bool, of_embedding: bool) -> "Constants":
        """The same with all numbers of a token, or of an embedding: what a projection costs is seen beside it."""
        return replace(
            self,
            token_projection=np.eye(len(self.token_mean), dtype=np.float32) if of_tokens else self.token_projection,
            embedding_projection=np.eye(len(self.embedding_mean), dtype=np.float32) if of_embedding else self.embedding_projection,
        )


# What a constants file holds.
ARRAYS = ("stage5_mean", "last_mean", "token_mean", "token_projection", "embedding_mean", "embedding_projection")


def read_constants(file: Path) -> Constants:
    """Raises KeyError where one is missing."""
    with np.load(file, allow_pickle=False) as arrays:
        return Constants(**{name: arrays[name] for name in ARRAYS}).as_float32()


# Length of the mean of Lite0's pooled features of unit length, which the weights do not tell.
_MEAN_LENGTH = 0.45
_SEED = 1


def constants_of_weights(weights: Mapping[str, np.ndarray], stages: list[int], joined: list[int], tokens: int, embedding: int) -> Constants:
    """Constants that need no image: means from the weights' own normalisation layers, projections on random axes.

    A normalisation's bias is the mean of its output over the training images, its weight the standard deviation. So the mean of a stage is
    the sum of its blocks' biases (all but the first are residual), and that of a head channel the mean of a Gaussian cut to 0..6. The mean
    of tokens of unit length is taken as 0. Random axes at right angles keep angles between vectors nearly as they are (Johnson and
    Lindenstrauss 1984), where principal axes drop what varied little in the images that they were measured on.

    `stages`: the stage of each block; `joined`: earlier stages that tokens have too; `tokens`, `embedding`: axes of the projections.
    """
    means_of = {
        stage: np.sum([weights[f"_blocks.{at}._bn2.bias"] for at, own in enumerate(stages) if own == stage], axis=0)
        for stage in (5, stages[-1], *joined)
    }
    means, deviations = weights["_bn1.bias"].tolist(), np.abs(weights["_bn1.weight"]).tolist()
    head = np.array([_mean_of_relu6(mean, deviation) for mean, deviation in zip(means, deviations, strict=True)])
    width = sum(map(len, means_of.values()))
    random = np.random.default_rng(_SEED)
    return Constants(
        stage5_mean=means_of[5],
        last_mean=means_of[stages[-1]],
        token_mean=np.zeros(width),
        token_projection=_random_axes(random, width, tokens),
        embedding_mean=head * (_MEAN_LENGTH / np.linalg.norm(head)),
        embedding_projection=_random_axes(random, len(head), embedding),
        stage_means={stage: means_of[stage] for stage in joined},
    ).as_float32()


def _random_axes(random: np.random.Generator, width: int, count: int) -> np.ndarray:
    """[width, count]: orthonormal columns in directions that nothing prefers."""
    axes, triangle = np.linalg.qr(random.standard_normal((width, min(width, count))))
    # The decomposition is free to turn a column round.
    return axes * np.sign(np.diag(triangle))


def _mean_of_relu6(mean: float, deviation: float) -> float:
    """Mean of a Gaussian number that is cut to 0..6."""

    def above_zero(centre: float) -> float:
        at = centre / deviation
        density = math.exp(-at * at / 2) / math.sqrt(2 * math.pi)
        return centre * (1 + math.erf(at / math.sqrt(2))) / 2 + deviation * density

    return above_zero(mean) - above_zero(mean - 6)
