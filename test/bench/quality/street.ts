import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import * as v from 'valibot';
import { embeddedModelFile } from '../../../src/model/embedded.js';
import { readModelFile, VisionModel } from '../../../src/model/vision-model.js';
import { describeCells, gridSide } from './descriptors.js';
import { cacheFolder, folderPool, pixelsOf, readMatrix, writeMatrix, type FolderPool } from './folder-pool.js';
import { stacked, type Matrix } from './matrix.js';
import { splitOf, type Split } from './splits.js';

/** Many objects in an image: driving scenes with a class for every pixel. */
const streetFolder = path.resolve('../shared/data/street');
/** Labelled images. */
export const streetBudgets = [2, 4, 8, 16, 32, 64];
/** Cells of the model's grid, in a row and in a column. */
const GRID = 14;
export const cellsPerImage = GRID * GRID;
/** Pixels that connect from which on they are an object. */
const OBJECT_PIXELS = 60;

const classList = v.object({ ignore_index: v.number(), classes: v.array(v.object({ index: v.number(), name: v.string() })) });

/** Images of streets, cell by cell. Row `196 i + c` of each matrix is cell c of image i. */
export interface Street {
  readonly features: FolderPool['features'];
  readonly tokens: Matrix;
  readonly other: Matrix;
  /** Most frequent class of the pixels of each cell; `ignored` where none counts. */
  readonly labels: Uint8Array;
  /** Objects of each class in each image: [images x classes]. */
  readonly objects: Matrix;
  readonly drives: readonly string[];
  readonly ignored: number;
}

export const hasStreet = (): boolean => existsSync(path.join(streetFolder, 'masks'));
export const streetSplit = (drives: readonly string[], split: number): Split => splitOf(drives, 1 + split);

/** Reads what is kept of the street images; makes it first where it is not. */
export async function streetOf(): Promise<Street> {
  const images = path.join(streetFolder, 'images');
  const { paths, features } = await folderPool(images);
  const { ignore_index: ignored, classes } = v.parse(classList, JSON.parse(readFileSync(path.join(streetFolder, 'classes.json'), 'utf8')));
  const kept = (part: string): string => path.join(cacheFolder, 'street', `${part}-1`);
  if (!existsSync(kept('labels'))) {
    mkdirSync(path.join(cacheFolder, 'street'), { recursive: true });
    await lookAtCells(images, paths, kept);
    await readMasks(paths, classes.length, ignored, kept);
  }
  const cells = paths.length * cellsPerImage;
  return {
    features,
    tokens: readMatrix(kept('tokens'), cells),
    other: readMatrix(kept('other'), cells),
    labels: readFileSync(kept('labels')),
    objects: readMatrix(kept('objects'), paths.length),
    // Names begin with that of the drive.
    drives: paths.map((own) => own.slice(0, 6)),
    ignored,
  };
}

async function lookAtCells(folder: string, paths: readonly string[], kept: (part: string) => string): Promise<void> {
  const model = await readModelFile(embeddedModelFile());
  const vision = await VisionModel.open(model, { threads: 2, batch: 8 });
  const tokens: Matrix[] = [];
  const other: Matrix[] = [];
  for (let from = 0; from < paths.length; from += 8) {
    const pixels = await Promise.all(paths.slice(from, from + 8).map((file) => pixelsOf(folder, file, gridSide)));
    for (const outputs of await vision.run(pixels)) {
      if (!outputs) throw new Error('the model gives no numbers for an image of a street');
      tokens.push({ values: outputs.tokens, width: model.contract.width });
    }
    other.push(...pixels.map(describeCells));
  }
  await vision.close();
  writeMatrix(kept('tokens'), stacked(tokens));
  writeMatrix(kept('other'), stacked(other));
}

async function readMasks(paths: readonly string[], classes: number, ignored: number, kept: (part: string) => string): Promise<void> {
  const labels = new Uint8Array(paths.length * cellsPerImage);
  const objects = new Float32Array(paths.length * classes);
  for (const [image, own] of paths.entries()) {
    const mask = path.join(streetFolder, 'masks', `${path.basename(own, path.extname(own))}.png`);
    const { data, info } = await sharp(readFileSync(mask)).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
    labels.set(cellLabels(data, info.width, info.height, classes, ignored), image * cellsPerImage);
    objects.set(objectsIn(data, info.width, info.height, classes), image * classes);
  }
  writeMatrix(kept('objects'), { values: objects, width: classes });
  writeFileSync(kept('labels'), labels);
}

/** Most frequent class of each cell, the ignored one not counted; lowest of ties. */
export function cellLabels(mask: Uint8Array, width: number, height: number, classes: number, ignored: number): Uint8Array {
  const counts = new Int32Array(cellsPerImage * classes);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * GRID) / height) * GRID;
    for (let x = 0; x < width; x++) {
      const at = (row + Math.floor((x * GRID) / width)) * classes + (mask[y * width + x] as number);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  return Uint8Array.from({ length: cellsPerImage }, (_, cell) => {
    let best = ignored;
    let most = 0;
    for (let c = 0; c < classes; c++) {
      const count = counts[cell * classes + c] as number;
      if (c !== ignored && count > most) [best, most] = [c, count];
    }
    return best;
  });
}

/** Number of objects of each class: areas of one class that connect by edges, from 60 pixels on. */
export function objectsIn(mask: Uint8Array, width: number, height: number, classes: number): Float32Array {
  const counts = new Float32Array(classes);
  const isSeen = new Uint8Array(mask.length);
  const stack = new Int32Array(mask.length);
  for (let start = 0; start < mask.length; start++) {
    if (isSeen[start] === 1) continue;
    const own = mask[start] as number;
    let depth = 0;
    let pixels = 0;
    stack[depth++] = start;
    isSeen[start] = 1;
    while (depth > 0) {
      const p = stack[--depth] as number;
      pixels++;
      const x = p % width;
      for (const next of [x > 0 ? p - 1 : -1, x < width - 1 ? p + 1 : -1, p - width, p + width]) {
        if (next < 0 || next >= width * height || isSeen[next] === 1 || mask[next] !== own) continue;
        isSeen[next] = 1;
        stack[depth++] = next;
      }
    }
    if (pixels >= OBJECT_PIXELS) counts[own] = (counts[own] as number) + 1;
  }
  return counts;
}
