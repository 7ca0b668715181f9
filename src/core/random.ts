/**
 * The generator of every draw: 32 bit state, the same numbers on every machine (spec, section 3).
 *
 * @param seed whole number, taken modulo 2^32
 * @returns a function whose calls give uint32 numbers, 0 to 2^32 - 1
 */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** A number in [0, 1) of 53 bits, made of two draws (spec, section 3). */
export function uniform(draw: () => number): number {
  const high = draw() >>> 5;
  const low = draw() >>> 6;
  return (high * 67108864 + low) / 2 ** 53;
}

/**
 * Draws an index in proportion to its weight: the first whose running float64 sum exceeds `u * total` (spec, section 3).
 *
 * @param weights not negative: [n]
 * @param total sum of the weights, above 0
 * @param u in [0, 1)
 * @throws RangeError if no weight is above 0
 */
export function drawIndex(weights: Float64Array | Float32Array, total: number, u: number): number {
  const goal = u * total;
  let running = 0;
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (!(weight > 0)) continue;
    running += weight;
    if (running > goal) return i;
    last = i;
  }
  // Where `total` was summed in another way, the running sum may end a last bit below the goal.
  if (last < 0) throw new RangeError('drawIndex: no weight is above 0');
  return last;
}

/**
 * Draws `count` items without replacement to the front of the array: partial Fisher-Yates, `j = i + floor(u * (n - i))` (spec, section 6).
 *
 * @param items changed in place: [n]
 * @param count 0 to n
 * @throws RangeError if count is above n
 */
export function partialShuffle(items: Int32Array, count: number, draw: () => number): void {
  if (count > items.length) throw new RangeError(`partialShuffle: ${count} of ${items.length} items`);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(uniform(draw) * (items.length - i));
    const taken = items[j] as number;
    items[j] = items[i] as number;
    items[i] = taken;
  }
}
