import type { Pick, Selection } from '../core/selection.js';

/** An image that at least one of two selections has chosen; ranks from 1. */
export interface ComparedImage {
  readonly path: string;
  readonly ranks: readonly number[];
}

/** Two selections side by side; each group in the order of the first rank. */
export interface Comparison {
  readonly both: readonly ComparedImage[];
  readonly onlyFirst: readonly ComparedImage[];
  readonly onlySecond: readonly ComparedImage[];
  /** Whether both were made from the same images. */
  readonly isSamePool: boolean;
}

/** Images of one pool are the same where their path is; those of different pools, where their content is. */
export function compare(first: Selection, second: Selection): Comparison {
  const isSamePool = first.pool.fingerprint === second.pool.fingerprint;
  const key = ({ path, sha256 }: Pick): string => (isSamePool ? path : sha256);
  const inFirst = new Set(first.picks.map(key));
  const inSecond = new Map(second.picks.map((pick) => [key(pick), pick]));
  const alone = ({ path, rank }: Pick): ComparedImage => ({ path, ranks: [rank] });
  return {
    both: first.picks.flatMap((pick) => {
      const other = inSecond.get(key(pick));
      return other ? [{ path: pick.path, ranks: [pick.rank, other.rank] }] : [];
    }),
    onlyFirst: first.picks.filter((pick) => !inSecond.has(key(pick))).map(alone),
    onlySecond: second.picks.filter((pick) => !inFirst.has(key(pick))).map(alone),
    isSamePool,
  };
}
