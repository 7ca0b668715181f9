import type { Pictures } from './trial.js';

/** Numbers of a linear congruence, 0..1: the same everywhere. */
function congruence(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Images of noise, each other than the one before: [images x height x width x 3]. */
export function noisePictures(images: number, height: number, width: number, seed = 1): Pictures {
  const next = congruence(seed);
  return { images, height, width, pixels: Uint8Array.from({ length: images * height * width * 3 }, () => Math.floor(256 * next())) };
}

/**
 * Images of soft blobs and edges on a shaded ground, always the same. They come in fours, mirrored down, across and both, so that no side of the
 * image has more to see than the other.
 */
export function scenePictures(images: number, height: number, width: number): Pictures {
  const pixels = new Uint8Array(images * height * width * 3);
  for (let image = 0; image < images; image += 1)
    drawScene(pixels.subarray(image * height * width * 3, (image + 1) * height * width * 3), height, width, image);
  return { images, height, width, pixels };
}

function drawScene(pixels: Uint8Array, height: number, width: number, number: number): void {
  const next = congruence(1 + Math.floor(number / 4));
  for (let i = 0; i < 8; i += 1) next();
  const ground = [next(), next(), next()];
  const shade = next() - 0.5;
  const blobs = Array.from({ length: 5 }, () => ({
    y: next(),
    x: next(),
    radius: 0.06 + 0.2 * next(),
    isSharp: next() < 0.5,
    colour: [next(), next(), next()],
  }));
  const waves = { y: 40 * next(), x: 40 * next(), strength: 0.2 * next() };
  const isMirroredDown = number % 2 === 1;
  const isMirroredAcross = number % 4 >= 2;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const y = (isMirroredDown ? height - 1 - row : row) / height;
      const x = (isMirroredAcross ? width - 1 - column : column) / width;
      const wave = waves.strength * Math.sin(waves.y * y + waves.x * x);
      for (let channel = 0; channel < 3; channel += 1) {
        let value = (ground[channel] ?? 0) + shade * (x + y - 1) + wave;
        for (const { y: centreY, x: centreX, radius, isSharp, colour } of blobs) {
          const distance = Math.hypot(y - centreY, x - centreX) / radius;
          const cover = isSharp ? Number(distance < 1) : Math.exp(-distance * distance);
          value += cover * ((colour[channel] ?? 0) - value);
        }
        pixels[(row * width + column) * 3 + channel] = Math.max(0, Math.min(255, Math.round(255 * value)));
      }
    }
  }
}
