"""Pictures that nobody owns: the dead leaves model (Lee, Mumford, Huang 2001), shapes that hide each other, with textured insides.

Networks that learn from such images alone see real ones (Baradad et al. 2021, "Learning to see by looking at noise"), since edges, sizes
and contrasts follow the statistics of photographs. Objects they have none.
"""

from collections.abc import Iterator

import numpy as np

_SHAPES = 90
_LEAST_RADIUS, _GREATEST_RADIUS = 0.02, 0.6


def generated_images(count: int, side: int, seed: int = 1) -> Iterator[np.ndarray]:
    """Yields images [side, side, 3] of values in 0..255, the same for the same seed."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        yield _image(side, random)


def _image(side: int, random: np.random.Generator) -> np.ndarray:
    # A palette of its own, grey as often as not: contrasts differ between images as they do between photographs.
    base, spread = random.uniform(40, 215, 3), random.uniform(10, 90)
    saturation = random.uniform(0, 1)
    image = np.empty((side, side, 3))
    image[:] = base
    # Sizes by a cubic power law, as the leaves of photographs have them; the large ones lie below.
    radii = side / np.sqrt(random.uniform(_GREATEST_RADIUS**-2, _LEAST_RADIUS**-2, _SHAPES))
    for radius in np.sort(radii)[::-1]:
        _paint(image, random, radius, base, spread, saturation)
    light = np.linspace(-1, 1, side)
    image += random.uniform(-25, 25) * light[:, None, None] + random.uniform(-25, 25) * light[None, :, None]
    image += random.normal(0, random.uniform(0, 8), image.shape)
    return np.clip(image, 0, 255)


def _paint(image: np.ndarray, random: np.random.Generator, radius: float, base: np.ndarray, spread: float, saturation: float) -> None:
    side = len(image)
    row, column = random.uniform(0, side, 2)
    top, bottom = max(0, int(row - radius)), min(side, int(row + radius) + 2)
    left, right = max(0, int(column - radius)), min(side, int(column + radius) + 2)
    y, x = np.mgrid[top:bottom, left:right]
    angle, flat = random.uniform(0, np.pi), random.uniform(0.3, 1)
    along = (x - column) * np.cos(angle) + (y - row) * np.sin(angle)
    across = ((y - row) * np.cos(angle) - (x - column) * np.sin(angle)) / flat
    # Between an ellipse and a box.
    power = random.choice([1, 2, 2, 8])
    inside = np.abs(along / radius) ** power + np.abs(across / radius) ** power <= 1
    grey, tint = random.normal(0, spread), random.normal(0, spread, 3) * saturation
    texture = random.uniform(0, 30) * np.sin(2 * np.pi * along / random.uniform(3, 40) + random.uniform(0, 6))
    image[top:bottom, left:right][inside] = (base + grey + tint + texture[..., None])[inside]
