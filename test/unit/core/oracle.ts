import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from '../../../src/core/pool.js';
import type { Progress } from '../../../src/core/progress.js';
import type { Coverage } from '../../../src/core/selection.js';
import type { Centre } from '../../../src/core/settings.js';

/** Row of evidence: pattern, distance, nearest image, its pattern, images represented. */
type EvidenceRow = [number, number | null, number | null, number | null, number];

/** What the plain reference says, as `expected.json` holds it. */
export interface Expected {
  images: number;
  patches: number;
  width: number;
  embedding: number;
  k: number;
  ratio: number;
  kept: number[][];
  pattern_patches: number[][][];
  paper: {
    kind: 'farthest' | 'probability';
    centre?: Centre;
    seed: number;
    initial: number[];
    budget: number;
    order: number[];
    distance: (number | null)[];
  }[];
  coverage: {
    rarity: number;
    blend: number;
    neighbours: number;
    initial: number[];
    budget: number;
    order: number[];
    gains: number[];
    evidence: EvidenceRow[];
    covered: Coverage;
  }[];
}

/** A folder of inputs and of what the plain reference makes of them. */
export interface Oracle {
  expected: Expected;
  /** [N x T x D] */
  tokens: Float32Array;
  /** [N x T] */
  attention: Float32Array;
  /** Made of the expected patterns. */
  pool: Pool;
}

/** The folder beside the project where the large oracle lies, and the small one that is committed. */
export const sharedOracle = process.env['FREESEL_ORACLE'] ?? join(import.meta.dirname, '../../../../shared/oracle');
export const committedOracle = join(import.meta.dirname, '../../fixtures/oracle-excerpt');

export function readOracle(folder: string): Oracle | undefined {
  if (!existsSync(join(folder, 'expected.json'))) return undefined;
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
  const floats = (name: string): Float32Array => new Float32Array(new Uint8Array(readFileSync(join(folder, name))).buffer);
  const firstPattern = new Int32Array(expected.images + 1);
  expected.pattern_patches.forEach((own, image) => (firstPattern[image + 1] = (firstPattern[image] ?? 0) + own.length));
  const pool: Pool = {
    images: expected.images,
    width: expected.width,
    embeddingWidth: expected.embedding,
    patterns: floats('patterns.f32'),
    firstPattern,
    embeddings: floats('embedding.f32'),
  };
  return { expected, tokens: floats('tokens.f32'), attention: floats('attention.f32'), pool };
}

/** What a generator gives in the end. */
export async function finished<T>(work: AsyncGenerator<Progress, T, void>): Promise<T> {
  for (;;) {
    const step = await work.next();
    if (step.done) return step.value;
  }
}
