import type { Language } from './language.js';
import { reasonOf, type PickNumbers } from './reason.js';
import type { SamplerName } from './settings.js';

/** The part of a selection that reasons are made of. */
export interface ReasonedSelection {
  readonly picks: readonly (PickNumbers & { readonly path: string })[];
  readonly coverage: { readonly patternRadius: number };
  readonly pool: { readonly images: number };
  readonly settings: { readonly sampler: SamplerName; readonly pinned?: readonly string[] | undefined };
}

/** For each pick the sentence that says why, made from the file's numbers alone. */
export function selectionReasons(selection: ReasonedSelection, language: Language): string[] {
  const rankOf = new Map(selection.picks.map(({ path, rank }) => [path, rank]));
  const pinned = new Set(selection.settings.pinned);
  const { patternRadius } = selection.coverage;
  return selection.picks.map((pick) => {
    const rankOfNearest = pick.nearest && rankOf.get(pick.nearest.path);
    return reasonOf(
      { ...pick, nearest: pick.nearest },
      {
        patternRadius,
        images: selection.pool.images,
        sampler: selection.settings.sampler,
        isPinned: pinned.has(pick.path),
        ...(rankOfNearest !== undefined && { rankOfNearest }),
      },
      language,
    );
  });
}
