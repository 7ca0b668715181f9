import { createHash } from 'node:crypto';
import os from 'node:os';
import { imageReasons } from '../core/image-reasons.js';
import { patternsOf, runsOf } from '../core/index.js';
import { listImages, preprocessingVersion, type ListedFile } from '../images/index.js';
import { VisionModel, type ModelFile } from '../model/vision-model.js';
import { compact, FeatureStore, PathIndex, storePlace, type FeatureRow, type FeatureRows, type StorePlace } from '../store/index.js';
import { remark, written, type EngineEvent } from './events.js';
import { modelAtHand } from './model-at-hand.js';
import { prepare, type Prepared } from './preparation.js';
import { noImages, noneUsable } from './problems.js';
import { Rate } from './rate.js';
import type { ExtractRequest } from './requests.js';
import { freeselVersion } from './versions.js';

/** A pool with the names of its images: what an extraction gives and a selection takes. */
export interface ExtractedPool {
  readonly place: StorePlace;
  readonly model: ModelFile;
  /** Paths relative to the data folder, in the order of their bytes; image i of `rows` is `paths[i]`. */
  readonly paths: readonly string[];
  readonly rows: FeatureRows;
  /** For each image the lowest image with the same bytes: [N]. */
  readonly content: Int32Array;
  /** SHA-256 over a line for each image, in path order: the contract of the selection file. */
  readonly fingerprint: string;
  readonly flagged: readonly { readonly path: string; readonly reason: string }[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** Images that went through the model in this run, and images whose features were there. */
  readonly embedded: number;
  readonly reused: number;
  readonly provider: string;
}

/** Images in a run of the model where nothing is asked for: some 60 ms on two cores, so that a cancel is felt at once. */
const usualBatch = 8;
/** A run of the model takes this long at most, as far as two images allow: nothing else is heard meanwhile. */
const longestRunMs = 250;
/** What is pending is flushed, and the path index saved, this often while images are read: a kill loses little where the model is slow, too. */
const saveMs = 20_000;

/**
 * Looks at every image of a folder once: list, read, decode, infer, patterns, store. What is stored already is neither read nor computed again.
 *
 * @throws Problem for a folder, model or store that cannot be used; the signal's reason when it is cancelled. What was computed is stored in either case.
 */
export async function* extract(request: ExtractRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, ExtractedPool> {
  const { model, remarks } = await modelAtHand(request.model);
  yield* remarks;
  yield { kind: 'progress', step: 'list', done: 0, total: undefined };
  const listing = await listImages(request.folder, {
    include: request.include,
    exclude: request.exclude,
    rootAsGiven: request.folderAsGiven,
    signal,
  });
  if (listing.files.length === 0) throw noImages(request.folderAsGiven, listing.everyPath.length > 0);
  yield { kind: 'progress', step: 'list', done: listing.files.length, total: listing.files.length };

  const place = await storePlace({
    folder: request.folder,
    cwd: request.cwd,
    ...(request.store !== undefined && { store: request.store }),
  });
  if (place.where === 'cache') {
    yield remark(
      'store-moved',
      `The folder cannot be written, so the features are kept in ${place.store}.`,
      `フォルダーに書き込めないため、特徴量は ${place.store} に保存します。`,
    );
  }
  const key = {
    modelSha256: model.sha256,
    patterns: request.patterns,
    attentionRatio: request.attentionRatio,
    preprocessing: preprocessingVersion,
    providerClass: 'cpu',
  };
  const store = await FeatureStore.open(place, key, { program: `freesel ${freeselVersion()}`, signal });
  const index = await PathIndex.load(place);
  index.keep(listing.everyPath);
  const reading = new Reading(request, model, place, store, listing.files, index);
  // A shard that is damaged between two looks at it is lost once more: its images are read again.
  for (let round = 0; ; round += 1) {
    yield* reading.read(signal);
    yield* sayDamaged(store, reading);
    const pool = await reading.pool(listing.unreadable, signal);
    if (pool) {
      if (pool.paths.length === 0) throw noneUsable(request.folderAsGiven, pool.skipped[0]);
      if (pool.embedded > 0) await compact(store, { signal });
      return pool;
    }
    if (round === 3) throw new Error('features vanish from the store as fast as they are written');
  }
}

function* sayDamaged(store: FeatureStore, reading: Reading): Generator<EngineEvent> {
  const news = store.damaged.filter((file) => !reading.said.has(file));
  for (const file of news) reading.said.add(file);
  const [first] = news;
  if (first === undefined) return;
  const others =
    news.length > 1 ? { en: ` and ${written(news.length - 1)} more`, ja: ` ほか ${written(news.length - 1)} 件` } : { en: '', ja: '' };
  yield remark(
    'store-damaged',
    `Part of the store was damaged and is computed again: ${first}${others.en}.`,
    `保存データの一部が壊れていたため、計算し直します：${first}${others.ja}`,
  );
}

type Outcome = { readonly kind: 'content'; readonly sha256: string } | { readonly kind: 'unusable'; readonly reason: string };

/** The files of a run, and what became of each. */
class Reading {
  readonly said = new Set<string>();
  private readonly outcomes: (Outcome | undefined)[];
  /** Contents that cannot be used, with the reason. */
  private readonly unusable = new Map<string, string>();
  private embedded = 0;
  private readonly reusedFiles = new Set<number>();
  private vision: VisionModel | undefined;
  private readAtMs = Date.now();

  constructor(
    private readonly request: ExtractRequest,
    private readonly model: ModelFile,
    private readonly place: StorePlace,
    private readonly store: FeatureStore,
    private readonly files: readonly ListedFile[],
    private readonly index: PathIndex,
  ) {
    this.outcomes = new Array<Outcome | undefined>(files.length).fill(undefined);
  }

  /** Reads every file whose features are not known to be stored. */
  async *read(signal: AbortSignal): AsyncGenerator<EngineEvent> {
    const total = this.files.length;
    const open: number[] = [];
    for (const [i, file] of this.files.entries()) {
      const known = this.index.lookUp(file.path, file, preprocessingVersion);
      if (known?.kind === 'unusable') this.outcomes[i] = { kind: 'unusable', reason: known.reason };
      else if (known?.kind === 'image' && this.store.has(known.sha256)) {
        this.outcomes[i] = { kind: 'content', sha256: known.sha256 };
        this.reusedFiles.add(i);
      } else open.push(i);
    }
    yield { kind: 'progress', step: 'read', done: total - open.length, total };
    if (open.length === 0) return;
    this.readAtMs = Date.now();
    const writer = await this.store.writer();
    const rate = new Rate();
    let saved = performance.now();
    let done = 0;
    try {
      for await (const part of this.infer(open, signal)) {
        for (const row of part.rows) await writer.append(row);
        done += part.files;
        yield { kind: 'progress', step: 'read', done: total - open.length + done, total, ...rate.note(done, open.length) };
        if (performance.now() - saved > saveMs) {
          await writer.flush();
          await this.index.save();
          saved = performance.now();
        }
        signal.throwIfAborted();
      }
    } finally {
      await this.vision?.close();
      this.vision = undefined;
      await writer.flush();
      await this.index.save();
    }
    await this.store.refresh(signal);
  }

  /** Runs the model over files, a batch at a time; gives the new rows and how many files are done. */
  private async *infer(
    open: readonly number[],
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly rows: FeatureRow[]; readonly files: number }> {
    const batchSize = this.request.batch ?? usualBatch;
    const threads = this.request.threads ?? os.availableParallelism();
    const paths = open.map((i) => this.files[i]?.path ?? '');
    let batch: Extract<Prepared, { kind: 'decoded' }>[] = [];
    let files = 0;
    let at = 0;
    let size = batchSize;
    const run = async (): Promise<FeatureRow[]> => {
      if (batch.length === 0) return [];
      this.vision ??= await VisionModel.open(this.model, { threads, batch: batchSize });
      const start = performance.now();
      const rows = await this.rowsOf(this.vision, batch);
      const imageMs = (performance.now() - start) / batch.length;
      if (this.request.batch === undefined && !this.vision.isPadded)
        size = Math.max(2, Math.min(batchSize, Math.floor(longestRunMs / imageMs)));
      batch = [];
      return rows;
    };
    for await (const prepared of prepare(this.request.folder, paths, this.model.contract.input, 2 * batchSize + 4, (sha256) =>
      this.store.has(sha256),
    )) {
      signal.throwIfAborted();
      const i = open[at] ?? 0;
      at += 1;
      files += 1;
      this.note(i, prepared);
      if (prepared.kind === 'decoded') batch.push(prepared);
      if (batch.length < size && files < 64) continue;
      yield { rows: await run(), files };
      files = 0;
    }
    yield { rows: await run(), files };
  }

  private note(i: number, prepared: Prepared): void {
    const file = this.files[i];
    if (!file) return;
    switch (prepared.kind) {
      case 'unusable':
        this.outcomes[i] = { kind: 'unusable', reason: prepared.unusable.reason.en };
        if (prepared.sha256 !== undefined) {
          this.unusable.set(prepared.sha256, prepared.unusable.reason.en);
          const { code, reason } = prepared.unusable;
          this.index.note(
            file.path,
            file,
            { kind: 'unusable', code, reason: reason.en, preprocessing: preprocessingVersion },
            this.readAtMs,
          );
        }
        return;
      case 'stored':
        this.reusedFiles.add(i);
        break;
      case 'decoded':
      case 'same':
        break;
    }
    this.outcomes[i] = { kind: 'content', sha256: prepared.sha256 };
    this.index.note(file.path, file, { kind: 'image', sha256: prepared.sha256 }, this.readAtMs);
  }

  private async rowsOf(vision: VisionModel, batch: readonly Extract<Prepared, { kind: 'decoded' }>[]): Promise<FeatureRow[]> {
    const outputs = await vision.run(batch.map(({ pixels }) => pixels));
    this.embedded += batch.length;
    const rows: FeatureRow[] = [];
    for (const [i, image] of batch.entries()) {
      const output = outputs[i];
      if (!output) {
        this.unusable.set(image.sha256, 'the model gives no numbers for it');
        continue;
      }
      const { centres, patches } = patternsOf(output.tokens, output.attention, this.model.contract.width, this.request);
      rows.push({
        sha256: image.sha256,
        patterns: centres,
        patches: patches.map((own) => runsOf(own)),
        attention: eightBit(output.attention),
        embedding: output.embedding,
        width: image.width,
        height: image.height,
        flag: image.flag,
      });
    }
    return rows;
  }

  /** The pool of what was read; undefined where the store has lost rows meanwhile. */
  async pool(
    unreadable: readonly { readonly path: string; readonly reason: { readonly en: string } }[],
    signal: AbortSignal,
  ): Promise<ExtractedPool | undefined> {
    const paths: string[] = [];
    const wanted: string[] = [];
    const skipped: { path: string; reason: string }[] = unreadable.map(({ path, reason }) => ({ path, reason: reason.en }));
    let reused = 0;
    for (const [i, file] of this.files.entries()) {
      const outcome = this.outcomes[i];
      const reason = outcome?.kind === 'unusable' ? outcome.reason : this.unusable.get(outcome?.sha256 ?? '');
      if (reason !== undefined) skipped.push({ path: file.path, reason });
      else if (outcome?.kind === 'content') {
        paths.push(file.path);
        wanted.push(outcome.sha256);
        if (this.reusedFiles.has(i)) reused += 1;
      }
    }
    const rows = await this.store.rows(wanted, signal);
    if (rows.missing.length > 0) return undefined;
    skipped.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
    return {
      place: this.place,
      model: this.model,
      paths,
      rows,
      content: sameContent(wanted),
      fingerprint: fingerprintOf(paths, wanted),
      flagged: paths.flatMap((path, i) => (rows.flags[i] === undefined ? [] : [{ path, reason: flagReason(rows.flags[i] ?? '') }])),
      skipped,
      embedded: this.embedded,
      reused,
      provider: 'cpu',
    };
  }
}

/** Attention as 8 bit, the greatest 255. */
function eightBit(attention: Float32Array): Uint8Array {
  const greatest = attention.reduce((most, own) => Math.max(most, own), 0);
  return Uint8Array.from(attention, (own) => (greatest > 0 ? Math.round((255 * own) / greatest) : 0));
}

function sameContent(hashes: readonly string[]): Int32Array {
  const first = new Map<string, number>();
  return Int32Array.from(hashes, (hash, i) => {
    const known = first.get(hash);
    if (known === undefined) first.set(hash, i);
    return known ?? i;
  });
}

/** SHA-256 over one line `SHA256 SPACE JSON.stringify(path) LF` for each image, in path order. */
export function fingerprintOf(paths: readonly string[], hashes: readonly string[]): string {
  const hash = createHash('sha256');
  for (const [i, path] of paths.entries()) hash.update(`${hashes[i] ?? ''} ${JSON.stringify(path)}\n`);
  return hash.digest('hex');
}

/** What is written of a flag, in words that last. */
function flagReason(code: string): string {
  switch (code) {
    case 'truncated':
    case 'damaged':
      return imageReasons[code].en;
    default:
      return code;
  }
}
