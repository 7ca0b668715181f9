import { partialShuffle, uniform } from '../../core/random.js';
import { chippedEdge, crack, dent, fibre, looseNut, paintRun, scratch, stain, type Damage } from './defects.js';
import { blueCover, carton, casting, cloth, plate, redCover, type Fault, type Surface } from './surfaces.js';

/** A defect kind, or 'good'. */
export type Kind = 'good' | DefectKind;

interface Defect {
  /** How many of 400 images show it. */
  readonly of400: number;
  readonly surfaces: readonly Surface[];
  readonly damage?: Damage;
  readonly fault?: readonly Fault[];
}

/** What goes wrong on the line, from the everyday to what happens once in a while. */
const defects = {
  scratch: { of400: 22, surfaces: [plate, blueCover, redCover, plate], damage: scratch },
  stain: { of400: 18, surfaces: [cloth, carton, plate, cloth], damage: stain },
  dent: { of400: 12, surfaces: [plate, redCover, blueCover], damage: dent },
  fibre: { of400: 8, surfaces: [cloth, blueCover, plate, cloth], damage: fibre },
  crack: { of400: 4, surfaces: [casting], damage: crack },
  'chipped edge': { of400: 4, surfaces: [casting, redCover], damage: chippedEdge },
  'missing hole': { of400: 3, surfaces: [plate], fault: [{ isHoleMissing: true }] },
  misprint: { of400: 3, surfaces: [carton], fault: [{ misprint: 'register' }, { misprint: 'ink' }] },
  'paint run': { of400: 2, surfaces: [blueCover, redCover], damage: paintRun },
  'loose nut': { of400: 2, surfaces: [casting, carton], damage: looseNut },
} as const satisfies Record<string, Defect>;

export type DefectKind = keyof typeof defects;

/** Defect kinds, the most frequent first. */
export const defectKinds = Object.keys(defects) as DefectKind[];

/** What each camera of the line looks at, and how many of 100 pictures it takes. */
const cameras: readonly { readonly surfaces: readonly Surface[]; readonly share: number }[] = [
  { surfaces: [plate], share: 32 },
  { surfaces: [casting], share: 20 },
  { surfaces: [blueCover, redCover, blueCover], share: 22 },
  { surfaces: [cloth], share: 14 },
  { surfaces: [carton], share: 12 },
];

/** One picture to take. */
export interface Shot {
  /** Relative to the folder, with `/`. Says camera and number, nothing of the kind. */
  readonly path: string;
  readonly kind: Kind;
  readonly surface: Surface;
  readonly fault: Fault;
  readonly damage: Damage | undefined;
}

function cameraOf(surface: Surface): number {
  return cameras.findIndex((camera) => camera.surfaces.includes(surface));
}

/**
 * Decides what passes the cameras in which order: frequent defects by the dozen, rare ones two to four times in 400, the rest good.
 *
 * @param images how many; with fewer, each kind still comes once as long as there is room
 */
export function schedule(images: number, draw: () => number): Shot[] {
  const parts: Omit<Shot, 'path'>[] = [];
  for (const kind of defectKinds) {
    const defect: Defect = defects[kind];
    const count = Math.max(1, Math.round((defect.of400 * images) / 400));
    for (let k = 0; k < count && parts.length < images; k++) {
      const surface = defect.surfaces[k % defect.surfaces.length];
      if (surface) parts.push({ kind, surface, fault: defect.fault?.[k % defect.fault.length] ?? {}, damage: defect.damage });
    }
  }
  while (parts.length < images) {
    let left = uniform(draw) * 100;
    const camera = cameras.find(({ share }) => (left -= share) < 0) ?? cameras[0];
    const surface = camera?.surfaces[Math.floor(uniform(draw) * camera.surfaces.length)] ?? plate;
    parts.push({ kind: 'good', surface, fault: {}, damage: undefined });
  }
  const order = Int32Array.from({ length: images }, (_, i) => i);
  partialShuffle(order, images, draw);
  const taken = cameras.map(() => 0);
  const shots: Shot[] = [];
  for (const i of order) {
    const part = parts[i];
    if (!part) continue;
    const camera = cameraOf(part.surface);
    const number = (taken[camera] ?? 0) + 1;
    taken[camera] = number;
    shots.push({ ...part, path: `camera-${camera + 1}/${String(number).padStart(4, '0')}.jpg` });
  }
  return shots;
}
