import type { Language } from './language.js';
import type { Coverage, Pick as SelectionPick, Selection } from './selection.js';

/** Mime type of a selection as the output of a notebook cell. */
export const bundleMime = 'application/vnd.freesel.selection+json';

/** Version of the output that this program writes, and the newest that it shows. */
export const bundleVersion = 1;

/** Picks that an output carries with their pictures, and at most altogether: an output is part of a document that people commit. */
export const mostPictures = 60;
export const mostBundlePicks = 300;

/** What a notebook shows of a pick. */
export type BundlePick = Pick<SelectionPick, 'rank' | 'path' | 'gain' | 'distance' | 'nearest' | 'represents'>;

/**
 * A selection as the output of a notebook cell: what is needed to show it where neither images nor engine are, in any language. The first picks in rank
 * order, with a picture of the first of them.
 */
export interface SelectionBundle {
  readonly version: number;
  readonly name: string;
  /** Language of the notebook, for readers whose own is not known. */
  readonly language: Language;
  /** Images of the whole selection. */
  readonly chosen: number;
  readonly pool: Pick<Selection['pool'], 'images' | 'patterns' | 'fingerprint'>;
  readonly model: Pick<Selection['model'], 'id' | 'sha256' | 'licence'>;
  readonly settings: Pick<
    Selection['settings'],
    'budget' | 'sampler' | 'rarity' | 'blend' | 'centre' | 'seed' | 'patterns' | 'attentionRatio'
  >;
  readonly coverage: Coverage;
  readonly picks: readonly BundlePick[];
  /** For the first picks a WebP picture as a data address, null where there is none. */
  readonly thumbnails: readonly (string | null)[];
}
