import type { PaperSettings } from '../../../src/core/paper-samplers.js';
import type { Pool } from '../../../src/core/pool.js';
import { drawIndex, mulberry32, uniform } from '../../../src/core/random.js';
import { distanceOf, dot, patternVectors } from '../../../src/core/vectors.js';

/** The paper's samplers word for word (spec, section 3): every distance to every chosen pattern, computed anew for every pick. */
export function plainPaperSampler(pool: Pool, settings: PaperSettings): { order: number[]; drawn: number[]; distances: (number | null)[] } {
  const { values, width, first } = patternVectors(pool, settings.centre);
  const { kind, initial, pinned = [], excluded = [], budget } = settings;
  const draw = mulberry32(settings.seed);
  const patterns = Array.from({ length: first[pool.images] ?? 0 }, (_, p) => p);
  const ownerOf = (p: number): number => first.findIndex((from, image) => from <= p && p < (first[image + 1] ?? 0));
  const owners = patterns.map(ownerOf);
  const chosen = new Set(Array.from(initial));
  const order: number[] = [];
  const drawn: number[] = [];
  const distances: (number | null)[] = [];
  const left = (): number[] => [...Array(pool.images).keys()].filter((i) => !chosen.has(i) && !Array.from(excluded).includes(i));
  const between = patterns.map((p) => patterns.map((q) => distanceOf(dot(values, q * width, values, p * width, width))));
  const distance = (p: number): number =>
    chosen.has(owners[p] ?? -1) ? 0 : Math.min(...patterns.filter((q) => chosen.has(owners[q] ?? -1)).map((q) => between[p]?.[q] ?? NaN));
  const due = Array.from(pinned).sort((a, b) => a - b);
  while (order.length < budget && left().length > 0) {
    const isFirst = chosen.size === 0;
    const d = patterns.map((p) => (isFirst || Array.from(excluded).includes(owners[p] ?? -1) ? 0 : distance(p)));
    const own = (image: number): number[] => patterns.filter((p) => owners[p] === image);
    const farthest = (among: number[]): number => among.reduce((best, p) => ((d[p] ?? 0) > (d[best] ?? 0) ? p : best));
    let pattern: number;
    const pin = due.shift();
    if (pin !== undefined) pattern = isFirst ? (own(pin)[0] ?? 0) : farthest(own(pin));
    else if (isFirst) pattern = own(left()[Math.floor(uniform(draw) * left().length)] ?? -1)[0] ?? 0;
    else if (!d.some((value) => value > 0)) pattern = own(left()[0] ?? -1)[0] ?? 0;
    else if (kind === 'farthest') pattern = farthest(patterns);
    else {
      const weights = Float64Array.from(d, (value) => value * value);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      pattern = drawIndex(weights, total, uniform(draw));
    }
    const image = owners[pattern] ?? -1;
    order.push(image);
    drawn.push(pattern - (first[image] ?? 0));
    distances.push(isFirst ? null : (d[pattern] ?? NaN));
    chosen.add(image);
  }
  return { order, drawn, distances };
}
