import { canvasSide, Mask, type Point } from './mask.js';
import type { Colour, Part } from './part.js';
import { printCarton, type Misprint } from './print.js';

/** What of a part is wrong as it was made, rather than damaged afterwards. */
export interface Fault {
  /** One of a plate's holes was never drilled. */
  readonly isHoleMissing?: boolean;
  readonly misprint?: Misprint;
}

/** Draws a part as it should be, or with the fault it was made with. */
export type Surface = (part: Part, fault: Fault) => void;

/** Where a part lies, and where its shadow falls beside it. */
interface Outline {
  readonly body: Mask;
  readonly shadow: Mask;
}

/** An outline, drawn when first needed and kept: every part of a kind has the same. */
function outline(draw: (mask: Mask) => Mask): () => Outline {
  let made: Outline | undefined;
  return () => {
    if (made) return made;
    const body = draw(new Mask());
    made = { body, shadow: new Mask().copy(body, 5, 5).without(body) };
    return made;
  };
}

const outlines = {
  plate: outline((mask) => mask.plate(34, 30, 256, 258, 14, 2.2)),
  casting: outline((mask) => mask.plate(44, -40, 330, 252, 20, 3)),
  cover: outline((mask) => mask.plate(26, 40, 262, 248, 30, 3)),
  carton: outline((mask) => mask.plate(24, -40, canvasSide + 60, canvasSide + 60, 3, 2)),
};

/** Lays a part on the belt or the fixture; what it looks like itself comes after. */
function place(part: Part, { body, shadow }: Outline, ground: Colour): void {
  const { cloud, grain } = part.textures;
  const soft = part.placed(cloud);
  const fine = part.placed(grain);
  part.ground = ground;
  part.cover(
    ground,
    (x, y) => 1 + 0.1 * soft(x, y) + 0.16 * fine(x, y),
    () => 0,
    body,
  );
  part.tint(shadow, [0.35, 0.35, 0.37]);
  part.body.copy(body);
}

function bore(part: Part, at: Point, radius: number): void {
  part.body.without(part.second.clear().disc(at, radius, 2));
  part.raise(part.mask.clear().disc(at, radius + 3.2, 4), -2.2);
  part.paint(part.second.clear().disc(at, radius, 2), [0.05, 0.05, 0.055], 0.97);
  // The wall of the bore catches light on the side away from the lamp.
  part.mask.clear().disc({ x: at.x - 2, y: at.y - 2 }, radius - 1, 3);
  part.paint(part.second.without(part.mask), [0.42, 0.42, 0.43], 0.55);
}

/** A brushed aluminium plate with four holes and a bore. */
export const plate: Surface = (part, fault) => {
  place(part, outlines.plate(), [0.12, 0.125, 0.13]);
  const brushed = part.placed(part.textures.streak);
  const soft = part.placed(part.textures.cloud);
  const tone = part.between(0.56, 0.66);
  part.paint(part.body, [tone, tone * 1.005, tone * 1.02], 1, (x, y) => 1 + 0.13 * brushed(x, y) + 0.05 * soft(x, y));
  part.raise(part.body, 3, (x, y) => 0.35 * brushed(x, y));
  part.gloss = part.between(0.5, 0.9);
  const holes: Point[] = [
    { x: 66, y: 62 },
    { x: 224, y: 62 },
    { x: 66, y: 226 },
    { x: 224, y: 226 },
  ];
  const missing = fault.isHoleMissing ? Math.floor(part.between(0, 4)) : -1;
  for (const [k, hole] of holes.entries()) if (k !== missing) bore(part, hole, 14);
  bore(part, { x: 145, y: 144 }, 27);
  part.room = [64, 84, 226, 204];
  part.edge = [
    { x: 34, y: 60 },
    { x: 34, y: 230 },
  ];
};

/** A rough cast housing with a rib and a boss. */
export const casting: Surface = (part) => {
  place(part, outlines.casting(), [0.15, 0.148, 0.142]);
  const { pebble, grain, cloud } = part.textures;
  const rough = part.placed(pebble);
  const fine = part.placed(grain);
  const soft = part.placed(cloud);
  const tone = part.between(0.3, 0.36);
  part.paint(part.body, [tone, tone * 0.99, tone * 0.96], 1, (x, y) => 1 + 0.16 * fine(x, y) + 0.14 * rough(x, y) + 0.16 * soft(x, y));
  part.raise(part.body, 5, (x, y) => 1.5 * rough(x, y) + 0.5 * fine(x, y));
  part.raise(part.mask.clear().plate(96, -40, 124, 330, 8, 9), 4);
  const boss = { x: 202, y: 108 };
  part.raise(part.mask.clear().disc(boss, 46, 9), 5);
  part.mask.clear().disc(boss, 39, 2);
  const machined = part.placed(part.textures.streak);
  part.paint(part.mask, [0.56, 0.56, 0.55], 1, (x, y) => {
    const away = Math.sqrt((x - boss.x) ** 2 + (y - boss.y) ** 2);
    return 1 + 0.1 * machined(3, Math.floor(away * 2)) + 0.05 * fine(x, y);
  });
  part.raise(part.mask, 10, () => 0);
  bore(part, boss, 21);
  part.gloss = 0.15;
  part.room = [60, 160, 240, 232];
  part.edge = [
    { x: 44, y: 60 },
    { x: 44, y: 215 },
  ];
};

/** Woven cloth that fills the picture. */
export const cloth: Surface = (part) => {
  part.body.clear().plate(-20, -20, canvasSide + 20, canvasSide + 20, 0);
  const woven = part.placed(part.textures.weave);
  const soft = part.placed(part.textures.cloud);
  const colour = part.oneOf<Colour>([0.5, 0.47, 0.4], [0.5, 0.47, 0.4], [0.26, 0.31, 0.4]);
  part.ground = [0.1, 0.1, 0.1];
  part.gloss = 0;
  const sag = part.between(3, 7);
  part.cover(
    colour,
    (x, y) => 0.96 + 0.17 * woven(x, y) + 0.06 * soft(x, y),
    (x, y) => 0.3 * woven(x, y) + sag * soft(x, y),
  );
  part.room = [50, 50, 238, 238];
  part.edge = undefined;
};

const cover =
  (colour: Colour): Surface =>
  (part) => {
    place(part, outlines.cover(), [0.5, 0.5, 0.49]);
    const peel = part.placed(part.textures.pebble);
    const soft = part.placed(part.textures.cloud);
    const tone = part.between(0.93, 1.07);
    part.paint(part.body, [colour[0] * tone, colour[1] * tone, colour[2] * tone], 1, (x, y) => 1 + 0.02 * soft(x, y));
    part.raise(part.body, 6, (x, y) => 0.09 * peel(x, y));
    // A raised panel and three slots for air, as moulded.
    part.raise(part.mask.clear().plate(44, 58, 244, 186, 18, 6), 4);
    for (const y of [202, 215, 228]) {
      part.mask.clear().plate(92, y - 3, 196, y + 3, 3, 2);
      part.body.without(part.mask);
      part.paint(part.mask, [0.03, 0.03, 0.035], 0.95);
      part.raise(part.second.clear().plate(90, y - 5, 198, y + 5, 5, 3), -1.5);
    }
    part.gloss = part.between(0.7, 1);
    part.room = [58, 70, 230, 174];
    part.edge = [
      { x: 70, y: 40 },
      { x: 220, y: 40 },
    ];
  };

/** Painted plastic covers, one mould in two colours. */
export const blueCover = cover([0.1, 0.3, 0.5]);
export const redCover = cover([0.62, 0.14, 0.1]);

/** Printed cardboard that fills the picture but for the table at one side. */
export const carton: Surface = (part, fault) => {
  place(part, outlines.carton(), [0.2, 0.2, 0.21]);
  const { grain, streak, cloud } = part.textures;
  const fibre = part.placed(grain);
  const flute = part.placed(streak);
  const soft = part.placed(cloud);
  const tone = part.between(0.96, 1.04);
  part.paint(
    part.body,
    [0.66 * tone, 0.52 * tone, 0.36 * tone],
    1,
    (x, y) => 1 + 0.07 * fibre(x, y) + 0.05 * flute(y, x) + 0.05 * soft(x, y),
  );
  // The corrugation below the liner shows as faint upright waves.
  part.raise(part.body, 4, (x, y) => 0.16 * Math.sin(x * 0.62) + 0.2 * fibre(x, y) + 1.2 * soft(x, y));
  part.gloss = 0.05;
  printCarton(part, fault.misprint);
  part.room = [56, 50, 240, 238];
  part.edge = [
    { x: 24, y: 60 },
    { x: 24, y: 230 },
  ];
};
