/** Lines from `start` up to, not including, `end` of the old text, and what takes their place. */
export interface LineChange {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Beyond this many pairs of lines what lies between the first and the last difference is one change. */
const mostPairs = 1_000_000;

/** The fewest lines that turn one text into another: what is the same in both stays untouched. Changes rise and do not touch each other. */
export function lineChanges(before: readonly string[], after: readonly string[]): LineChange[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let [end, newEnd] = [before.length, after.length];
  while (end > start && newEnd > start && before[end - 1] === after[newEnd - 1]) {
    end -= 1;
    newEnd -= 1;
  }
  if (start === end && start === newEnd) return [];
  const [old, own] = [before.slice(start, end), after.slice(start, newEnd)];
  if (old.length * own.length > mostPairs) return [{ start, end, lines: own }];
  return between(old, own).map((change) => ({ ...change, start: change.start + start, end: change.end + start }));
}

/** By the longest common subsequence of lines. */
function between(before: readonly string[], after: readonly string[]): LineChange[] {
  const width = after.length + 1;
  // Length of the longest one from line i of the old and line j of the new text on.
  const longest = new Uint16Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const at = i * width + j;
      longest[at] = before[i] === after[j] ? (longest[at + width + 1] ?? 0) + 1 : Math.max(longest[at + width] ?? 0, longest[at + 1] ?? 0);
    }
  }
  const changes: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const [start, newStart] = [i, j];
    while (i < before.length || j < after.length) {
      if (i < before.length && j < after.length && before[i] === after[j]) break;
      const at = i * width + j;
      if (j >= after.length || (i < before.length && (longest[at + width] ?? 0) >= (longest[at + 1] ?? 0))) i += 1;
      else j += 1;
    }
    changes.push({ start, end: i, lines: after.slice(newStart, j) });
  }
  return changes;
}
