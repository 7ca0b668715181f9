import type { Matrix } from './matrix.js';

/**
 * What pixels alone say, without any network: gradients (HOG; Dalal, Triggs 2005), colours, and texture (local binary patterns; Ojala 2002). Of another kind
 * than what selectors see, so that suiting one's own features earns nothing in a probe on these.
 */
const ORIENTATIONS = 9;
/** Of a colour channel; 4 x 4 x 4 colours. */
const SHADES = 4;
const COLOURS = SHADES ** 3;
/** Added to the sum of a cell's gradients, so that noise in a flat cell stays small: grey levels. */
const FLATNESS = 50;

/** Side of the square that whole images are squashed to, and of a cell of theirs: pixels. */
export const wholeSide = 112;
/** Side of the square for descriptors of the model's 14 x 14 cells. */
export const gridSide = 224;
const CELL = 16;

const perWhole = (wholeSide / CELL) ** 2 * ORIENTATIONS + COLOURS + 256;
/** Rotation-invariant codes of at most two changes: number of bright neighbours, 0 to 8, and 9 for all others. */
const TURNED_CODES = 10;
const perCell = ORIENTATIONS + COLOURS + TURNED_CODES;

/** A square of pixels, looked at in three ways. */
interface Looked {
  readonly side: number;
  /** Strength and orientation bin of the gradient at each pixel. */
  readonly strength: Float32Array;
  readonly orientation: Uint8Array;
  readonly colour: Uint8Array;
  /** Local binary pattern; pixels of the border have none. */
  readonly code: Uint8Array;
}

function look(pixels: Uint8Array, side: number): Looked {
  const count = side * side;
  const grey = new Float32Array(count);
  const colour = new Uint8Array(count);
  for (let p = 0; p < count; p++) {
    const [r, g, b] = [pixels[3 * p] as number, pixels[3 * p + 1] as number, pixels[3 * p + 2] as number];
    grey[p] = (r + g + b) / 3;
    colour[p] = (r >> 6) * SHADES * SHADES + (g >> 6) * SHADES + (b >> 6);
  }
  const strength = new Float32Array(count);
  const orientation = new Uint8Array(count);
  const code = new Uint8Array(count);
  const at = (x: number, y: number): number => grey[y * side + x] as number;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const p = y * side + x;
      const [left, right] = [Math.max(0, x - 1), Math.min(side - 1, x + 1)];
      const [above, below] = [Math.max(0, y - 1), Math.min(side - 1, y + 1)];
      const dx = (at(right, y) - at(left, y)) / (right - left);
      const dy = (at(x, below) - at(x, above)) / (below - above);
      strength[p] = Math.hypot(dx, dy);
      const angle = Math.atan2(dy, dx);
      orientation[p] = Math.min(ORIENTATIONS - 1, Math.floor(((angle < 0 ? angle + Math.PI : angle) / Math.PI) * ORIENTATIONS));
      if (x > 0 && y > 0 && x < side - 1 && y < side - 1) code[p] = codeAt(grey, p, side);
    }
  }
  return { side, strength, orientation, colour, code };
}

/** Which of the eight neighbours, clockwise from the upper left, are brighter: one bit each. */
function codeAt(grey: Float32Array, p: number, side: number): number {
  const own = grey[p] as number;
  const around = [-side - 1, -side, -side + 1, 1, side + 1, side, side - 1, -1];
  let code = 0;
  for (let bit = 0; bit < 8; bit++) if ((grey[p + (around[bit] as number)] as number) > own) code |= 1 << bit;
  return code;
}

const turned = Uint8Array.from({ length: 256 }, (_, code) => {
  let changes = 0;
  let bright = 0;
  for (let bit = 0; bit < 8; bit++) {
    bright += (code >> bit) & 1;
    changes += ((code >> bit) & 1) ^ ((code >> ((bit + 1) % 8)) & 1);
  }
  return changes <= 2 ? bright : TURNED_CODES - 1;
});

/** Roots of the shares of a histogram's entries in a total, to a place of `to`. */
function roots(histogram: Float64Array, total: number, to: Float32Array, at: number): void {
  for (let i = 0; i < histogram.length; i++) to[at + i] = Math.sqrt((histogram[i] as number) / total);
}

/** Gradients of a cell by orientation, with the total that makes roots of shares of them. */
function gradients({ side, strength, orientation }: Looked, x0: number, y0: number): { histogram: Float64Array; total: number } {
  const histogram = new Float64Array(ORIENTATIONS);
  let total = FLATNESS;
  for (let y = y0; y < y0 + CELL; y++) {
    for (let p = y * side + x0; p < y * side + x0 + CELL; p++) {
      const bin = orientation[p] as number;
      histogram[bin] = (histogram[bin] as number) + (strength[p] as number);
      total += strength[p] as number;
    }
  }
  return { histogram, total };
}

/**
 * Descriptor of a whole image: 7 x 7 cells of gradients, as a whole of unit length; colours; texture.
 *
 * @param pixels RGB, [wholeSide x wholeSide x 3]
 * @returns [761]
 */
export function describeWhole(pixels: Uint8Array): Float32Array {
  const looked = look(pixels, wholeSide);
  const whole = new Float32Array(perWhole);
  const cells = wholeSide / CELL;
  let at = 0;
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++, at += ORIENTATIONS) {
      const { histogram, total } = gradients(looked, column * CELL, row * CELL);
      roots(histogram, total, whole, at);
    }
  }
  const length = Math.hypot(...whole.subarray(0, at)) || 1;
  for (let i = 0; i < at; i++) whole[i] = (whole[i] as number) / length;
  const colours = new Float64Array(COLOURS);
  for (const colour of looked.colour) colours[colour] = (colours[colour] as number) + 1;
  roots(colours, looked.colour.length, whole, at);
  const codes = new Float64Array(256);
  for (let y = 1; y < wholeSide - 1; y++) {
    for (let x = 1; x < wholeSide - 1; x++) {
      const code = looked.code[y * wholeSide + x] as number;
      codes[code] = (codes[code] as number) + 1;
    }
  }
  roots(codes, (wholeSide - 2) ** 2, whole, at + COLOURS);
  return whole;
}

/**
 * Descriptors of the model's 14 x 14 cells: gradients, colours, and texture that does not change when the cell is turned.
 *
 * @param pixels RGB, [gridSide x gridSide x 3]
 * @returns one row for each cell: [196 x 83]
 */
export function describeCells(pixels: Uint8Array): Matrix {
  const looked = look(pixels, gridSide);
  const cells = gridSide / CELL;
  const values = new Float32Array(cells * cells * perCell);
  for (let cell = 0; cell < cells * cells; cell++) {
    const [x0, y0, at] = [(cell % cells) * CELL, Math.floor(cell / cells) * CELL, cell * perCell];
    const { histogram, total } = gradients(looked, x0, y0);
    roots(histogram, total, values, at);
    const colours = new Float64Array(COLOURS);
    const codes = new Float64Array(TURNED_CODES);
    for (let y = y0; y < y0 + CELL; y++) {
      for (let p = y * gridSide + x0; p < y * gridSide + x0 + CELL; p++) {
        const [colour, code] = [looked.colour[p] as number, turned[looked.code[p] as number] as number];
        colours[colour] = (colours[colour] as number) + 1;
        codes[code] = (codes[code] as number) + 1;
      }
    }
    roots(colours, CELL * CELL, values, at + ORIENTATIONS);
    roots(codes, CELL * CELL, values, at + ORIENTATIONS + COLOURS);
  }
  return { values, width: perCell };
}
