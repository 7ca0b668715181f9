/** For each output position the first input position that counts and its weights, as integers of 22 fractional bits. */
interface Taps {
  readonly first: Int32Array;
  /** How many of the `width` weights of an output position count. */
  readonly count: Int32Array;
  /** [output positions x width] */
  readonly weights: Int32Array;
  readonly width: number;
}

const fractionBits = 22;
/** Added to a sum, it makes cutting the fraction off a rounding. */
const half = 1 << (fractionBits - 1);

/**
 * Resizes 8 bit pixels [height x width x channels] to [toHeight x toWidth x channels] with the bicubic filter of Pillow (a = -0.5, pixel centres at half
 * integers, widened when shrinking, horizontal pass first, rounded to 8 bit after it): the same bytes as its `resize((toWidth, toHeight), BICUBIC)`.
 * Pillow 13 takes the vertical pass first where only the height shrinks much; the bytes then differ by the rounding. A dimension that keeps its size is left alone.
 */
export function resampleBicubic(
  pixels: Uint8Array,
  width: number,
  height: number,
  channels: number,
  toWidth: number,
  toHeight: number,
): Uint8Array {
  const wide = toWidth === width ? pixels : horizontal(pixels, width, height, channels, bicubicTaps(width, toWidth), toWidth);
  return toHeight === height ? wide : vertical(wide, toWidth * channels, bicubicTaps(height, toHeight), toHeight);
}

function horizontal(pixels: Uint8Array, width: number, height: number, channels: number, taps: Taps, toWidth: number): Uint8Array {
  if (channels === 3) return horizontalRgb(pixels, width, height, taps, toWidth);
  const out = new Uint8Array(toWidth * height * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < toWidth; x++) {
      const count = at(taps.count, x);
      const weightsAt = x * taps.width;
      for (let channel = 0; channel < channels; channel++) {
        let sum = half;
        let from = (y * width + at(taps.first, x)) * channels + channel;
        for (let i = 0; i < count; i++, from += channels) sum += Math.imul(at(taps.weights, weightsAt + i), at(pixels, from));
        out[to++] = toByte(sum);
      }
    }
  }
  return out;
}

/** The common case, with each weight read once for three sums. */
function horizontalRgb(pixels: Uint8Array, width: number, height: number, taps: Taps, toWidth: number): Uint8Array {
  const out = new Uint8Array(toWidth * height * 3);
  const { first, count, weights, width: stride } = taps;
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < toWidth; x++) {
      let [red, green, blue] = [half, half, half];
      let from = (y * width + at(first, x)) * 3;
      const end = x * stride + at(count, x);
      for (let i = x * stride; i < end; i++, from += 3) {
        const weight = at(weights, i);
        red = (red + Math.imul(weight, at(pixels, from))) | 0;
        green = (green + Math.imul(weight, at(pixels, from + 1))) | 0;
        blue = (blue + Math.imul(weight, at(pixels, from + 2))) | 0;
      }
      out[to] = toByte(red);
      out[to + 1] = toByte(green);
      out[to + 2] = toByte(blue);
      to += 3;
    }
  }
  return out;
}

/** `row` is the samples of a row. Whole rows are added up, so that memory is read in its order. */
function vertical(pixels: Uint8Array, row: number, taps: Taps, toHeight: number): Uint8Array {
  const out = new Uint8Array(row * toHeight);
  const sums = new Int32Array(row);
  for (let y = 0; y < toHeight; y++) {
    const first = at(taps.first, y);
    const count = at(taps.count, y);
    sums.fill(half);
    for (let i = 0; i < count; i++) {
      const weight = at(taps.weights, y * taps.width + i);
      const from = (first + i) * row;
      for (let x = 0; x < row; x++) sums[x] = at(sums, x) + Math.imul(weight, at(pixels, from + x));
    }
    for (let x = 0; x < row; x++) out[y * row + x] = toByte(at(sums, x));
  }
  return out;
}

/** Sums stay below 2^31: weights add up to 2^22, their absolute values to less than twice that. */
function toByte(sum: number): number {
  const value = sum >> fractionBits;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

function bicubicTaps(size: number, toSize: number): Taps {
  const scale = size / toSize;
  const widening = Math.max(scale, 1);
  const support = 2 * widening;
  const width = Math.ceil(support) * 2 + 1;
  const taps: Taps = { first: new Int32Array(toSize), count: new Int32Array(toSize), weights: new Int32Array(toSize * width), width };
  for (let x = 0; x < toSize; x++) {
    const centre = (x + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(size, Math.trunc(centre + support + 0.5)) - first;
    const weights = Array.from({ length: count }, (_, i) => bicubic((i + first - centre + 0.5) / widening));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    taps.first[x] = first;
    taps.count[x] = count;
    for (const [i, weight] of weights.entries()) {
      const scaled = (total === 0 ? weight : weight / total) * 2 ** fractionBits;
      taps.weights[x * width + i] = Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
    }
  }
  return taps;
}

function bicubic(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/** All positions are within their arrays by construction; the hot loops need no test. */
function at(values: Int32Array | Uint8Array, index: number): number {
  return values[index] as number;
}
