import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';

/** Numbers from 0 to 1 that are the same for the same seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Look = (x: number, y: number) => number;

/** A few surfaces: of each look pictures differ in scale and angle. */
const looks: readonly ((own: () => number) => Look)[] = [
  (own) => {
    const [angle, scale] = [own() * 6, 20 + 60 * own()];
    return (x, y) => 0.5 + 0.5 * Math.sin((x * Math.cos(angle) + y * Math.sin(angle)) / scale);
  },
  (own) => {
    const size = 6 + 20 * own();
    return (x, y) => (Math.floor(x / size) + Math.floor(y / size)) % 2;
  },
  (own) => {
    const size = 3 + 10 * own();
    return (x) => Math.floor(x / size) % 2;
  },
  (own) => {
    const [cx, cy, size] = [40 * own(), 40 * own(), 10 + 30 * own()];
    return (x, y) => (Math.hypot((x % 60) - cx, (y % 60) - cy) < size ? 1 : 0.2);
  },
  (own) => () => own(),
];

/** Draws a picture of one of five looks, 64 to 200 pixels. The same number and ending give the same bytes. */
export async function drawPicture(number: number, ending: 'png' | 'jpg' = 'png', most = 200): Promise<Buffer> {
  const own = random(number + 1);
  const [width, height] = [64 + Math.floor(own() * (most - 63)), 64 + Math.floor(own() * (most - 63))];
  const shade = (looks[number % looks.length] ?? (() => () => 0))(own);
  const tint = [own(), own(), own()];
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) for (const channel of tint) pixels[at++] = Math.round(255 * shade(x, y) * (0.4 + 0.6 * channel));
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  return ending === 'png' ? picture.png({ compressionLevel: 1 }).toBuffer() : picture.jpeg({ quality: 90 }).toBuffer();
}

/** Draws pictures under these paths, number by number; an ending of `.jpg` gives a JPEG. */
export async function drawPictures(folder: string, paths: readonly string[], most = 200): Promise<void> {
  for (const [number, own] of paths.entries()) {
    const file = path.join(folder, own);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, await drawPicture(number, own.endsWith('.jpg') ? 'jpg' : 'png', most));
  }
}

/** Copies pictures, each from its path to another: the same content twice. */
export async function duplicatePictures(folder: string, pairs: Readonly<Record<string, string>>): Promise<void> {
  for (const [from, to] of Object.entries(pairs)) {
    await mkdir(path.dirname(path.join(folder, to)), { recursive: true });
    await copyFile(path.join(folder, from), path.join(folder, to));
  }
}
