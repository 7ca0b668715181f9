import type { Language } from '../core/language.js';
import type { Coverage } from '../core/selection.js';
import { bundleVersion, mostBundlePicks, mostPictures, type BundlePick } from '../core/selection-bundle.js';
import { samplers, type SamplerName } from '../core/settings.js';

/** The part of an output that is shown. */
export interface ShownSelection {
  readonly name: string;
  readonly language: Language;
  readonly chosen: number;
  readonly pool: { readonly images: number };
  readonly settings: { readonly sampler: SamplerName };
  readonly coverage: Coverage;
  readonly picks: readonly BundlePick[];
  /** Data address of a picture of a pick, or null. */
  readonly thumbnails: readonly (string | null)[];
}

/** What the data of an output is that should be a selection. */
export type ReadBundle =
  { readonly kind: 'selection'; readonly selection: ShownSelection } | { readonly kind: 'newer' } | { readonly kind: 'invalid' };

const longestText = 4096;
const longestPicture = 64 * 1024;
const webp = /^data:image\/webp;base64,[A-Za-z0-9+/]+={0,2}$/;

class Invalid extends Error {}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Invalid();
  return value as Fields;
}

function list(value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw new Invalid();
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value.length > longestText) throw new Invalid();
  return value;
}

function number(value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !(value >= least && value <= most)) throw new Invalid();
  return value;
}

function count(value: unknown, least = 0): number {
  if (!Number.isSafeInteger(value)) throw new Invalid();
  return number(value, least, Number.MAX_SAFE_INTEGER);
}

const share = (value: unknown): number => number(value, 0, 1);
const distance = (value: unknown): number => number(value, 0, 2);

function coverage(value: unknown): Coverage {
  const own = fields(value);
  const random = fields(own['random']);
  const covered = (from: Fields): Pick<Coverage, 'share' | 'mean' | 'p95'> => ({
    share: share(from['share']),
    mean: distance(from['mean']),
    p95: distance(from['p95']),
  });
  return {
    ...covered(own),
    radius: distance(own['radius']),
    patternRadius: distance(own['patternRadius']),
    random: { ...covered(random), low: share(random['low']), high: share(random['high']), selections: count(random['selections']) },
  };
}

function pick(value: unknown): BundlePick {
  const own = fields(value);
  const head = {
    rank: count(own['rank'], 1),
    path: text(own['path']),
    gain: own['gain'] === null ? null : number(own['gain'], -Number.MAX_VALUE, Number.MAX_VALUE),
    distance: own['distance'] === null ? null : distance(own['distance']),
    represents: count(own['represents']),
  };
  if (own['nearest'] === undefined) return head;
  const nearest = fields(own['nearest']);
  return { ...head, nearest: { path: text(nearest['path']), pattern: count(nearest['pattern']) } };
}

/** A picture that is none, or too large, is left out; the rest can be shown all the same. */
const thumbnail = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= longestPicture && webp.test(value) ? value : null;

function samplerOf(value: unknown): SamplerName {
  const known = samplers.find((name) => name === value);
  if (known === undefined) throw new Invalid();
  return known;
}

function selectionOf(own: Fields): ShownSelection {
  return {
    name: text(own['name']),
    language: own['language'] === 'ja' ? 'ja' : 'en',
    chosen: count(own['chosen']),
    pool: { images: count(fields(own['pool'])['images']) },
    settings: { sampler: samplerOf(fields(own['settings'])['sampler']) },
    coverage: coverage(own['coverage']),
    picks: list(own['picks'], mostBundlePicks).map(pick),
    thumbnails: list(own['thumbnails'], mostPictures).map(thumbnail),
  };
}

/** Checks the data of an output, once, where it comes in: a notebook may be anyone's. Never throws. */
export function readBundle(value: unknown): ReadBundle {
  try {
    const own = fields(value);
    if (count(own['version'], 1) > bundleVersion) return { kind: 'newer' };
    return { kind: 'selection', selection: selectionOf(own) };
  } catch {
    return { kind: 'invalid' };
  }
}
