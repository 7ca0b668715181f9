import type { Step } from '../core/progress.js';

/** Where each step begins and ends, in percent of the whole: reading images is nearly all of it, the first time. */
const spans: Readonly<Record<Step, readonly [from: number, to: number]>> = {
  list: [0, 2],
  read: [2, 90],
  sample: [90, 97],
  explain: [97, 100],
};

/** How much of the whole work is done, in percent; a step of unknown length stands at its beginning. */
export function overallPercent(step: Step, done: number, total: number | null): number {
  const [from, to] = spans[step];
  const share = total === null || total <= 0 ? 0 : Math.min(1, Math.max(0, done / total));
  return from + (to - from) * share;
}
