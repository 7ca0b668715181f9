import { mulberry32, uniform } from '../../core/random.js';

/** Width and height of a texture in pixels, a power of two so that coordinates wrap by a mask. */
const side = 512;
const wrap = side - 1;

/** A grey pattern that repeats every 512 pixels, about -1 to 1 with mean 0: [512 x 512]. */
export class Texture {
  private constructor(readonly values: Float32Array) {}

  /** Value at a pixel; any whole numbers, they wrap. */
  at(x: number, y: number): number {
    return this.values[((y & wrap) << 9) | (x & wrap)] as number;
  }

  static from(value: (x: number, y: number) => number): Texture {
    const values = new Float32Array(side * side);
    for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) values[(y << 9) | x] = value(x, y);
    return new Texture(values);
  }
}

const smooth = (t: number): number => t * t * (3 - 2 * t);

/** Smoothed noise that repeats: cells of `width x height` pixels, each a power of two. */
function valueNoise(draw: () => number, width: number, height: number): (x: number, y: number) => number {
  const columns = side / width;
  const rows = side / height;
  const knots = Float32Array.from({ length: columns * rows }, () => uniform(draw) * 2 - 1);
  const knot = (column: number, row: number): number => knots[(row % rows) * columns + (column % columns)] as number;
  return (x, y) => {
    const column = Math.floor(x / width);
    const row = Math.floor(y / height);
    const u = smooth(x / width - column);
    const v = smooth(y / height - row);
    const top = knot(column, row) * (1 - u) + knot(column + 1, row) * u;
    const bottom = knot(column, row + 1) * (1 - u) + knot(column + 1, row + 1) * u;
    return top * (1 - v) + bottom * v;
  };
}

/** Sum of noises, each with its weight. */
function sum(...parts: readonly (readonly [number, (x: number, y: number) => number])[]): Texture {
  return Texture.from((x, y) => parts.reduce((total, [weight, noise]) => total + weight * noise(x, y), 0));
}

/** Yarn count: a thread is 8 pixels wide and lies over and under its crossings in turn. */
function weave(draw: () => number): Texture {
  const thickness = valueNoise(draw, 8, 64);
  const along = valueNoise(draw, 64, 8);
  const lint = valueNoise(draw, 2, 2);
  return Texture.from((x, y) => {
    const isWarp = ((x >> 3) + (y >> 3)) % 2 === 0;
    const across = isWarp ? x % 8 : y % 8;
    const onward = isWarp ? y % 8 : x % 8;
    const round = Math.sin((Math.PI * (across + 0.5)) / 8) * (0.65 + 0.35 * Math.sin((Math.PI * (onward + 0.5)) / 8));
    return round * 1.6 - 0.9 + 0.25 * (isWarp ? thickness(x, y) : along(x, y)) + 0.18 * lint(x, y);
  });
}

/** The textures of which every surface is made. */
export interface Textures {
  /** Broad soft patches. */
  readonly cloud: Texture;
  /** Fine irregular grain. */
  readonly grain: Texture;
  /** Coarse bumps, as of a sand mould. */
  readonly pebble: Texture;
  /** Long horizontal lines, as of a brush. */
  readonly streak: Texture;
  readonly weave: Texture;
  /** Independent from pixel to pixel, nearly normal, deviation 1. */
  readonly noise: Texture;
}

/** Makes the textures; takes about 0.2 s. */
export function makeTextures(seed: number): Textures {
  const draw = mulberry32(seed);
  const noise = (width: number, height = width): ((x: number, y: number) => number) => valueNoise(draw, width, height);
  return {
    cloud: sum([0.6, noise(128)], [0.3, noise(64)], [0.15, noise(32)]),
    grain: sum([0.3, noise(8)], [0.45, noise(4)], [0.45, noise(2)]),
    pebble: sum([0.6, noise(16)], [0.5, noise(8)], [0.25, noise(4)]),
    streak: sum([0.35, noise(256, 4)], [0.4, noise(128, 2)], [0.45, noise(64, 1)]),
    weave: weave(draw),
    noise: Texture.from(() => (uniform(draw) + uniform(draw) + uniform(draw) + uniform(draw) - 2) * Math.sqrt(3)),
  };
}
