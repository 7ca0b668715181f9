import type { Pick, Selection } from '../../../src/core/selection.js';

/** A selection of images `0.jpg`, `1.jpg` … of a pool of 100. */
export function selectionOf(paths: readonly string[], more: Partial<Selection['settings']> = {}): Selection {
  const pick = (path: string, i: number): Pick => ({
    rank: i + 1,
    path,
    sha256: path.padEnd(64, '0').replace(/[^0-9a-f]/g, 'a'),
    gain: 0.5 / (i + 1),
    distance: i === 0 ? null : 0.4,
    pattern: { index: 0, patches: '0-1,14' },
    represents: 3,
  });
  const settings: Selection['settings'] = {
    budget: paths.length,
    sampler: 'coverage',
    seed: 0,
    patterns: 5,
    attentionRatio: 0.5,
    preprocessing: 1,
    include: [],
    exclude: [],
    initial: [],
    pinned: [],
    excluded: [],
    ...more,
  };
  return {
    version: 1,
    root: 'images',
    pool: { images: 100, patterns: 500, fingerprint: '0'.repeat(64), flagged: [] },
    skipped: [],
    model: { id: 'freesel-lite', sha256: '1'.repeat(64), source: '', licence: '', trainingData: '' },
    settings,
    picks: paths.map(pick),
    coverage: {
      share: 0.7,
      mean: 0.4,
      p95: 0.6,
      radius: 0.5,
      patternRadius: 0.4,
      random: { share: 0.5, mean: 0.5, p95: 0.7, low: 0.43, high: 0.58, selections: 20 },
    },
    run: { embedded: 0 },
  };
}
