import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from '../../../src/core/pool.js';
import { cacheFolder, folderPool, type FolderPool } from './folder-pool.js';
import { makeJunk, type ForeignImage } from './junk.js';
import { rowsOf, stacked, type Matrix } from './matrix.js';
import { junk, permutation } from './splits.js';

/** Labelled images for the bench. Image i of each part is the same. */
export interface QualityPool {
  readonly name: string;
  readonly features: Pool;
  /** Class of each image, or `junk`. */
  readonly labels: readonly string[];
  /** What no selector sees; a file of features may lack it. */
  readonly other: Matrix | undefined;
  /** Where a protocol says itself which images are held out. */
  readonly isHeldOut?: readonly boolean[] | undefined;
}

/** Images taken from one folder. */
interface Part {
  readonly folder: string;
  /** All of them, so many drawn at random, or so many of each class. */
  readonly take: 'all' | { readonly images: number } | Readonly<Record<string, number>>;
  readonly as?: 'junk' | 'prefixed';
}

const data = path.resolve('../shared/data');
const junkFolder = path.join(cacheFolder, 'junk');
/** 6 % of clothing with them. */
const JUNK_IMAGES = 81;
/** 30 % of clothing with them. */
const FOREIGN_IMAGES = 546;

const longTailedSteel = { patches: 250, scratches: 100, 'rolled-in_scale': 40, inclusion: 20, pitted_surface: 10, crazing: 6 };
const longTailedClothing = {
  shorts: 130,
  shoes: 90,
  hat: 60,
  outwear: 45,
  longsleeve: 30,
  pants: 22,
  dress: 16,
  't-shirt': 12,
  shirt: 8,
  skirt: 6,
};

const whole = (folder: string): readonly Part[] => [{ folder, take: 'all' }];

/** The pools of the bench, each with what it asks of a selector. */
const parts = {
  /** Balanced: nothing rare. */
  steel: whole('steel'),
  'steel LT': [{ folder: 'steel', take: longTailedSteel }],
  /** One class in seven of ten images. */
  tiles: whole('tiles'),
  clothing: whole('clothing'),
  'clothing LT': [{ folder: 'clothing', take: longTailedClothing }],
  'clothing + 6 % junk': [
    { folder: 'clothing', take: 'all' },
    { folder: junkFolder, take: 'all', as: 'junk' },
  ],
  /** The published failure of methods that seek what is far. */
  'clothing + 30 % foreign': [
    { folder: 'clothing', take: 'all' },
    { folder: 'land', take: { images: FOREIGN_IMAGES }, as: 'junk' },
  ],
  /** Twenty-one balanced classes. */
  land: whole('land'),
  /** Domains of unequal size and spread. */
  mix: [
    { folder: 'steel', take: { images: 300 }, as: 'prefixed' },
    { folder: 'tiles', take: { images: 500 }, as: 'prefixed' },
    { folder: 'clothing', take: { images: 700 }, as: 'prefixed' },
  ],
} satisfies Record<string, readonly Part[]>;

export type PoolName = keyof typeof parts;
export const poolNames = Object.keys(parts) as PoolName[];

/** Folders that a pool needs and that are not there. */
export const missingFolders = (name: PoolName): string[] =>
  [...(parts[name] as readonly Part[]).map(({ folder }) => folder), ...(name === 'clothing + 6 % junk' ? ['steel', 'tiles'] : [])]
    .map((folder) => path.resolve(data, folder))
    .filter((folder) => folder !== junkFolder && !existsSync(folder));

/** Makes a pool of the bench from `../shared/data`. */
export async function poolOf(name: PoolName): Promise<QualityPool> {
  const taken: Taken[] = [];
  for (const [i, { folder, take, as }] of (parts[name] as readonly Part[]).entries()) {
    if (folder === junkFolder) await makeJunk(junkFolder, JUNK_IMAGES, await foreignImages());
    const from = await remembered(path.resolve(data, folder));
    const labels = from.paths.map((own) => (as === 'junk' ? junk : (as === 'prefixed' ? `${folder}/` : '') + classOf(own)));
    taken.push({ from, labels, images: takenImages(labels, take, 11 + i) });
  }
  return joined(name, taken);
}

/** The pool of any folder with one folder for each class. */
export async function poolOfFolder(folder: string): Promise<QualityPool> {
  const from = await folderPool(path.resolve(folder));
  const stray = from.paths.find((own) => !own.includes('/'));
  if (stray !== undefined) throw new Error(`${folder} needs one folder for each class, and ${stray} lies in none.`);
  const labels = from.paths.map(classOf);
  return joined(path.basename(path.resolve(folder)), [{ from, labels, images: takenImages(labels, 'all', 0) }]);
}

const folders = new Map<string, Promise<FolderPool>>();
function remembered(folder: string): Promise<FolderPool> {
  const known = folders.get(folder) ?? folderPool(folder);
  folders.set(folder, known);
  return known;
}

const classOf = (own: string): string => own.split('/')[0] ?? '';

async function foreignImages(): Promise<ForeignImage[]> {
  const images: ForeignImage[] = [];
  for (const folder of ['steel', 'tiles'].map((name) => path.join(data, name))) {
    const { paths } = await remembered(folder);
    images.push(...paths.map((own) => ({ folder, path: own })));
  }
  return images;
}

interface Taken {
  readonly from: FolderPool;
  readonly labels: readonly string[];
  readonly images: readonly number[];
}

/** Numbers of the images that are taken, rising. */
export function takenImages(labels: readonly string[], take: Part['take'], seed: number): number[] {
  const order = [...permutation(labels.length, seed)];
  const rising = (images: number[]): number[] => images.sort((a, b) => a - b);
  if (take === 'all') return rising(order);
  const { images } = take;
  if (typeof images === 'number') return rising(order.slice(0, images));
  const left = new Map(Object.entries(take));
  return rising(
    order.filter((image) => {
      const label = labels[image] ?? '';
      const count = left.get(label) ?? 0;
      left.set(label, count - 1);
      return count > 0;
    }),
  );
}

function joined(name: string, taken: readonly Taken[]): QualityPool {
  return {
    name,
    features: featuresOf(taken.map(({ from, images }) => subPool(from.features, images))),
    labels: taken.flatMap(({ labels, images }) => images.map((image) => labels[image] ?? '')),
    other: stacked(taken.map(({ from, images }) => rowsOf(from.other, images))),
  };
}

/** The features of some images, in the order that is given. */
export function subPool(pool: Pool, images: ArrayLike<number>): Pool {
  const { width, embeddingWidth, patterns, firstPattern, embeddings } = pool;
  const first = new Int32Array(images.length + 1);
  const rows: number[] = [];
  for (let i = 0; i < images.length; i++) {
    const image = images[i] as number;
    for (let p = firstPattern[image] as number; p < (firstPattern[image + 1] as number); p++) rows.push(p);
    first[i + 1] = rows.length;
  }
  return {
    images: images.length,
    width,
    embeddingWidth,
    patterns: rowsOf({ values: patterns, width }, rows).values,
    firstPattern: first,
    embeddings: rowsOf({ values: embeddings, width: embeddingWidth }, images).values,
  };
}

function featuresOf(pools: readonly Pool[]): Pool {
  const firstPattern = [0];
  for (const pool of pools) {
    const start = firstPattern.at(-1) ?? 0;
    for (let image = 1; image <= pool.images; image++) firstPattern.push(start + (pool.firstPattern[image] as number));
  }
  const patterns = stacked(pools.map((pool) => ({ values: pool.patterns, width: pool.width })));
  const embeddings = stacked(pools.map((pool) => ({ values: pool.embeddings, width: pool.embeddingWidth })));
  return {
    images: firstPattern.length - 1,
    width: patterns.width,
    embeddingWidth: embeddings.width,
    patterns: patterns.values,
    firstPattern: Int32Array.from(firstPattern),
    embeddings: embeddings.values,
  };
}

/** Hash of everything that a result on a pool depends on. */
export function fingerprintOf({ features, labels, other, isHeldOut }: QualityPool): string {
  const hash = createHash('sha256');
  const bytes = (array: Float32Array | Int32Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (const array of [features.patterns, features.firstPattern, features.embeddings]) hash.update(bytes(array));
  if (other) hash.update(bytes(other.values));
  hash.update(JSON.stringify([labels, isHeldOut ?? null]));
  return hash.digest('hex').slice(0, 24);
}
