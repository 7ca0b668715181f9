import { keptPatches } from './attention.js';

/** How patterns are made of tokens. */
export interface PatternSettings {
  /** Most patterns of an image, K: from 1. */
  readonly patterns: number;
  /** Share of the attention that kept patches hold: above 0, up to 1. */
  readonly attentionRatio: number;
}

/** Patterns of one image, k of them, k from 1 to K. */
export interface Patterns {
  /** Not scaled to unit length: [k x D]. */
  readonly centres: Float32Array;
  /** Patches of each pattern, rising: k arrays. One is empty where two centres coincide. */
  readonly patches: Int32Array[];
}

const MOST_STEPS = 100;

/**
 * Semantic patterns of one image: deterministic K-means over its attended patch tokens (FreeSel, section 3.2; spec, sections 2.3 and 2.4).
 *
 * @param tokens patch tokens: [T x D]
 * @param attention not negative: [T]
 * @param width D
 * @throws RangeError if K is no whole number from 1, or the shapes do not fit
 */
export function patternsOf(tokens: Float32Array, attention: Float32Array, width: number, settings: PatternSettings): Patterns {
  const { patterns, attentionRatio } = settings;
  if (!Number.isInteger(patterns) || patterns < 1) throw new RangeError(`patternsOf: ${patterns} patterns`);
  const kept = keptPatches(attention, tokens, width, attentionRatio);
  const points = new Float64Array(kept.length * width);
  for (let i = 0; i < kept.length; i++) {
    const patch = kept[i] as number;
    points.set(tokens.subarray(patch * width, (patch + 1) * width), i * width);
  }
  if (kept.length <= patterns) return { centres: new Float32Array(points), patches: Array.from(kept, (patch) => Int32Array.of(patch)) };

  let first = 0;
  for (let i = 1; i < kept.length; i++) {
    if ((attention[kept[i] as number] as number) > (attention[kept[first] as number] as number)) first = i;
  }
  const centres = spreadCentres(points, width, first, patterns);
  const labels = lloyd(points, centres, width);
  const patches = Array.from({ length: patterns }, (_, centre) => kept.filter((_patch, i) => labels[i] === centre));
  return { centres: new Float32Array(centres), patches };
}

/** The first point, then each time the point farthest from its nearest centre (ties: lowest): [count x width]. */
function spreadCentres(points: Float64Array, width: number, first: number, count: number): Float64Array {
  const size = points.length / width;
  const centres = new Float64Array(count * width);
  const nearest = new Float64Array(size).fill(Infinity);
  let next = first;
  for (let centre = 0; centre < count; centre++) {
    centres.set(points.subarray(next * width, (next + 1) * width), centre * width);
    next = 0;
    for (let i = 0; i < size; i++) {
      const distance = squaredDistance(points, i * width, centres, centre * width, width);
      if (distance < (nearest[i] as number)) nearest[i] = distance;
      if ((nearest[i] as number) > (nearest[next] as number)) next = i;
    }
  }
  return centres;
}

/** Lloyd steps on the centres, in place, until no label changes: the label of each point. */
function lloyd(points: Float64Array, centres: Float64Array, width: number): Int32Array {
  const size = points.length / width;
  const count = centres.length / width;
  const labels = new Int32Array(size).fill(-1);
  const members = new Int32Array(count);
  for (let step = 0; step < MOST_STEPS; step++) {
    let changed = false;
    for (let i = 0; i < size; i++) {
      let label = 0;
      let least = Infinity;
      for (let centre = 0; centre < count; centre++) {
        const distance = squaredDistance(points, i * width, centres, centre * width, width);
        if (distance < least) {
          least = distance;
          label = centre;
        }
      }
      if (labels[i] !== label) changed = true;
      labels[i] = label;
    }
    if (!changed) break;
    moveToMeans(points, labels, centres, members, width);
  }
  return labels;
}

/** Every centre goes to the mean of its points; one without points stays. */
function moveToMeans(points: Float64Array, labels: Int32Array, centres: Float64Array, members: Int32Array, width: number): void {
  members.fill(0);
  for (const label of labels) members[label] = (members[label] as number) + 1;
  for (let centre = 0; centre < members.length; centre++) {
    if (members[centre] !== 0) centres.fill(0, centre * width, (centre + 1) * width);
  }
  for (let i = 0; i < labels.length; i++) {
    const to = (labels[i] as number) * width;
    const from = i * width;
    for (let k = 0; k < width; k++) centres[to + k] = (centres[to + k] as number) + (points[from + k] as number);
  }
  for (let centre = 0; centre < members.length; centre++) {
    const size = members[centre] as number;
    if (size === 0) continue;
    for (let k = centre * width; k < (centre + 1) * width; k++) centres[k] = (centres[k] as number) / size;
  }
}

function squaredDistance(a: Float64Array, aAt: number, b: Float64Array, bAt: number, width: number): number {
  // Four sums, because one alone waits for its own last addition.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < width; k += 4) {
    const d0 = (a[aAt + k] as number) - (b[bAt + k] as number);
    const d1 = (a[aAt + k + 1] as number) - (b[bAt + k + 1] as number);
    const d2 = (a[aAt + k + 2] as number) - (b[bAt + k + 2] as number);
    const d3 = (a[aAt + k + 3] as number) - (b[bAt + k + 3] as number);
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; k < width; k++) {
    const d = (a[aAt + k] as number) - (b[bAt + k] as number);
    s0 += d * d;
  }
  return s0 + s1 + (s2 + s3);
}
