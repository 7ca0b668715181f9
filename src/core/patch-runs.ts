/**
 * Patch numbers as rising runs, as a selection file writes them: 12, 13, 14, 26 is "12-14,26"; no patch is "".
 *
 * @param patches whole numbers from 0, rising without repetition
 * @throws RangeError if they are not
 */
export function runsOf(patches: ArrayLike<number>): string {
  const runs: string[] = [];
  let first = -1;
  let last = -1;
  const close = (): void => {
    if (first >= 0) runs.push(first === last ? String(first) : `${first}-${last}`);
  };
  for (let i = 0; i < patches.length; i++) {
    const patch = patches[i] as number;
    if (!Number.isInteger(patch) || patch <= last) throw new RangeError(`runsOf: patch ${patch} after ${last}`);
    if (patch !== last + 1 || first < 0) {
      close();
      first = patch;
    }
    last = patch;
  }
  close();
  return runs.join(',');
}

/** Patch numbers need at most this many; a run beyond it would be an attack on memory, not an image. */
const MOST_PATCHES = 1_000_000;

/**
 * Patch numbers of rising runs: the inverse of `runsOf`.
 *
 * @throws RangeError if the text is malformed, not rising, or names a patch above a million
 */
export function patchesOf(runs: string): number[] {
  const patches: number[] = [];
  if (runs === '') return patches;
  let last = -1;
  for (const run of runs.split(',')) {
    const match = /^(0|[1-9]\d{0,6})(?:-([1-9]\d{0,6}))?$/.exec(run);
    if (!match) throw new RangeError('patchesOf: the text is not made of rising runs of patch numbers');
    const from = Number(match[1]);
    const to = match[2] === undefined ? from : Number(match[2]);
    if (from <= last || to > MOST_PATCHES || (match[2] !== undefined && to <= from)) {
      throw new RangeError('patchesOf: the runs do not rise, or go beyond a million');
    }
    for (let patch = from; patch <= to; patch++) patches.push(patch);
    last = to;
  }
  return patches;
}
