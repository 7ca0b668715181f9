import type { SelectionBundle } from '../../../src/core/selection-bundle.js';
import { aSelection } from '../selection/a-selection.js';

/** A white picture of 2 x 2 pixels. */
export const whitePicture = 'data:image/webp;base64,UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoCAAIADMDOJaQAA3AA/uuuAAA=';

/** The output of a notebook cell for a selection of these images; at most 60 have pictures. */
export function aBundle(paths: readonly string[]): SelectionBundle {
  const { pool, model, settings, coverage, picks } = aSelection(paths);
  return {
    version: 1,
    name: 'a-selection',
    language: 'en',
    chosen: picks.length,
    pool,
    model,
    settings,
    coverage,
    picks: picks.map(({ rank, path, gain, distance, nearest, represents }) => ({
      rank,
      path,
      gain,
      distance,
      ...(nearest && { nearest }),
      represents,
    })),
    thumbnails: picks.slice(0, 60).map(() => whitePicture),
  };
}
