import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { centredUnit, mulberry32, partialShuffle, settings } from '../../src/core/index.js';
import { extract, type ExtractedPool } from '../../src/engine/extract.js';
import type { SelectRequest } from '../../src/engine/requests.js';
import { choose } from '../../src/engine/select.js';
import { fromChosen, leaveOneOut, type Accuracy, type Labelled } from './nearest-neighbour.js';

/** Images that are labelled of each class, on the mean. */
export const labelsPerClass = 4;
const draws = 20;

/** What a model is good for on one pool. */
export interface PoolFigures {
  readonly images: number;
  readonly classes: number;
  readonly leaveOneOut: Accuracy;
  /** Balanced accuracy where only the chosen images have labels: of our selection, and the mean of random ones of the same size. */
  readonly chosen: number;
  readonly random: number;
  /** Of the store, index included. */
  readonly bytesPerImage: number;
}

/** What work that tells how far it is ends with. */
export async function resultOf<T>(work: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const step = await work.next();
    if (step.done) return step.value;
  }
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

/** The defaults of the product, on a folder and with a store. */
export function requestFor(folder: string, model: string, store: string): SelectRequest {
  return {
    folder,
    folderAsGiven: folder,
    cwd: store,
    store,
    model: { file: model, asGiven: model },
    patterns: settings.patterns.default,
    attentionRatio: settings.attentionRatio.default,
    include: [],
    exclude: [],
    budget: { kind: 'images', images: 1 },
    sampling: { sampler: 'coverage', rarity: settings.rarity.default, blend: settings.blend.default, seed: settings.seed.default },
    initial: [],
    pinned: [],
    excluded: [],
  };
}

/** Takes a folder with one folder per class the product's way, with a store of its own that is removed afterwards. */
export async function poolFigures(folder: string, model: string): Promise<PoolFigures> {
  const store = mkdtempSync(path.join(os.tmpdir(), 'freesel-bench-'));
  const { signal } = new AbortController();
  try {
    const request = requestFor(folder, model, store);
    const pool = await resultOf(extract(request, signal));
    const bytesPerImage = bytesBelow(store) / pool.paths.length;
    const labelled = classesOf(pool);
    const classes = new Set(labelled.classes).size;
    const budget = labelsPerClass * classes;
    const selection = await resultOf(choose(pool, { ...request, budget: { kind: 'images', images: budget } }, signal));
    const at = new Map(pool.paths.map((own, i) => [own, i]));
    const centred = { ...labelled, vectors: centredUnit(labelled.vectors, labelled.width, 'pool') };
    return {
      images: pool.paths.length,
      classes,
      leaveOneOut: leaveOneOut(labelled),
      chosen: fromChosen(
        centred,
        selection.picks.flatMap((pick) => at.get(pick.path) ?? []),
      ).balanced,
      random: randomly(centred, budget),
      bytesPerImage,
    };
  } finally {
    rmSync(store, { recursive: true, force: true });
  }
}

const classesOf = ({ rows, paths }: ExtractedPool): Labelled => ({
  vectors: rows.embeddings,
  width: rows.embeddingWidth,
  classes: paths.map((own) => own.split('/')[0] ?? ''),
});

function randomly(labelled: Labelled, budget: number): number {
  let sum = 0;
  for (let seed = 1; seed <= draws; seed += 1) {
    const deck = Int32Array.from(labelled.classes, (_, i) => i);
    partialShuffle(deck, Math.min(budget, deck.length), mulberry32(seed));
    sum += fromChosen(labelled, [...deck.subarray(0, budget)]).balanced;
  }
  return sum / draws;
}
