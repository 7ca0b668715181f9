/** Steps of the table in a unit, and where it ends: beyond, the function is below 1e-27. */
const STEPS = 256;
const END = 64;

const table = Float64Array.from({ length: END * STEPS + 1 }, (_, i) => Math.exp(-i / STEPS));

/**
 * `exp(-x)` for x from 0, to a relative 1e-11 and 0 from 64 on: some five times as fast as `Math.exp`, which a matrix of 150 million numbers notices.
 * Equal on every machine.
 */
export function fading(x: number): number {
  if (!(x < END)) return 0;
  const at = Math.floor(x * STEPS);
  const rest = x - at / STEPS;
  return (table[at] as number) * (1 - rest * (1 - (rest / 2) * (1 - rest / 3)));
}
