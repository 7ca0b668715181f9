import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { sha256 } from '../../../src/store/feature-key.js';
import { storePlace } from '../../../src/store/index.js';
import type { FeatureKey, FeatureRow, StorePlace } from '../../../src/store/index.js';

/** A key like that of the embedded model. */
export const key: FeatureKey = { modelSha256: sha256('model'), patterns: 5, attentionRatio: 0.5, preprocessing: 1, providerClass: 'cpu' };
export const program = { program: 'freesel test' };

/** The generator of the specification: mulberry32, in [0, 1). */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const hash = (i: number): string => sha256(`image ${i}`);

/** A row that depends on its number, and on `bits` where two machines are to differ. */
export function row(i: number, { width = 8, embeddingWidth = 6, patches = 9, bits = 0 } = {}): FeatureRow {
  const count = 1 + (i % key.patterns);
  return {
    sha256: hash(i),
    patterns: Float32Array.from({ length: count * width }, (_, at) => i + at / 64 + bits),
    patches: Array.from({ length: count }, (_, at) => (at % 2 ? `${at}-${at + 2},${20 + at}` : `${at}`)),
    attention: Uint8Array.from({ length: patches }, (_, at) => (i + at) % 256),
    embedding: Float32Array.from({ length: embeddingWidth }, (_, at) => i - at / 32 + bits),
    width: 100 + i,
    height: 200 + i,
    flag: i % 7 === 3 ? 'truncated' : undefined,
  };
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** A folder that is gone after the test. */
export function scratch(context: TestContext): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'freesel-store-'));
  context.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const placeIn = (folder: string): Promise<StorePlace> => storePlace({ folder, cwd: folder });

/** All files below a folder, relative, sorted. */
export const filesBelow = (folder: string): string[] =>
  fs.existsSync(folder)
    ? fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
        .sort()
    : [];
