import type { Score } from './evaluation.js';

/** Scores of every selector on one pool. */
export interface PoolScores {
  readonly pool: string;
  readonly budgets: readonly number[];
  /** Share of the images to choose from that is junk, mean over splits. */
  readonly junkShare: number;
  /** Of each selector: [split][budget]. */
  readonly scores: ReadonlyMap<string, readonly (readonly Score[])[]>;
}

/** Which probe: on the features that selectors see, on those that none saw, or the mean of both. */
export type Probe = 'own' | 'other' | 'both';

/** What a selector is worth over all pools, in points above random. */
export interface Summary {
  readonly name: string;
  readonly own: number;
  readonly other: number;
  readonly both: number;
  /** Standard errors of the means over splits; NaN where there is one split. */
  readonly ownError: number;
  readonly otherError: number;
  /** Share of the pairs of pool and budget that are above random's mean: 0 to 1. */
  readonly cells: number;
  readonly worst: { readonly pool: string; readonly points: number };
  /** Mean over the same pairs of the place among all selectors, random included; 1 is best. */
  readonly rank: number;
  readonly found: number;
  readonly covered: number;
  /** Points above random on each pool, with the standard error over splits. */
  readonly perPool: ReadonlyMap<string, { readonly points: number; readonly error: number }>;
}

export const mean = (numbers: readonly number[]): number => numbers.reduce((sum, own) => sum + own, 0) / numbers.length;

/** Standard error of a mean; NaN of fewer than two numbers. */
export function standardError(numbers: readonly number[]): number {
  const middle = mean(numbers);
  const squares = numbers.reduce((sum, own) => sum + (own - middle) ** 2, 0);
  return numbers.length < 2 ? NaN : Math.sqrt(squares / (numbers.length - 1) / numbers.length);
}

const probed = (score: Score, probe: Probe): number =>
  probe === 'own' ? score.own : probe === 'other' ? (score.other ?? NaN) : score.other === null ? score.own : (score.own + score.other) / 2;

/** Points of a selector above random's mean on the same split: [split][budget]. */
export function gainsOf({ scores, pool }: PoolScores, name: string, probe: Probe): number[][] {
  const own = scores.get(name);
  const random = scores.get('random');
  if (!own || !random) throw new Error(`${pool}: no scores of ${own ? 'random' : name}`);
  return own.map((budgets, split) =>
    budgets.map((score, budget) => 100 * (probed(score, probe) - probed(random[split]?.[budget] ?? score, probe))),
  );
}

/** Mean over splits of a selector's gains: one for each budget. */
export function cellsOf(pool: PoolScores, name: string, probe: Probe = 'both'): number[] {
  const gains = gainsOf(pool, name, probe);
  return pool.budgets.map((_, budget) => mean(gains.map((split) => split[budget] ?? NaN)));
}

/** Places of numbers, 1 for the greatest; equal ones share the mean of theirs. */
export function ranksOf(numbers: readonly number[]): number[] {
  return numbers.map((own) => {
    const above = numbers.filter((other) => other > own).length;
    const equal = numbers.filter((other) => other === own).length;
    return above + (equal + 1) / 2;
  });
}

/** Sums up every selector over pools that all have scores of all of them. */
export function summaries(pools: readonly PoolScores[], names: readonly string[]): Summary[] {
  const places = new Map<string, number[]>(names.map((name) => [name, []]));
  for (const pool of pools) {
    const cells = names.map((name) => cellsOf(pool, name));
    pool.budgets.forEach((_, budget) =>
      ranksOf(cells.map((own) => own[budget] ?? NaN)).forEach((rank, i) => places.get(names[i] ?? '')?.push(rank)),
    );
  }
  return names.map((name): Summary => {
    const perPool = new Map(
      pools.map((pool) => {
        const bySplit = gainsOf(pool, name, 'both').map(mean);
        return [pool.pool, { points: mean(bySplit), error: standardError(bySplit) }];
      }),
    );
    const worst = [...perPool].reduce((a, b) => (b[1].points < a[1].points ? b : a));
    const own = overSplits(pools, name, 'own');
    const other = overSplits(pools, name, 'other');
    const cells = pools.flatMap((pool) => cellsOf(pool, name));
    const scores = pools.flatMap((pool) => [...(pool.scores.get(name) ?? [])].flat());
    return {
      name,
      own: mean(own),
      other: mean(other),
      both: mean([...perPool.values()].map(({ points }) => points)),
      ownError: standardError(own),
      otherError: standardError(other),
      cells: cells.filter((points) => points > 0).length / cells.length,
      worst: { pool: worst[0], points: worst[1].points },
      rank: mean(places.get(name) ?? []),
      found: mean(scores.map((score) => score.found)),
      covered: mean(scores.map((score) => score.covered)),
      perPool,
    };
  });
}

/** Mean over pools and budgets: one for each split that all pools have. Pools without features for the probe do not count. */
export function overSplits(pools: readonly PoolScores[], name: string, probe: Probe): number[] {
  const gains = pools
    .map((pool) => gainsOf(pool, name, probe))
    .filter((own) => own.every((split) => split.every((points) => !Number.isNaN(points))));
  const splits = Math.min(...gains.map(({ length }) => length));
  return Number.isFinite(splits) ? Array.from({ length: splits }, (_, split) => mean(gains.map((own) => mean(own[split] ?? [])))) : [];
}

/** How far one selector is ahead of another over pools, with the standard error over pools. */
export function lead(
  pools: readonly PoolScores[],
  name: string,
  other: string,
  probe: Probe,
): { readonly points: number; readonly error: number } {
  const apart = pools
    .map((pool) => mean(gainsOf(pool, name, probe).map(mean)) - mean(gainsOf(pool, other, probe).map(mean)))
    .filter((points) => !Number.isNaN(points));
  return { points: mean(apart), error: standardError(apart) };
}

/** Share of a selector's picks that is junk, mean over budgets and splits: 0 to 1. */
export const junkPicked = (pool: PoolScores, name: string): number =>
  mean([...(pool.scores.get(name) ?? [])].flatMap((split) => split.map((score) => score.junk)));
