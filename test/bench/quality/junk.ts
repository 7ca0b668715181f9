import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { mulberry32, uniform } from '../../../src/core/index.js';
import { pixelsOf } from './folder-pool.js';

const SIDE = 224;

/** An image of another domain. */
export interface ForeignImage {
  readonly folder: string;
  readonly path: string;
}

/**
 * Makes images that belong to no class: a third noise of coarse to fine grain, a third gradients of colour, a third taken from other domains. The same for the
 * same arguments; what is there already stays.
 *
 * @param foreign images of the other domains
 */
export async function makeJunk(folder: string, count: number, foreign: readonly ForeignImage[]): Promise<void> {
  const draw = mulberry32(7);
  const whole = (below: number): number => Math.floor(uniform(draw) * below);
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const file = path.join(folder, `junk-${String(i).padStart(3, '0')}.png`);
    const made = i % 3 === 0 ? noise(whole) : i % 3 === 1 ? gradient(whole) : (foreign[whole(foreign.length)] as ForeignImage);
    if (existsSync(file)) continue;
    const pixels = made instanceof Uint8Array ? made : await pixelsOf(made.folder, made.path, SIDE);
    await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png()
      .toFile(file);
  }
}

function noise(whole: (below: number) => number): Uint8Array {
  const grain = 1 + whole(23);
  const isColoured = whole(2) === 1;
  const cells = Math.floor(SIDE / grain) + 1;
  const values = Uint8Array.from({ length: cells * cells * 3 }, () => whole(256));
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const cell = (Math.floor(y / grain) * cells + Math.floor(x / grain)) * 3;
      for (let c = 0; c < 3; c++) pixels[(y * SIDE + x) * 3 + c] = values[cell + (isColoured ? c : 0)] as number;
    }
  }
  return pixels;
}

function gradient(whole: (below: number) => number): Uint8Array {
  const [from, to] = [
    [whole(256), whole(256), whole(256)],
    [whole(256), whole(256), whole(256)],
  ] as const;
  const angle = (whole(1000) / 1000) * Math.PI;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const least = Math.min(0, cos);
  const span = Math.abs(cos) + sin;
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const share = ((sin * y + cos * x) / (SIDE - 1) - least) / span;
      for (let c = 0; c < 3; c++) pixels[(y * SIDE + x) * 3 + c] = (from[c] as number) + ((to[c] as number) - (from[c] as number)) * share;
    }
  }
  return pixels;
}
