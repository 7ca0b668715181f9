import { Mask, type Point } from './mask.js';
import type { Part } from './part.js';

/** What can go wrong in a press: the red plate out of register, or too little ink on the black one. */
export type Misprint = 'register' | 'ink';

/** Letters as lines on a grid of 4 x 6. */
const letters: Readonly<Record<string, readonly (readonly number[])[]>> = {
  F: [
    [0, 6, 0, 0, 4, 0],
    [0, 3, 3, 3],
  ],
  R: [
    [0, 6, 0, 0, 3, 0, 4, 1, 4, 2, 3, 3, 0, 3],
    [2, 3, 4, 6],
  ],
  A: [
    [0, 6, 2, 0, 4, 6],
    [1, 4, 3, 4],
  ],
  G: [[4, 1, 3, 0, 1, 0, 0, 1, 0, 5, 1, 6, 3, 6, 4, 5, 4, 3.5, 2.4, 3.5]],
  I: [[2, 0, 2, 6]],
  L: [[0, 0, 0, 6, 4, 6]],
  E: [
    [4, 0, 0, 0, 0, 6, 4, 6],
    [0, 3, 3, 3],
  ],
  N: [[0, 6, 0, 0, 4, 6, 4, 0]],
  O: [[1, 0, 3, 0, 4, 1, 4, 5, 3, 6, 1, 6, 0, 5, 0, 1, 1, 0]],
  '4': [[3, 6, 3, 0, 0, 4, 4, 4]],
  '7': [[0, 0, 4, 0, 1.5, 6]],
};

function write(mask: Mask, text: string, left: number, top: number, unit: number, radius: number): void {
  for (const [k, letter] of Array.from(text).entries()) {
    for (const stroke of letters[letter] ?? []) {
      const points: Point[] = [];
      for (let i = 0; i + 1 < stroke.length; i += 2) {
        points.push({ x: left + (k * 5.8 + (stroke[i] as number)) * unit, y: top + (stroke[i + 1] as number) * unit });
      }
      mask.line(points, () => radius);
    }
  }
}

/** A tall glass, the sign for what breaks. */
function glass(mask: Mask, x: number, y: number): void {
  mask.field([x, y, x + 34, y + 24], (px, py) => Math.max(Math.abs(px - x - 17) - 15 + (py - y) * 0.22, y - py, py - y - 24));
  mask.plate(x + 15, y + 22, x + 19, y + 43, 1);
  mask.plate(x + 6, y + 42, x + 28, y + 46, 1);
}

/** Two arrows over a line: this side up. */
function arrows(mask: Mask, x: number, y: number): void {
  for (const at of [x + 9, x + 29]) {
    mask.plate(at - 2.5, y + 10, at + 2.5, y + 38, 0.5);
    mask.field([at - 9, y, at + 9, y + 13], (px, py) => Math.max(Math.abs(px - at) - (py - y) * 0.7, py - y - 13));
  }
  mask.plate(x - 1, y + 42, x + 39, y + 46, 0.5);
}

function bars(mask: Mask, left: number, top: number): void {
  const widths = [2, 1, 1, 3, 2, 1, 4, 1, 1, 2, 3, 1, 1, 1, 2, 4, 1, 2, 1, 1, 3, 2, 1, 3];
  let x = left;
  for (const [k, width] of widths.entries()) {
    if (k % 2 === 0) mask.plate(x, top, x + width * 1.5, top + 40, 0, 1);
    x += width * 1.5;
  }
}

interface Plates {
  readonly black: Mask;
  readonly red: Mask;
}

let made: Plates | undefined;

/** Both printing plates; drawn once, as every carton bears the same. */
function plates(): Plates {
  if (made) return made;
  const black = new Mask();
  write(black, 'FRAGILE', 62, 89, 4.1, 2.2);
  glass(black, 66, 146);
  arrows(black, 120, 146);
  bars(black, 182, 148);
  write(black, 'NO 47', 66, 218, 2.2, 1.1);
  const red = new Mask().plate(52, 50, 244, 66, 2).plate(52, 126, 244, 131, 1);
  red.field([62, 199, 250, 232], (x, y) => Math.abs(Math.sqrt((x - 214) ** 2 + (y - 215) ** 2) - 14) - 2.6);
  made = { black, red };
  return made;
}

/** Prints on a carton: a red plate, then a black one. */
export function printCarton(part: Part, misprint?: Misprint): void {
  const { black, red } = plates();
  const paper = part.placed(part.textures.grain);
  const patchy = part.placed(part.textures.pebble);
  const off = misprint === 'register';
  part.paint(
    part.mask.copy(red, off ? 9 : Math.round(part.between(-1, 1)), off ? 15 : 0),
    [0.6, 0.1, 0.08],
    0.9,
    (x, y) => 1 + 0.15 * paper(x, y),
  );
  // A second, fainter pull of the black plate is what a slipping sheet leaves.
  if (off) part.paint(part.mask.copy(black, 10, 5), [0.09, 0.09, 0.1], 0.6, (x, y) => 1 + 0.3 * paper(x, y));
  part.mask.copy(black, Math.round(part.between(-1, 1)), 0);
  if (misprint === 'ink') {
    const dry = part.between(90, 190);
    part.mask.thin((x, y) => Math.min(1, Math.max(0.04, 0.5 + 0.9 * patchy(x, y) + Math.abs(y - dry) / 60 - 0.6)));
  }
  part.paint(part.mask, [0.08, 0.08, 0.09], 0.92, (x, y) => 1 + 0.3 * paper(x, y));
}
