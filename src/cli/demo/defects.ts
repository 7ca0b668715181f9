import { canvasSide, type Point } from './mask.js';
import type { Part } from './part.js';

/** Damages a part that lies ready. */
export type Damage = (part: Part) => void;

/** A path of steps of `step` pixels whose heading changes by at most `bend` radians a step. */
function wander(part: Part, from: Point, heading: number, steps: number, step: number, bend: number): Point[] {
  const points = [from];
  let at = from;
  let angle = heading;
  let drift = 0;
  for (let k = 0; k < steps; k++) {
    drift = 0.7 * drift + part.between(-bend, bend);
    angle += drift;
    at = { x: at.x + Math.cos(angle) * step, y: at.y + Math.sin(angle) * step };
    points.push(at);
  }
  return points;
}

/** Keeps a point in the picture, so that what starts there is seen. */
const inPicture = ({ x, y }: Point): Point => ({ x: Math.min(238, Math.max(50, x)), y: Math.min(238, Math.max(50, y)) });

/** One to three straight grooves, bright where the tool cut. */
export const scratch: Damage = (part) => {
  const middle = part.spot(20);
  const heading = part.between(-1.2, 1.2) + (part.between(0, 1) < 0.3 ? Math.PI / 2 : 0);
  const length = part.between(80, 150);
  const lines = part.oneOf(1, 1, 2, 3);
  const width = part.between(1.3, 2.1);
  for (let k = 0; k < lines; k++) {
    const aside = k * part.between(5, 9);
    const own = length * part.between(k ? 0.5 : 1, 1);
    const from = {
      x: middle.x - (Math.cos(heading) * own) / 2 - Math.sin(heading) * aside,
      y: middle.y - (Math.sin(heading) * own) / 2 + Math.cos(heading) * aside,
    };
    const points = wander(part, from, heading, 12, own / 12, 0.025);
    const taper = (t: number): number => width * Math.sin(Math.PI * Math.min(0.98, t * 0.9 + 0.08));
    part.raise(
      part.mask
        .clear()
        .line(points, (t) => 1.5 * taper(t), 2.6)
        .within(part.body),
      -2.6,
    );
    part.paint(part.second.clear().line(points, taper, 1.6).within(part.body), [0.86, 0.86, 0.84], 0.75);
  }
};

/** A liquid that dried: darker, darkest along its border, with some splashes. */
export const stain: Damage = (part) => {
  const colour = part.oneOf([0.5, 0.38, 0.24] as const, [0.42, 0.38, 0.32] as const, [0.36, 0.34, 0.34] as const);
  const at = part.spot(16);
  const radius = part.between(20, 36);
  const stretch = part.between(0.8, 1.3);
  const waves = part.waves();
  part.mask.clear().blot(at, radius, stretch, waves, 0.1, 5);
  for (let k = 0; k < 5; k++) {
    const away = part.between(1.2, 1.9) * radius;
    const angle = part.between(0, 2 * Math.PI);
    part.mask.blot({ x: at.x + Math.cos(angle) * away, y: at.y + Math.sin(angle) * away }, part.between(1.5, 5), 1, part.waves(3), 0.15, 2);
  }
  part.tint(part.mask.within(part.body), colour, part.between(0.6, 0.85));
  part.second.clear().blot(at, radius - 4, stretch, waves, 0.1, 7);
  part.tint(part.mask.without(part.second), colour, 0.4);
};

/** Something hard fell on it. */
export const dent: Damage = (part) => {
  const at = part.spot(14);
  const radius = part.between(15, 24);
  const stretch = part.between(0.8, 1.25);
  const waves = part.waves(4);
  part.raise(
    part.mask
      .clear()
      .blot(at, radius * 0.8, stretch, waves, 0.05, radius * 1.5)
      .within(part.body),
    -part.between(8, 12),
  );
  part.tint(
    part.second
      .clear()
      .blot(at, radius * 0.45, stretch, waves, 0.08, radius)
      .within(part.body),
    [0.72, 0.72, 0.72],
    0.8,
  );
};

/** A loose thread, curled as it fell. */
export const fibre: Damage = (part) => {
  const colour = part.oneOf([0.88, 0.86, 0.82] as const, [0.08, 0.08, 0.1] as const, [0.62, 0.14, 0.16] as const);
  const points = wander(part, inPicture(part.spot(10)), part.between(0, 2 * Math.PI), 64, 3.6, 0.2);
  part.tint(
    part.second.clear().line(
      points.map(({ x, y }) => ({ x: x + 2.4, y: y + 2.4 })),
      () => 1.6,
      3,
    ),
    [0.5, 0.5, 0.5],
    0.7,
  );
  part.paint(
    part.mask.clear().line(points, () => 1.5),
    colour,
    0.95,
  );
  part.raise(part.mask, 0.7);
};

/** A path that keeps its direction but jags at each step. */
function jag(part: Part, from: Point, heading: number, steps: number): Point[] {
  const points = [from];
  let at = from;
  for (let k = 0; k < steps; k++) {
    const angle = heading + part.between(-0.95, 0.95);
    const step = part.between(3, 10);
    at = { x: at.x + Math.cos(angle) * step, y: at.y + Math.sin(angle) * step };
    points.push(at);
  }
  return points;
}

/** A dark jagged line that forks. */
export const crack: Damage = (part) => {
  const from = inPicture(part.spot(18));
  // Towards the middle of the picture, where there is most part to crack.
  const heading = Math.atan2(150 - from.y, 150 - from.x) + part.between(-0.5, 0.5);
  const main = jag(part, from, heading, 22);
  const widest = part.between(2.4, 3.2);
  part.mask.clear().line(main, (t) => widest * (1 - 0.8 * t), 1.6);
  for (const k of [5, 12]) {
    const at = main[k];
    if (at) part.mask.line(jag(part, at, heading + part.oneOf(-0.8, 0.8), 7), (t) => widest * 0.55 * (1 - 0.8 * t), 1.6);
  }
  part.paint(part.mask.within(part.body), [0.03, 0.028, 0.025], 0.92);
  part.raise(part.mask, -3);
};

/** A piece broken off an edge: what lies below shows, and the broken face is rough and fresh. */
export const chippedEdge: Damage = (part) => {
  if (!part.edge) return;
  const [a, b] = part.edge;
  const t = part.between(0.2, 0.8);
  const at = { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
  const radius = part.between(24, 32);
  const waves = part.waves();
  const isUpright = a.x === b.x;
  const aside = (by: number): Point => (isUpright ? { x: at.x + by, y: at.y } : { x: at.x, y: at.y + by });
  const rough = part.placed(part.textures.pebble);
  const fine = part.placed(part.textures.grain);
  const inside = 60 * canvasSide + canvasSide / 2;
  const fresh = [part.red, part.green, part.blue].map((plane) => (plane[inside] as number) * 0.4 + 0.42) as [number, number, number];
  part.mask
    .clear()
    .blot(
      aside(2),
      radius,
      isUpright ? 0.8 : 1.2,
      waves.map((wave, k) => (k ? wave : 0)),
      0.13,
      2,
    )
    .within(part.body);
  part.paint(part.mask, fresh, 0.9, (x, y) => 1 + 0.25 * rough(x, y) + 0.12 * fine(x, y));
  part.raise(part.mask, 0, (x, y) => 4 * rough(x, y));
  const bite = part.second.clear().blot(
    aside(-4),
    radius * 0.82,
    isUpright ? 0.8 : 1.2,
    waves.map((wave, k) => (k ? wave + 0.4 : 0)),
    0.13,
    2,
  );
  part.paint(bite, part.ground, 1, (x, y) => 0.95 + 0.15 * fine(x, y));
  part.raise(bite, 0, () => 0);
};

/** Paint that ran down before it set. */
export const paintRun: Damage = (part) => {
  const top = part.between(72, 84);
  const left = part.between(74, 150);
  part.mask.clear();
  for (let k = 0; k < 4; k++) {
    const x = left + k * part.between(15, 19);
    const length = part.between(34, 88);
    const points = wander(part, { x, y: top }, Math.PI / 2, 8, length / 8, 0.01);
    part.mask.line(points, (t) => 3 + 1.2 * t, 6);
    const end = points.at(-1);
    if (end) part.mask.blot(end, 7, 0.9, [0, 1], 0.04, 6);
  }
  part.mask.blot({ x: left + 26, y: top }, 20, 1.9, [0, ...part.waves(5)], 0.06, 8);
  part.raise(part.mask.within(part.body), 6);
  part.tint(part.mask, [0.7, 0.7, 0.74], 0.7);
};

/** A hexagon nut that someone left there. */
export const looseNut: Damage = (part) => {
  const at = part.spot(20);
  const turn = part.between(0, 1);
  const size = part.between(17, 20);
  const steel = part.placed(part.textures.streak);
  part.tint(part.second.clear().polygon({ x: at.x + 6, y: at.y + 6 }, size, 6, turn, 8), [0.25, 0.25, 0.27]);
  part.mask.clear().polygon(at, size, 6, turn, 1.6);
  part.paint(part.mask, [0.6, 0.59, 0.55], 1, (x, y) => 1 + 0.1 * steel(x, y));
  part.raise(part.mask, 0, () => 6);
  // The chamfer makes a round top on six corners.
  part.raise(part.second.clear().disc(at, size * 0.98, 4), 2);
  part.raise(part.mask.clear().disc(at, size * 0.56, 3), -4);
  part.paint(part.second.clear().disc(at, size * 0.5, 1.6), [0.06, 0.06, 0.065], 0.96);
  for (const k of [0.42, 0.3]) {
    part.second
      .clear()
      .field(
        [at.x - size, at.y - size, at.x + size, at.y + size],
        (x, y) => Math.abs(Math.sqrt((x - at.x) ** 2 + (y - at.y) ** 2) - size * k) - 0.7,
      );
    part.paint(part.second, [0.3, 0.3, 0.3], 0.5);
  }
};
