import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { mulberry32 } from '../../core/random.js';
import { photograph, pictureSide } from './camera.js';
import { Part } from './part.js';
import { schedule, type Kind } from './schedule.js';
import { makeTextures } from './textures.js';

/** How many pictures are encoded and written at a time while the next are drawn. */
const inFlight = 8;

/** What a picture of the line shows. */
export interface LineImage {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** 'good' or the defect kind. */
  readonly kind: Kind;
}

export interface LineOptions {
  /** Whole number; the same seed draws the same pictures. */
  readonly seed: number;
  /** 400 unless told. */
  readonly images?: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Draws the pictures of a made-up inspection line into a folder: five cameras, six surfaces, most parts good, ten kinds of defect of which
 * some are frequent and some come two to four times in 400. JPEG, 240 x 240 pixels, in `camera-1/0001.jpg` and so on; folders are made,
 * files of the same name are overwritten.
 *
 * @returns what each picture shows, in the order in which they passed; no name in the folder tells
 * @throws the signal's reason once it is aborted; whatever the file system says. What was written by then stays
 */
export async function drawInspectionLine(folder: string, options: LineOptions): Promise<LineImage[]> {
  const { seed, images = 400, onProgress, signal } = options;
  signal?.throwIfAborted();
  const draw = mulberry32(seed);
  const shots = schedule(images, draw);
  const part = new Part(makeTextures(draw()), draw);
  for (const name of new Set(shots.map(({ path }) => dirname(path)))) await mkdir(join(folder, name), { recursive: true });

  let done = 0;
  let failure: { readonly error: unknown } | undefined;
  const writing = new Set<Promise<void>>();
  try {
    for (const { path, surface, fault, damage } of shots) {
      signal?.throwIfAborted();
      // A generator of its own for each picture: a change to one surface leaves the pictures of the others as they are.
      part.draw = mulberry32(draw());
      surface(part, fault);
      damage?.(part);
      const written: Promise<void> = write(join(folder, path), photograph(part)).then(
        () => {
          writing.delete(written);
          onProgress?.(++done, shots.length);
        },
        (error: unknown) => {
          writing.delete(written);
          failure ??= { error };
        },
      );
      writing.add(written);
      if (writing.size >= inFlight) await Promise.race(writing);
      if (failure) throw failure.error;
    }
  } finally {
    await Promise.all(writing);
  }
  if (failure) throw failure.error;
  return shots.map(({ path, kind }) => ({ path, kind }));
}

async function write(path: string, pixels: Uint8ClampedArray): Promise<void> {
  const jpeg = await sharp(pixels, { raw: { width: pictureSide, height: pictureSide, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
  await writeFile(path, jpeg);
}
