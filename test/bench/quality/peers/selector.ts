import type { View } from './view.js';

/** Picks for each budget, in the order of the budgets. */
export type Picks = readonly (readonly number[])[];

/** A way to choose images. */
export interface Selector {
  readonly name: string;
  /** Random is what all are measured against; a peer is published by others; ours is not. */
  readonly kind: 'random' | 'peer' | 'ours';
  /** Runs with different seeds that are averaged; 1 where there is no chance in it. */
  readonly seeds: number;
  /** Files or folders, relative to the project, that its picks depend on: a change of any makes its kept results void. */
  readonly sources: readonly string[];
  choose(view: View, seed: number, budgets: readonly number[]): Promise<Picks>;
}

/** Picks of an order that does not depend on the budget. */
export const nested = (order: ArrayLike<number>, budgets: readonly number[]): Picks =>
  budgets.map((budget) => Array.from({ length: Math.min(budget, order.length) }, (_, rank) => order[rank] as number));

/** Picks of a method that chooses anew for each budget. */
export async function anew(budgets: readonly number[], choose: (budget: number) => Promise<readonly number[]>): Promise<Picks> {
  const picks: (readonly number[])[] = [];
  for (const budget of budgets) picks.push(await choose(budget));
  return picks;
}
