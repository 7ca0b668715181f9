import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Text } from '../core/language.js';
import { writtenBytes, type HubFile, type HubOrigin } from '../core/model-card.js';
import { ask, type Answer } from './download-answer.js';
import { failureOfClient, PassingFailure } from './download-failures.js';
import { addressOf, placesOf, type Hub } from './download-hub.js';
import type { Network } from './download-network.js';
import { changedSince, hubBusy, notAsStated, notAtHub, notOfCatalogue, nothingArrives, wrongLength } from './download-problems.js';
import { PartialFile, type PartialOrigin } from './partial-file.js';

/** A file to fetch. */
export interface Wanted {
  readonly origin: Pick<HubOrigin, 'repository' | 'revision'>;
  readonly file: HubFile;
  /** SHA-256 that was noted when it was fetched before. */
  readonly remembered: string | undefined;
}

/** What a download says while it goes on. */
export type DownloadEvent =
  /** Bytes that are there, of how many, where that is known. */
  | { readonly kind: 'transfer'; readonly done: number; readonly total: number | undefined }
  /** The connection broke; it is tried again. */
  | { readonly kind: 'again'; readonly inMs: number; readonly reason: Text };

/** A file that has arrived whole, and is what it should be. */
export interface Arrived {
  readonly bytes: number;
  readonly sha256: string;
  /** Who vouches for the hash: the catalogue, what was noted before, the hub that stated it, or nobody. */
  readonly by: 'catalogue' | 'memory' | 'hub' | 'nobody';
  readonly commit: string | undefined;
}

/** Progress is told this often at most. */
const everyMs = 50;

/**
 * Fetches a file into a partial one: goes on where an earlier run stopped, tries again where the connection breaks, and checks length and SHA-256. Where the
 * file is not what it should be the partial one is emptied.
 *
 * @param network undefined for a hub that is a folder
 * @throws Problem; the system's error where the partial file cannot be written; the signal's reason
 */
export async function* download(
  wanted: Wanted,
  hub: Hub,
  partial: string,
  network: Network | undefined,
  signal: AbortSignal,
): AsyncGenerator<DownloadEvent, Arrived> {
  const file = await PartialFile.open(partial, signal);
  try {
    if (hub.kind === 'folder') return yield* copy(wanted, hub, file, signal);
    if (!network) throw new TypeError('a hub on the network cannot be asked without one');
    return yield* new Transfer(wanted, hub, file, network, signal).run();
  } finally {
    await file.close();
  }
}

/** A file that comes over the network. */
class Transfer {
  /** Whether this run has had an answer: from then on a hub that is away may come back. */
  private hasArrived = false;
  /** Failures in a row without a new byte. */
  private failures = 0;
  private isContinued = false;
  private hasBegunAgain = false;

  constructor(
    private readonly wanted: Wanted,
    private readonly hub: Extract<Hub, { kind: 'web' }>,
    private readonly file: PartialFile,
    private readonly network: Network,
    private readonly signal: AbortSignal,
  ) {}

  async *run(): AsyncGenerator<DownloadEvent, Arrived> {
    for (;;) {
      const before = this.file.bytes;
      try {
        return yield* this.attempt();
      } catch (error) {
        this.signal.throwIfAborted();
        const failure = failureOfClient(error, this.hub.shown, this.hasArrived);
        if (!(failure instanceof PassingFailure)) throw failure;
        this.failures = this.file.bytes > before ? 0 : this.failures + 1;
        const inMs = this.pauseAfter(failure);
        yield { kind: 'again', inMs, reason: failure.reason };
        await pause(inMs, undefined, { signal: this.signal }).catch(() => this.signal.throwIfAborted());
      }
    }
  }

  private pauseAfter(failure: PassingFailure): number {
    const { pausesMs, longestWaitMs } = this.network.patience;
    const usual = pausesMs[Math.max(0, this.failures - 1)];
    if (usual === undefined) throw nothingArrives(this.hub.shown, this.failures, failure.reason, { cause: failure });
    const inMs = failure.waitMs ?? usual;
    if (inMs > longestWaitMs) throw hubBusy(this.hub.shown, Math.ceil(inMs / 1000));
    return inMs;
  }

  private async *attempt(): AsyncGenerator<DownloadEvent, Arrived> {
    const { file, wanted } = this;
    const answer = await this.begin();
    const expected = expectation(wanted, answer.stated);
    try {
      if (expected && answer.stated !== undefined && answer.stated !== expected.sha256)
        throw await this.isEmptied(this.differs(expected.by));
      if (answer.total !== undefined && !isPlausible(answer.total, wanted.file.bytes))
        throw await this.isEmptied(this.hasWrongLength(answer.total));
      yield { kind: 'transfer', done: file.bytes, total: answer.total };
      yield* this.receive(answer);
    } finally {
      // Whatever is left of it: nobody reads it any more.
      answer.body.on('error', () => undefined).destroy();
    }
    return this.verified(expected, answer);
  }

  /** Asks for what is missing. Where the file has changed since, for all of it. */
  private async begin(): Promise<Answer> {
    const { file, hub, wanted } = this;
    const question = {
      url: addressOf(hub.base, wanted.origin, wanted.file.path),
      authorization: hub.authorization,
      hub: hub.shown,
      file: nameOf(wanted),
    };
    const { mark, stated } = file.origin;
    const from = file.bytes > 0 && mark !== null ? { from: { bytes: file.bytes, mark } } : {};
    let answer = await ask({ ...question, ...from }, this.network, this.hasArrived, this.signal);
    this.hasArrived = true;
    if (!answer || (answer.from > 0 && isOther(answer, file.origin))) {
      answer?.body.on('error', () => undefined).destroy();
      await file.restart();
      answer = await ask(question, this.network, true, this.signal);
      if (!answer) throw new PassingFailure({ en: 'status 416', ja: 'ステータス 416' });
    }
    this.isContinued = answer.from > 0;
    if (!this.isContinued && file.bytes > 0) await file.restart();
    // The beginning may have come with a hash, the rest without.
    const known = { ...answer, stated: answer.stated ?? (this.isContinued ? (stated ?? undefined) : undefined) };
    await file.note({ mark: known.mark ?? null, stated: known.stated ?? null });
    return known;
  }

  private async *receive({ body, total }: Answer): AsyncGenerator<DownloadEvent> {
    const { file, signal, wanted } = this;
    let told = -Infinity;
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      signal.throwIfAborted();
      await file.append(chunk);
      if (!isPlausible(Math.max(file.bytes, wanted.file.bytes), wanted.file.bytes))
        throw await this.isEmptied(this.hasWrongLength(file.bytes));
      const now = performance.now();
      if (now - told < everyMs) continue;
      told = now;
      yield { kind: 'transfer', done: file.bytes, total };
    }
    if (total !== undefined && file.bytes < total) throw new PassingFailure({ en: 'the end is missing', ja: '末尾が欠けています' });
    if (total !== undefined && file.bytes > total) throw await this.isEmptied(this.hasWrongLength(file.bytes));
    yield { kind: 'transfer', done: file.bytes, total: total ?? file.bytes };
  }

  private async verified(expected: Expectation | undefined, answer: Answer): Promise<Arrived> {
    const { file, wanted } = this;
    const sha256 = file.digest();
    if (expected && sha256 !== expected.sha256) {
      // Two parts of two versions, or an end that went missing unseen: once more, from the beginning.
      const mayBeMixed = (this.isContinued || answer.total === undefined) && !this.hasBegunAgain;
      await file.restart();
      if (!mayBeMixed) throw this.differs(expected.by);
      this.hasBegunAgain = true;
      throw new PassingFailure({ en: 'the parts do not fit together', ja: '受信した部分どうしが一致しません' }, { waitMs: 0 });
    }
    if (!isPlausible(file.bytes, wanted.file.bytes)) throw await this.isEmptied(this.hasWrongLength(file.bytes));
    return { bytes: file.bytes, sha256, by: expected?.by ?? 'nobody', commit: answer.commit };
  }

  private async isEmptied<E extends Error>(error: E): Promise<E> {
    await this.file.restart();
    return error;
  }

  private differs = (by: Expectation['by']): Error => differs(by, this.hub.shown, nameOf(this.wanted));
  private hasWrongLength = (bytes: number): Error => lengthProblem(this.hub.shown, this.wanted, bytes);
}

/** Copies a file from a folder, with the same checks. */
async function* copy(
  wanted: Wanted,
  hub: Extract<Hub, { kind: 'folder' }>,
  file: PartialFile,
  signal: AbortSignal,
): AsyncGenerator<DownloadEvent, Arrived> {
  await file.restart();
  for (const place of placesOf(hub.folder, wanted.origin, wanted.file.path)) {
    const found = await stat(place).catch(() => undefined);
    if (!found?.isFile()) continue;
    if (!isPlausible(found.size, wanted.file.bytes)) throw lengthProblem(hub.shown, wanted, found.size);
    let told = -Infinity;
    for await (const chunk of createReadStream(place, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>) {
      signal.throwIfAborted();
      await file.append(chunk);
      const now = performance.now();
      if (now - told < everyMs) continue;
      told = now;
      yield { kind: 'transfer', done: file.bytes, total: found.size };
    }
    yield { kind: 'transfer', done: file.bytes, total: found.size };
    const expected = expectation(wanted, undefined);
    const sha256 = file.digest();
    if (expected && sha256 !== expected.sha256) {
      await file.restart();
      throw differs(expected.by, hub.shown, nameOf(wanted));
    }
    return { bytes: file.bytes, sha256, by: expected?.by ?? 'nobody', commit: undefined };
  }
  throw notAtHub(hub.shown, nameOf(wanted));
}

/** Whether an answer is of another version than the one that a file is the beginning of. */
const isOther = (answer: Answer, { mark, stated }: PartialOrigin): boolean =>
  (answer.mark !== undefined && answer.mark !== mark) || (answer.stated !== undefined && stated !== null && answer.stated !== stated);

interface Expectation {
  readonly sha256: string;
  readonly by: Exclude<Arrived['by'], 'nobody'>;
}

/** The hash that a file has to have: pinned in the catalogue, noted before, or stated by the hub, in this order. */
function expectation({ file, remembered }: Wanted, stated: string | undefined): Expectation | undefined {
  if (file.sha256 !== null) return { sha256: file.sha256, by: 'catalogue' };
  if (remembered !== undefined) return { sha256: remembered, by: 'memory' };
  return stated === undefined ? undefined : { sha256: stated, by: 'hub' };
}

function differs(by: Expectation['by'], hub: string, file: string): Error {
  switch (by) {
    case 'catalogue':
      return notOfCatalogue(hub, file);
    case 'memory':
      return changedSince(hub, file);
    case 'hub':
      return notAsStated(hub, file);
  }
}

const nameOf = ({ origin, file }: Wanted): string => `${origin.repository}/${file.path}`;

const lengthProblem = (hub: string, wanted: Wanted, bytes: number): Error =>
  wrongLength(hub, nameOf(wanted), writtenBytes(bytes), writtenBytes(wanted.file.bytes));

/** Whether a length is about the one of the catalogue: an error page or a whole disk of zeros is not. Small files may be written anew. */
const isPlausible = (bytes: number, about: number): boolean => bytes <= 2 * about + 65_536 && 2 * bytes + 1024 >= about;
