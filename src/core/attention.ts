/**
 * The smallest set of most attended patches that holds at least `ratio` of the attention (FreeSel, section 3.2; spec, section 2.3).
 * Where there is none (attention that is zero everywhere or not a number): the patch with the greatest token norm.
 *
 * @param attention not negative, one for each patch: [T]
 * @param tokens patch tokens: [T x width]
 * @param ratio above 0, up to 1
 * @returns patch numbers, rising; at least one
 * @throws RangeError if there is no patch or the shapes do not fit
 */
export function keptPatches(attention: Float32Array, tokens: Float32Array, width: number, ratio: number): Int32Array {
  const patches = attention.length;
  if (patches === 0 || tokens.length !== patches * width) {
    throw new RangeError(`keptPatches: ${tokens.length} numbers are not ${patches} tokens of ${width}`);
  }
  const order = new Int32Array(patches);
  for (let patch = 0; patch < patches; patch++) order[patch] = patch;
  order.sort((a, b) => (attention[a] as number) - (attention[b] as number) || a - b);
  const running = new Float64Array(patches);
  let total = 0;
  for (let i = 0; i < patches; i++) {
    total += attention[order[i] as number] as number;
    running[i] = total;
  }
  const least = total - ratio * total;
  let from = 0;
  while (from < patches && !((running[from] as number) > least)) from++;
  if (from === patches) return Int32Array.of(strongestToken(tokens, width));
  return order.slice(from).sort();
}

/** Patch with the greatest token norm (ties: lowest). */
function strongestToken(tokens: Float32Array, width: number): number {
  let strongest = 0;
  let greatest = -1;
  for (let patch = 0; patch * width < tokens.length; patch++) {
    let norm = 0;
    for (let k = patch * width; k < (patch + 1) * width; k++) norm += (tokens[k] as number) ** 2;
    if (norm > greatest) {
      greatest = norm;
      strongest = patch;
    }
  }
  return strongest;
}
