import { createHash } from 'node:crypto';
import type { Pick, Selection } from '../../../src/core/selection.js';

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A pick whose numbers are as long as numbers of six digits get. */
export function aPick(rank: number, path: string, nearest?: string): Pick {
  return {
    rank,
    path,
    sha256: hashOf(path),
    gain: rank === 1 ? 123456 : 0.00123456,
    distance: nearest === undefined ? null : 0.123456,
    pattern: { index: rank === 1 ? 0 : 4, patches: '12-14,26' },
    ...(nearest !== undefined && { nearest: { path: nearest, pattern: 3 } }),
    represents: 12345,
  };
}

/** A whole selection of the images that are named, in this order; every list has something in it. */
export function aSelection(paths: readonly string[] = ['a/one.png', 'b/two.jpg']): Selection {
  const covered = { share: 0.875, mean: 0.123456, p95: 0.34 };
  return {
    version: 1,
    root: 'data/images',
    pool: {
      images: 40,
      patterns: 160,
      fingerprint: hashOf('pool'),
      flagged: [{ path: 'a/cut.jpg', reason: 'truncated: the end of the file is missing' }],
    },
    skipped: [{ path: 'a/empty.png', reason: 'the file is empty' }],
    model: { id: 'freesel-lite', sha256: hashOf('model'), source: 'a place', licence: 'Apache-2.0', trainingData: 'ImageNet-1k' },
    settings: {
      budget: paths.length,
      sampler: 'coverage',
      rarity: 1,
      blend: 0.25,
      centre: 'pool',
      seed: 0,
      patterns: 5,
      attentionRatio: 0.5,
      preprocessing: 1,
      include: ['a/**'],
      exclude: ['**/old/*'],
      initial: ['c/three.png'],
      pinned: ['c/four.png'],
      excluded: ['c/five.png'],
    },
    picks: paths.map((path, i) => aPick(i + 1, path, paths[i - 1])),
    coverage: {
      ...covered,
      radius: 0.25,
      patternRadius: 0.5,
      random: { ...covered, low: 0.5, high: 0.75, selections: 20 },
    },
    run: { embedded: 40, time: '2024-05-06T07:08:09.000Z', seconds: 1.5, versions: { node: '20.0.0' } },
  };
}
