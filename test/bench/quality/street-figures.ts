import { mean, standardError } from './figures.js';
import type { StreetScore } from './street-probe.js';

/** Of each selector on the street images: [split][budget]. */
export type StreetScores = ReadonlyMap<string, readonly (readonly StreetScore[])[]>;

/** What a selector is worth on the street images: mean IoU in points above random, means over splits and budgets. */
export interface StreetSummary {
  readonly name: string;
  readonly own: number;
  readonly ownError: number;
  readonly other: number;
  readonly otherError: number;
  readonly both: number;
  /** Mean of both probes, by budget. */
  readonly byBudget: readonly number[];
  readonly rare: number;
  readonly found: number;
}

export function streetSummaries(scores: StreetScores): StreetSummary[] {
  const random = scores.get('random') ?? [];
  return [...scores].map(([name, splits]): StreetSummary => {
    const gains = (probe: 'own' | 'other'): number[][] =>
      splits.map((budgets, split) => budgets.map((score, i) => 100 * (score[probe] - (random[split]?.[i]?.[probe] ?? NaN))));
    const [own, other] = [gains('own'), gains('other')];
    const [ownBySplit, otherBySplit] = [own.map(mean), other.map(mean)];
    const all = splits.flat();
    return {
      name,
      own: mean(ownBySplit),
      ownError: standardError(ownBySplit),
      other: mean(otherBySplit),
      otherError: standardError(otherBySplit),
      both: (mean(ownBySplit) + mean(otherBySplit)) / 2,
      byBudget: (splits[0] ?? []).map((_, i) => mean([...own, ...other].map((split) => split[i] ?? NaN))),
      rare: mean(all.map((score) => score.rare)),
      found: mean(all.map((score) => score.found)),
    };
  });
}
