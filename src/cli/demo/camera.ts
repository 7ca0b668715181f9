import { canvasSide } from './mask.js';
import type { Part } from './part.js';

/** Width and height of a picture in pixels. */
export const pictureSide = 240;

const lit = {
  red: new Float32Array(canvasSide * canvasSide),
  green: new Float32Array(canvasSide * canvasSide),
  blue: new Float32Array(canvasSide * canvasSide),
};

/** Width of the canvas's border that no picture reaches: turned by 0.025 and moved by 5 pixels its corners lie 16 pixels inside. */
const margin = 14;

/** Lets light fall on the part: slopes towards the lamp are brighter, a lamp that is nearer on one side makes a gradient, gloss a bright band. */
function light(part: Part): void {
  const lamp = part.between(-2.4, -2.3);
  const lx = Math.cos(lamp) * 0.55;
  const ly = Math.sin(lamp) * 0.55;
  const gain = part.between(0.94, 1.06);
  const tilt = part.between(0, 2 * Math.PI);
  const fall = part.between(0, 0.16) / canvasSide;
  const gx = Math.cos(tilt) * fall;
  const gy = Math.sin(tilt) * fall;
  const warm = part.between(-0.01, 0.01);
  const band = part.between(0.42, 0.58) * canvasSide;
  const slant = part.between(-0.12, 0.12);
  const width = part.between(55, 65);
  const { height } = part;
  // The picture needs no more of the canvas than this.
  for (let y = margin; y < canvasSide - margin; y++) {
    for (let x = margin, i = y * canvasSide + x; x < canvasSide - margin; x++, i++) {
      const here = height[i] as number;
      const dx = here - (height[i - 1] as number);
      const dy = here - (height[i - canvasSide] as number);
      const off = (y - band + slant * (x - canvasSide / 2)) / width;
      const near = 1 / (1 + off * off * off * off);
      // A slope that faces the lamp rises away from it, hence the minus.
      const slope = Math.min(0.9, Math.max(-0.7, -(dx * lx + dy * ly)));
      const s = gain * (1 + gx * (x - canvasSide / 2) + gy * (y - canvasSide / 2)) * (1 + slope + part.gloss * (near * 0.45 - 0.15));
      lit.red[i] = (part.red[i] as number) * s * (1 + warm);
      lit.green[i] = (part.green[i] as number) * s;
      lit.blue[i] = (part.blue[i] as number) * s * (1 - warm);
    }
  }
}

/** The row above as it was before the blur reached it. */
const above = new Float32Array(pictureSide);

/** A lens slightly out of focus: each pixel gives `share` of itself to either neighbour, first along rows, then along columns. */
function blur(values: Float32Array, share: number): void {
  const keep = 1 - 2 * share;
  let before = values[0] as number;
  for (let i = 1; i < values.length - 1; i++) {
    const own = values[i] as number;
    values[i] = keep * own + share * (before + (values[i + 1] as number));
    before = own;
  }
  above.set(values.subarray(0, pictureSide));
  for (let i = pictureSide; i < values.length - pictureSide; i += pictureSide) {
    for (let x = 0; x < pictureSide; x++) {
      const own = values[i + x] as number;
      values[i + x] = keep * own + share * ((above[x] as number) + (values[i + x + pictureSide] as number));
      above[x] = own;
    }
  }
}

const shot = [0, 1, 2].map(() => new Float32Array(pictureSide * pictureSide)) as [Float32Array, Float32Array, Float32Array];

/**
 * Takes a picture of a part: light, a little shift and rotation, blur, sensor noise.
 *
 * @returns red, green, blue of each pixel, 0 to 255: [240 x 240 x 3]
 */
export function photograph(part: Part): Uint8ClampedArray {
  light(part);
  const turn = part.between(-0.025, 0.025);
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  const cx = canvasSide / 2 + part.between(-5, 5);
  const cy = canvasSide / 2 + part.between(-5, 5);
  const share = part.between(0.04, 0.14);
  const grit = part.between(1.2, 2.6);
  const [red, green, blue] = shot;
  for (let y = 0, i = 0; y < pictureSide; y++) {
    const v = y - pictureSide / 2;
    for (let x = 0; x < pictureSide; x++, i++) {
      const u = x - pictureSide / 2;
      const px = cx + u * cos - v * sin;
      const py = cy + u * sin + v * cos;
      const left = px | 0;
      const top = py | 0;
      const fx = px - left;
      const fy = py - top;
      const at = top * canvasSide + left;
      const a = (1 - fx) * (1 - fy);
      const b = fx * (1 - fy);
      const c = (1 - fx) * fy;
      const d = fx * fy;
      red[i] = mix(lit.red, at, a, b, c, d);
      green[i] = mix(lit.green, at, a, b, c, d);
      blue[i] = mix(lit.blue, at, a, b, c, d);
    }
  }
  for (const plane of shot) blur(plane, share);
  const { values } = part.textures.noise;
  const last = values.length - 1;
  const picture = new Uint8ClampedArray(pictureSide * pictureSide * 3);
  for (let i = 0, at = 0, from = Math.floor(part.between(0, last)); i < red.length; i++, from++) {
    const common = 0.8 * (values[from & last] as number);
    picture[at++] = 255 * (red[i] as number) + grit * (common + 0.5 * (values[(from + 60013) & last] as number));
    picture[at++] = 255 * (green[i] as number) + grit * (common + 0.4 * (values[(from + 120011) & last] as number));
    picture[at++] = 255 * (blue[i] as number) + grit * (common + 0.6 * (values[(from + 180023) & last] as number));
  }
  return picture;
}

/** Weighs the four pixels around a place. */
function mix(plane: Float32Array, at: number, a: number, b: number, c: number, d: number): number {
  return (
    a * (plane[at] as number) +
    b * (plane[at + 1] as number) +
    c * (plane[at + canvasSide] as number) +
    d * (plane[at + canvasSide + 1] as number)
  );
}
