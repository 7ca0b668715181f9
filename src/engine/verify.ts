import { createHash } from 'node:crypto';
import os from 'node:os';
import type { Text } from '../core/language.js';
import { checkCoverageOrder, checkPaperOrder, covered, evidence, type RankCheck } from '../core/index.js';
import type { Pick, Selection } from '../core/selection.js';
import { listImages, preprocessingVersion, readImage } from '../images/index.js';
import { matrixProducts } from '../model/matrix-products.js';
import { innerFile, isInnerPath, readSelectionFile, selectionRoot } from '../store/index.js';
import { written, type EngineEvent } from './events.js';
import { extract, fingerprintOf, type ExtractedPool } from './extract.js';
import { rootOutside } from './problems.js';
import { modelAtHand } from './model-at-hand.js';
import { progressOf } from './progress-of.js';
import type { ExtractRequest } from './requests.js';

export interface VerifyRequest {
  /** The selection file, absolute, and as the user gave it. */
  readonly file: string;
  readonly fileAsGiven: string;
  readonly cwd: string;
  readonly store?: string;
  readonly model: ExtractRequest['model'];
  readonly threads?: number;
}

/** A place where a selection and its data differ; `rank` where it is about one pick. */
export interface Difference {
  readonly rank: number | undefined;
  readonly text: Text;
}

export interface Verified {
  readonly selection: Selection;
  readonly differences: readonly Difference[];
  /** `everything`: hashes, pool, order and numbers; `hashes`: the model was not at hand. */
  readonly checked: 'everything' | 'hashes';
}

/** Two gains, distances or shares that are nearer than this are equal: numbers are written with six digits, last bits differ between machines. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 2e-5 + 1e-3 * Math.abs(b);
/** Candidates whose gains are nearer than this, relatively, may have changed places. */
const tie = 1e-5;

const about = (rank: number, path: string, en: string, ja: string): Difference => ({
  rank,
  text: { en: `rank ${rank}, ${path}: ${en}`, ja: `${rank}番（rank ${rank}）${path}：${ja}` },
});
const ofPool = (en: string, ja: string): Difference => ({ rank: undefined, text: { en, ja } });

/**
 * Holds a selection against its data: hashes of the images, the pool's fingerprint, the order and the numbers. The file is taken for a stranger's: where a
 * path leads out of the data folder nothing is opened.
 *
 * @throws Problem where the file is no selection, or there is nothing to compare it with
 */
export async function* verify(request: VerifyRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, Verified> {
  const selection = await readSelectionFile(request.file, request.fileAsGiven);
  const root = selectionRoot(request.file, selection.root);
  if (root === undefined) throw rootOutside(request.fileAsGiven);
  const { picks, settings } = selection;
  const outside = await leadingOut(root, selection);
  if (outside.length > 0) return { selection, differences: outside, checked: 'hashes' };
  const ranks = picks.flatMap((pick, i) =>
    pick.rank === i + 1 ? [] : [about(pick.rank, pick.path, `it stands at place ${i + 1}`, `${i + 1}番目に書かれています`)],
  );

  const extraction: ExtractRequest = {
    folder: root,
    folderAsGiven: selection.root,
    cwd: request.cwd,
    ...(request.store !== undefined && { store: request.store }),
    model: request.model,
    ...(request.threads !== undefined && { threads: request.threads }),
    patterns: settings.patterns,
    attentionRatio: settings.attentionRatio,
    include: settings.include,
    exclude: settings.exclude,
  };
  const atHand = await modelAtHand(request.model).catch(() => undefined);
  if (atHand?.model.sha256 !== selection.model.sha256 || settings.preprocessing !== preprocessingVersion) {
    const differences = [...ranks, ...(yield* hashesOnly(extraction, selection, signal))];
    return { selection, differences, checked: 'hashes' };
  }

  const pool = yield* extract(extraction, signal);
  const differences = [...ranks, ...againstPool(selection, pool.paths, pool.rows.hashes, pool.fingerprint)];
  const isSamePool = pool.fingerprint === selection.pool.fingerprint;
  if (isSamePool) differences.push(...(yield* againstDefinition(selection, pool, signal)));
  return { selection, differences, checked: 'everything' };
}

/** Paths that lead out of the data folder. Nothing has been opened yet. */
async function leadingOut(root: string, { picks, settings }: Selection): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const { rank, path, nearest } of picks) {
    const isInside = (await innerFile(root, path)) !== undefined && (nearest === undefined || isInnerPath(nearest.path));
    if (!isInside)
      differences.push(
        about(rank, path, 'the path leads out of the data folder and is not opened', 'データフォルダーの外を指しているため、開きません'),
      );
  }
  for (const path of [...settings.initial, ...settings.pinned, ...settings.excluded]) {
    if (!isInnerPath(path))
      differences.push(
        ofPool(`${path}, named in settings, leads out of the data folder`, `settings の ${path} はデータフォルダーの外を指しています`),
      );
  }
  return differences;
}

/** What can be checked without the model: that every image has the content it had. */
async function* hashesOnly(request: ExtractRequest, selection: Selection, signal: AbortSignal): AsyncGenerator<EngineEvent, Difference[]> {
  const { files } = await listImages(request.folder, {
    include: request.include,
    exclude: request.exclude,
    rootAsGiven: request.folderAsGiven,
    signal,
  });
  const skipped = new Set(selection.skipped.map(({ path }) => path));
  const paths: string[] = [];
  const hashes: string[] = [];
  for (const [i, { path }] of files.entries()) {
    signal.throwIfAborted();
    if (skipped.has(path)) continue;
    const read = await readImage(request.folder, path);
    if (read.kind === 'unusable') continue;
    paths.push(path);
    hashes.push(createHash('sha256').update(read.bytes).digest('hex'));
    if (i % 32 === 0) yield { kind: 'progress', step: 'read', done: i, total: files.length };
  }
  return againstPool(selection, paths, hashes, fingerprintOf(paths, hashes));
}

function againstPool(selection: Selection, paths: readonly string[], hashes: readonly string[], fingerprint: string): Difference[] {
  const differences: Difference[] = [];
  const hashOf = new Map(paths.map((path, i) => [path, hashes[i]]));
  const seen = new Set<string>();
  for (const { rank, path, sha256 } of selection.picks) {
    const own = hashOf.get(path);
    if (seen.has(path)) differences.push(about(rank, path, 'it is chosen twice', '2 回選ばれています'));
    seen.add(path);
    if (own === undefined) differences.push(about(rank, path, 'there is no such image in the pool', 'この画像はプールにありません'));
    else if (own !== sha256)
      differences.push(about(rank, path, 'its content has changed since it was selected', '選択時とは内容が異なります'));
  }
  if (paths.length !== selection.pool.images) {
    differences.push(
      ofPool(
        `the pool has ${written(paths.length)} images, it had ${written(selection.pool.images)}`,
        `プールの画像は${written(paths.length)}枚ですが、選択時は${written(selection.pool.images)}枚でした`,
      ),
    );
  } else if (fingerprint !== selection.pool.fingerprint) {
    differences.push(
      ofPool(
        'an image of the pool was changed, renamed or exchanged since the selection',
        '選択後に、プールの画像が変更・改名・差し替えされています',
      ),
    );
  }
  return differences;
}

/** Order, numbers and coverage, computed anew from the features. */
async function* againstDefinition(
  selection: Selection,
  pool: ExtractedPool,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, Difference[]> {
  const { picks, settings } = selection;
  const at = new Map(pool.paths.map((path, i) => [path, i]));
  const imagesOf = (paths: readonly string[]): number[] | undefined => {
    const images = paths.map((path) => at.get(path));
    return images.every((own) => own !== undefined) && new Set(images).size === images.length ? images : undefined;
  };
  const order = imagesOf(picks.map(({ path }) => path));
  const [initial, pinned, excluded] = [imagesOf(settings.initial), imagesOf(settings.pinned), imagesOf(settings.excluded)];
  if (!initial || !pinned || !excluded)
    return [
      ofPool('settings name an image twice, or one that is not in the pool', 'settings に、重複した画像またはプールにない画像があります'),
    ];
  if (!order || order.length === 0 || order.some((image) => initial.includes(image) || excluded.includes(image)))
    return order ? [ofPool('an initial image is chosen, or none is', 'ラベル付け済みの画像が選ばれているか、何も選ばれていません')] : [];

  const products = await matrixProducts(os.availableParallelism());
  const named = { initial, pinned, excluded };
  yield { kind: 'progress', step: 'sample', done: 0, total: picks.length };
  const isCoverage = settings.sampler === 'coverage';
  const settled = { sampler: settings.sampler, centre: settings.centre ?? 'pool', seed: settings.seed } as const;
  let checks: readonly RankCheck[];
  let weights: Float64Array | undefined;
  if (settled.sampler === 'coverage') {
    const { rarity = 1, blend = 0.25 } = settings;
    const followed = yield* progressOf(
      checkCoverageOrder(order, pool.rows, { ...named, rarity, blend, content: pool.content }, products, tie, signal),
    );
    checks = followed.checks;
    weights = followed.objective.patternWeights;
  } else
    checks = yield* progressOf(
      checkPaperOrder(
        order,
        pool.rows,
        { ...named, kind: settled.sampler, centre: settled.centre, seed: settled.seed },
        products,
        tie,
        signal,
      ),
    );
  const differences = checks.flatMap((check, i) => outOfOrder(check, picks[i], pool.paths, isCoverage));
  if (differences.length > 0) return differences;

  const drawn = isCoverage ? undefined : picks.map(({ pattern }) => pattern.index);
  const own = yield* progressOf(
    evidence(
      pool.rows,
      { order, initial, centre: settings.centre ?? 'pool', content: pool.content, ...(weights && { weights }), ...(drawn && { drawn }) },
      products,
      signal,
    ),
  );
  for (const [i, pick] of picks.entries()) {
    const now = own[i];
    if (now) differences.push(...otherNumbers(pick, now, pool, order[i] ?? 0));
  }
  const figures = yield* progressOf(
    covered(pool.rows, { picks: order, initial, selections: selection.coverage.random.selections }, products, signal),
  );
  const said = selection.coverage;
  for (const key of ['share', 'mean', 'p95', 'radius', 'patternRadius'] as const) {
    if (!near(said[key], figures[key]))
      differences.push(
        ofPool(
          `coverage.${key} is ${said[key]} in the file, ${figures[key].toPrecision(6)} by calculation`,
          `coverage.${key} はファイルでは ${said[key]}、計算では ${figures[key].toPrecision(6)} です`,
        ),
      );
  }
  for (const key of ['share', 'mean', 'p95', 'low', 'high'] as const) {
    if (!near(said.random[key], figures.random[key])) {
      differences.push(
        ofPool(
          `coverage.random.${key} is ${said.random[key]} in the file, ${figures.random[key].toPrecision(6)} by calculation`,
          `coverage.random.${key} はファイルでは ${said.random[key]}、計算では ${figures.random[key].toPrecision(6)} です`,
        ),
      );
    }
  }
  return differences;
}

function outOfOrder(check: RankCheck, pick: Pick | undefined, paths: readonly string[], isCoverage: boolean): Difference[] {
  if (!pick) return [];
  if (check.kind === 'differs') {
    const other = paths[check.expected] ?? '';
    return [about(pick.rank, pick.path, `another image comes first here: ${other}`, `ここでは別の画像が先に選ばれるはずです：${other}`)];
  }
  if (isCoverage && (pick.gain === null || check.value === null || !near(pick.gain, check.value))) {
    return [
      about(
        pick.rank,
        pick.path,
        `its gain is ${String(pick.gain)} in the file, ${String(check.value)} by calculation`,
        `gain はファイルでは ${String(pick.gain)}、計算では ${String(check.value)} です`,
      ),
    ];
  }
  return [];
}

function otherNumbers(
  pick: Pick,
  now: { readonly pattern: number; readonly distance: number | null; readonly represents: number },
  pool: ExtractedPool,
  image: number,
): Difference[] {
  const patches = pool.rows.patches[(pool.rows.firstPattern[image] ?? 0) + pick.pattern.index];
  if (pick.pattern.patches !== patches)
    return [
      about(
        pick.rank,
        pick.path,
        `its pattern ${pick.pattern.index} has other patches`,
        `パターン ${pick.pattern.index} のパッチが異なります`,
      ),
    ];
  const isNear = pick.distance === null || now.distance === null ? pick.distance === now.distance : near(pick.distance, now.distance);
  if (!isNear && pick.pattern.index === now.pattern) {
    return [
      about(
        pick.rank,
        pick.path,
        `its distance is ${String(pick.distance)} in the file, ${String(now.distance)} by calculation`,
        `distance はファイルでは ${String(pick.distance)}、計算では ${String(now.distance)} です`,
      ),
    ];
  }
  if (Math.abs(pick.represents - now.represents) > Math.max(1, 0.01 * now.represents)) {
    return [
      about(
        pick.rank,
        pick.path,
        `it represents ${pick.represents} images in the file, ${now.represents} by calculation`,
        `represents はファイルでは ${pick.represents}、計算では ${now.represents} です`,
      ),
    ];
  }
  return [];
}
