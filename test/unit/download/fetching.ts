import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { Problem } from '../../../src/core/problem.js';
import type { HubOrigin, ModelCard } from '../../../src/core/model-card.js';
import type { EngineEvent } from '../../../src/engine/events.js';
import { fetchModel, type FetchedModel, type FetchRequest } from '../../../src/engine/fetch-model.js';
import { parseHub } from '../../../src/model/download-hub.js';
import type { Patience } from '../../../src/model/download-network.js';
import { readCatalogue } from '../../../src/model/catalogue.js';

/** As patient as a test. */
export const impatient: Patience = { stallMs: 500, connectMs: 1000, pausesMs: [1, 1, 1, 1], longestWaitMs: 2000 };

export const repository = 'someone/some-model';

/** A model of one file whose hash is not known beforehand, unless it is given. */
export async function someCard(bytes: number, sha256: string | null = null): Promise<ModelCard & { readonly origin: HubOrigin }> {
  const card = (await readCatalogue()).find(({ id }) => id === 'dino-vits16');
  assert.ok(card);
  return {
    ...card,
    id: 'some-model',
    origin: { kind: 'hub', repository, revision: 'main', files: [{ path: 'onnx/model.onnx', bytes, sha256 }] },
  };
}

export async function scratch(t: TestContext): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'freesel-fetch-')));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface Fetching {
  readonly card: FetchRequest['card'];
  readonly models: string;
  /** Address or folder. */
  readonly hub: string;
  readonly token?: string;
  readonly network?: FetchRequest['network'];
  readonly patience?: Patience;
  readonly isRenewed?: boolean;
  readonly signal?: AbortSignal;
  readonly hear?: (event: EngineEvent) => void;
}

/** Fetches a model to the end. */
export async function fetched(own: Fetching): Promise<FetchedModel> {
  const work = fetchModel(
    {
      card: own.card,
      models: own.models,
      hub: parseHub(own.hub, own.models, own.token),
      network: own.network ?? { proxy: { kind: 'none' }, checksCertificates: true },
      patience: own.patience ?? impatient,
      ...(own.isRenewed !== undefined && { isRenewed: own.isRenewed }),
    },
    own.signal ?? new AbortController().signal,
  );
  for (;;) {
    const next = await work.next();
    if (next.done) return next.value;
    own.hear?.(next.value);
  }
}

/** The problem that the fetching of a model ends with. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  return assert.fail('nothing was thrown');
}

/** Waits until so many bytes of a model have been written; ten seconds at most. */
export function arrived(models: string, bytes: number): () => Promise<void> {
  const partial = path.join(models, 'some-model', 'model.onnx.partial');
  return async () => {
    const until = Date.now() + 10_000;
    while (((await stat(partial).catch(() => undefined))?.size ?? 0) < bytes && Date.now() < until)
      await new Promise((soon) => setTimeout(soon, 5));
  };
}
