import os from 'node:os';
import path from 'node:path';
import { budgetImages } from '../core/budget.js';
import { coverage, covered, evidence, paperSampler, runsOf, significant, type Products } from '../core/index.js';
import type { Coverage, Pick, Selection, SelectionSettings } from '../core/selection.js';
import { selectionVersion } from '../core/selection.js';
import { preprocessingVersion } from '../images/index.js';
import { matrixProducts } from '../model/matrix-products.js';
import { runtimeVersion } from '../model/runtime.js';
import { fileNameOf, keepSelection, selectionWorkspace, writeSelectionFile } from '../store/index.js';
import { remark, written, type EngineEvent } from './events.js';
import { extract, type ExtractedPool } from './extract.js';
import { nothingLeft } from './problems.js';
import { progressOf } from './progress-of.js';
import type { SelectRequest } from './requests.js';
import { freeselVersion } from './versions.js';

/** A selection and the file that it was written to. */
export interface Written {
  readonly file: string;
  readonly selection: Selection;
}

/**
 * The whole way: extract, sample, explain, write.
 *
 * @throws Problem where it cannot be done; the signal's reason when it is cancelled, and then no selection is written
 */
export async function* select(request: SelectRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, Written> {
  const start = performance.now();
  const pool = yield* extract(request, signal);
  const selection = yield* choose(pool, request, signal, start);
  if (request.out) {
    await writeSelectionFile(request.out.file, selection, request.out.asGiven);
    return { file: request.out.file, selection };
  }
  return keepSelection(keptIn(pool, request), selectionName(request, selection.settings.budget), selection);
}

/** Samples and explains: from the pool's features alone, without model and pixels. */
export async function* choose(
  pool: ExtractedPool,
  request: SelectRequest,
  signal: AbortSignal,
  start = performance.now(),
): AsyncGenerator<EngineEvent, Selection> {
  const { rows, paths } = pool;
  const at = new Map(paths.map((own, i) => [own, i]));
  const initial = yield* known(request.initial, 'initial', at);
  const pinned = (yield* known(request.pinned, 'pinned', at)).filter((image) => !initial.includes(image));
  const excluded = (yield* known(request.excluded, 'excluded', at)).filter((image) => !initial.includes(image) && !pinned.includes(image));
  const asked = budgetImages(request.budget, rows.images);
  const free = rows.images - initial.length - excluded.length;
  if (free <= 0) throw nothingLeft(request.folderAsGiven);
  if (asked > free) {
    yield remark(
      'budget-above',
      `The budget is ${written(asked)}, but there are only ${written(free)} images to choose from: all of them are chosen.`,
      `指定は${written(asked)}枚ですが、選べる画像は${written(free)}枚しかないため、すべて選びました。`,
    );
  }
  const products = await matrixProducts(request.threads ?? os.availableParallelism());
  const sampled = yield* sample(pool, request, { initial, pinned, excluded, budget: asked }, products, signal);
  if (sampled.duplicatesFrom !== undefined) {
    yield remark(
      'duplicates',
      `From rank ${written(sampled.duplicatesFrom + 1)} on only duplicates of chosen images were left; the lowest paths were taken.`,
      `${written(sampled.duplicatesFrom + 1)}番以降は選択済みの画像と同じものしか残っていないため、パスの順に選びました。`,
    );
  }
  if (sampled.sampledImages !== undefined) {
    yield remark(
      'terms-sampled',
      `The pool is large: coverage was reckoned on ${written(sampled.sampledImages)} of its ${written(rows.images)} images, spread evenly; every image could be chosen.`,
      `プールが大きいため、カバーの計算には${written(rows.images)}枚のうち均等に選んだ${written(sampled.sampledImages)}枚を使いました（選択の対象は全画像です）。`,
    );
  }
  const explained = yield* progressOf(
    evidence(
      rows,
      {
        order: sampled.order,
        initial,
        centre: sampled.centre,
        content: pool.content,
        ...(sampled.weights && { weights: sampled.weights }),
        ...(sampled.drawn && { drawn: sampled.drawn }),
      },
      products,
      signal,
    ),
  );
  const picks = explained.map((own, rank): Pick => {
    const image = sampled.order[rank] ?? 0;
    const gain = sampled.gains?.[rank];
    return {
      rank: rank + 1,
      path: paths[image] ?? '',
      sha256: rows.hashes[image] ?? '',
      gain: gain === undefined ? null : significant(gain),
      distance: own.distance === null ? null : significant(own.distance),
      pattern: { index: own.pattern, patches: rows.patches[(rows.firstPattern[image] ?? 0) + own.pattern] ?? '' },
      ...(own.nearest && { nearest: { path: paths[own.nearest.image] ?? '', pattern: own.nearest.pattern } }),
      represents: own.represents,
    };
  });
  const { provenance, attention, grid } = pool.model.contract;
  const { id, source, licence, trainingData } = provenance;
  const figures = yield* progressOf(covered(rows, { picks: sampled.order, initial }, products, signal));
  return {
    version: selectionVersion,
    root: rootOf(pool, request),
    pool: { images: rows.images, patterns: rows.firstPattern[rows.images] ?? 0, fingerprint: pool.fingerprint, flagged: [...pool.flagged] },
    skipped: [...pool.skipped],
    model: {
      id,
      sha256: pool.model.sha256,
      source,
      licence,
      trainingData,
      ...(attention.substitute !== undefined && { attention: attention.substitute }),
      ...(attention.sinks.length > 0 && { sinks: runsOf(attention.sinks) }),
      ...((grid.rows !== 14 || grid.columns !== 14) && { grid: `${grid.rows}x${grid.columns}` }),
    },
    settings: settingsOf(request, asked, paths, { initial, pinned, excluded }),
    picks,
    coverage: rounded(figures),
    run: {
      // First, as the parser gives it: a file that is read and written again stays as it is.
      embedded: pool.embedded,
      time: new Date().toISOString(),
      seconds: significant((performance.now() - start) / 1000),
      reused: pool.reused,
      processor: os.cpus()[0]?.model.trim() ?? 'unknown',
      system: `${process.platform} ${process.arch}`,
      versions: { freesel: freeselVersion(), node: process.versions.node, onnxruntime: await runtimeVersion() },
      provider: pool.provider,
    },
  };
}

interface Sampled {
  readonly order: ArrayLike<number> & Iterable<number>;
  readonly gains: ArrayLike<number> | undefined;
  readonly drawn: ArrayLike<number> | undefined;
  readonly weights: Float64Array | undefined;
  readonly centre: 'pool' | 'none';
  readonly duplicatesFrom: number | undefined;
  readonly sampledImages: number | undefined;
}

interface Named {
  readonly initial: readonly number[];
  readonly pinned: readonly number[];
  readonly excluded: readonly number[];
}

async function* sample(
  pool: ExtractedPool,
  { sampling }: SelectRequest,
  named: Named & { readonly budget: number },
  products: Products,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, Sampled> {
  switch (sampling.sampler) {
    case 'coverage': {
      const { rarity, blend } = sampling;
      const { order, gains, objective, duplicatesFrom, sampledImages } = yield* progressOf(
        coverage(pool.rows, { ...named, rarity, blend, content: pool.content }, products, signal),
      );
      return { order, gains, drawn: undefined, weights: objective.patternWeights, centre: 'pool', duplicatesFrom, sampledImages };
    }
    case 'probability':
    case 'farthest': {
      const { sampler: kind, centre, seed } = sampling;
      const { order, drawn, duplicatesFrom } = yield* progressOf(
        paperSampler(pool.rows, { ...named, kind, centre, seed }, products, signal),
      );
      return { order, gains: undefined, drawn, weights: undefined, centre, duplicatesFrom, sampledImages: undefined };
    }
  }
}

/** Numbers of the images that a list names, each once, rising; what is no image of the pool is said. */
function* known(
  list: readonly string[],
  what: 'initial' | 'pinned' | 'excluded',
  at: ReadonlyMap<string, number>,
): Generator<EngineEvent, number[]> {
  const images = new Set<number>();
  const strange: string[] = [];
  for (const own of list) {
    const image = at.get(own);
    if (image === undefined) strange.push(own);
    else images.add(image);
  }
  const [first] = strange;
  if (first !== undefined) {
    const words = { initial: ['initial', 'ラベル付け済み'], pinned: ['pinned', 'ピン留め'], excluded: ['left out', '除外'] }[what];
    const more =
      strange.length > 1
        ? { en: ` and ${written(strange.length - 1)} more`, ja: ` ほか${written(strange.length - 1)}件` }
        : { en: '', ja: '' };
    yield remark(
      'path-unknown',
      `Named as ${words[0] ?? ''}, but no image of the pool: ${first}${more.en}.`,
      `${words[1] ?? ''}に指定されましたが、プールの画像ではありません：${first}${more.ja}`,
    );
  }
  return [...images].sort((a, b) => a - b);
}

function settingsOf(request: SelectRequest, budget: number, paths: readonly string[], named: Named): SelectionSettings {
  const { sampling } = request;
  const pathsOf = (images: readonly number[]): string[] => images.map((image) => paths[image] ?? '');
  return {
    budget,
    sampler: sampling.sampler,
    ...(sampling.sampler === 'coverage' ? { rarity: sampling.rarity, blend: sampling.blend } : { centre: sampling.centre }),
    seed: sampling.seed,
    patterns: request.patterns,
    attentionRatio: request.attentionRatio,
    preprocessing: preprocessingVersion,
    include: [...request.include],
    exclude: [...request.exclude],
    initial: pathsOf(named.initial),
    pinned: pathsOf(named.pinned),
    excluded: pathsOf(named.excluded),
  };
}

/** Workspace of the file that is going to be written. On another disk than the data nothing is relative to it: the data folder keeps its own then. */
function keptIn(pool: ExtractedPool, { out, keepIn }: SelectRequest): string {
  if (out) return selectionWorkspace(out.file);
  const { root, folder } = pool.place;
  return keepIn === undefined || path.isAbsolute(path.relative(keepIn, folder)) ? root : keepIn;
}

/** Data folder relative to the workspace of the file that is going to be written. */
function rootOf(pool: ExtractedPool, request: SelectRequest): string {
  const workspace = keptIn(pool, request);
  if (workspace === pool.place.root) return pool.place.dataPath;
  const relative = path.relative(workspace, request.folder);
  return relative === '' ? '.' : relative.split(path.sep).join('/');
}

function rounded({ random, ...own }: Coverage): Coverage {
  const six = <T extends object>(figures: T): T =>
    Object.fromEntries(
      Object.entries(figures).map(([key, value]) => [key, typeof value === 'number' ? significant(value) : (value as unknown)]),
    ) as T;
  return { ...six(own), random: six(random) };
}

function selectionName(request: SelectRequest, budget: number): string {
  const { sampling } = request;
  const folder = fileNameOf(path.basename(path.resolve(request.folder)));
  return [folder, budget, ...(sampling.sampler === 'coverage' ? [] : [sampling.sampler])].join('-');
}
