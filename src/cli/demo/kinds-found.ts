import { mulberry32, partialShuffle } from '../../core/random.js';
import type { LineImage } from './inspection-line.js';

/**
 * How many defect kinds a selection shows; 'good' is none.
 *
 * @param paths chosen images, as in `truth`; unknown ones count for nothing
 */
export function kindsFound(paths: Iterable<string>, truth: readonly LineImage[]): number {
  const kindOf = new Map<string, string>(truth.map(({ path, kind }) => [path, kind]));
  const kinds = new Set([...paths].map((path) => kindOf.get(path) ?? 'good'));
  kinds.delete('good');
  return kinds.size;
}

/**
 * How many defect kinds selections by chance show, in the mean.
 *
 * @param budget images of a selection; at most all of them are drawn
 * @param selections how many random selections
 */
export function kindsFoundByChance(truth: readonly LineImage[], budget: number, selections = 200, seed = 0): number {
  const draw = mulberry32(seed);
  const order = Int32Array.from(truth, (_, i) => i);
  const count = Math.min(budget, truth.length);
  let found = 0;
  for (let k = 0; k < selections; k++) {
    partialShuffle(order, count, draw);
    const kinds = new Set<string>();
    for (let i = 0; i < count; i++) kinds.add(truth[order[i] as number]?.kind ?? 'good');
    kinds.delete('good');
    found += kinds.size;
  }
  return selections > 0 ? found / selections : 0;
}
