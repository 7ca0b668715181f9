import type { Language } from './language.js';
import { reasonOf } from './reason.js';
import type { Selection } from './selection.js';

/** For each pick the sentence that says why, made from the file's numbers alone. */
export function selectionReasons(selection: Selection, language: Language): string[] {
  const rankOf = new Map(selection.picks.map(({ path, rank }) => [path, rank]));
  const { patternRadius } = selection.coverage;
  return selection.picks.map((pick) => {
    const rankOfNearest = pick.nearest && rankOf.get(pick.nearest.path);
    return reasonOf(
      { ...pick, nearest: pick.nearest },
      {
        patternRadius,
        images: selection.pool.images,
        sampler: selection.settings.sampler,
        ...(rankOfNearest !== undefined && { rankOfNearest }),
      },
      language,
    );
  });
}
