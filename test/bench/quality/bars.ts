import { cellsOf, junkPicked, lead, type PoolScores, type Summary } from './figures.js';
import type { StreetSummary } from './street-figures.js';

/** One thing that the default is held to, and what came out. */
export interface Bar {
  readonly bar: string;
  /** Undefined where nothing was measured that could tell. */
  readonly holds: boolean | undefined;
  readonly figure: string;
}

const CELLS = 0.95;
const LEAD = 1;
const BEHIND = 2;

export const points = (own: number, digits = 1): string => `${own < 0 ? '-' : '+'}${Math.abs(own).toFixed(digits)}`;
export const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/**
 * Holds a selector to the bars of the project.
 *
 * @param peers names of what others published
 */
export function barsFor(
  judged: string,
  peers: readonly string[],
  pools: readonly PoolScores[],
  sums: readonly Summary[],
  street: readonly StreetSummary[],
): Bar[] {
  const own = sums.find(({ name }) => name === judged);
  if (!own || pools.length === 0) return [];
  const published = sums.filter(({ name }) => peers.includes(name));
  return [
    {
      bar: "above random's mean in every pool",
      holds: own.worst.points > 0,
      figure: `worst: ${points(own.worst.points)} on ${own.worst.pool}`,
    },
    {
      bar: `above random's mean in at least ${percent(CELLS)} of (pool, budget) cells`,
      holds: own.cells >= CELLS,
      figure: percent(own.cells),
    },
    ...(['own', 'other'] as const).map((probe) => leadBar(judged, own, published, pools, probe)),
    {
      bar: 'best mean rank',
      holds: published.every(({ rank }) => rank >= own.rank),
      figure: [
        own,
        ...published
          .slice()
          .sort((a, b) => a.rank - b.rank)
          .slice(0, 1),
      ]
        .map(({ name, rank }) => `${name} ${rank.toFixed(1)}`)
        .join(', '),
    },
    behindBar(judged, sums, own),
    ...pools.filter(({ junkShare }) => junkShare > 0).map((pool) => junkBar(judged, pool)),
    streetBar(judged, street),
  ];
}

function leadBar(judged: string, own: Summary, published: readonly Summary[], pools: readonly PoolScores[], probe: 'own' | 'other'): Bar {
  const bar = `mean over pools at least ${LEAD} point above the best peer's, ${probe} features`;
  const measured = published.filter((peer) => !Number.isNaN(peer[probe]));
  const [best] = measured.sort((a, b) => b[probe] - a[probe]);
  if (!best || Number.isNaN(own[probe])) return { bar, holds: undefined, figure: 'not measured' };
  const ahead = lead(pools, judged, best.name, probe);
  return {
    bar,
    holds: own[probe] - best[probe] >= LEAD,
    figure: `${points(own[probe])} against ${points(best[probe])} of ${best.name} (lead ${points(ahead.points)}, standard error over pools ${ahead.error.toFixed(1)})`,
  };
}

function behindBar(judged: string, sums: readonly Summary[], own: Summary): Bar {
  const behind = [...own.perPool].map(([pool, { points: ours }]) => {
    const best = sums.reduce((a, b) => ((b.perPool.get(pool)?.points ?? -Infinity) > (a.perPool.get(pool)?.points ?? -Infinity) ? b : a));
    return { pool, best: best.name, points: (best.perPool.get(pool)?.points ?? ours) - ours };
  });
  const most = behind.reduce((a, b) => (b.points > a.points ? b : a));
  const far = behind.filter((one) => one.points > BEHIND).sort((a, b) => b.points - a.points);
  return {
    bar: `on no pool more than ${BEHIND} points below the best selector`,
    holds: far.length === 0,
    figure: (far.length > 0 ? far : [most])
      .map((one) => (one.best === judged ? 'best on every pool' : `${one.points.toFixed(1)} below ${one.best} on ${one.pool}`))
      .join('; '),
  };
}

function junkBar(judged: string, pool: PoolScores): Bar {
  const picked = junkPicked(pool, judged);
  return {
    bar: `junk picked no more often than it occurs, ${pool.pool}`,
    holds: picked <= pool.junkShare,
    figure: `${(100 * picked).toFixed(1)} % of the picks, ${(100 * pool.junkShare).toFixed(1)} % of the pool`,
  };
}

function streetBar(judged: string, street: readonly StreetSummary[]): Bar {
  const bar = 'street not below facility location';
  const own = street.find(({ name }) => name === judged);
  const other = street.find(({ name }) => name === 'facility location');
  if (!own || !other) return { bar, holds: undefined, figure: 'not measured' };
  return { bar, holds: own.both >= other.both, figure: `${points(own.both)} against ${points(other.both)}` };
}

/** A (pool, budget) cell in which a selector is not above random's mean. */
export interface LostCell {
  readonly pool: string;
  readonly budget: number;
  readonly points: number;
}

export const lostCells = (judged: string, pools: readonly PoolScores[]): LostCell[] =>
  pools.flatMap((pool) =>
    cellsOf(pool, judged).flatMap((own, i) => (own > 0 ? [] : [{ pool: pool.pool, budget: pool.budgets[i] ?? 0, points: own }])),
  );
