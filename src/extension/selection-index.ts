import type { Language } from '../core/language.js';
import { reasonOf } from '../core/reason.js';
import type { Pick, Selection } from '../core/selection.js';

/** A selection by its paths, for questions of single images: sentences are made when they are asked for. Paths are relative to the data folder, with `/`. */
export class SelectionIndex {
  private readonly picks: ReadonlyMap<string, Pick>;
  private readonly skipped: ReadonlyMap<string, string>;
  /** Chosen images below each folder, at any depth; the data folder itself is the empty text. */
  private readonly chosen = new Map<string, number>();

  constructor(private readonly selection: Selection) {
    this.picks = new Map(selection.picks.map((pick) => [pick.path, pick]));
    this.skipped = new Map(selection.skipped.map(({ path, reason }) => [path, reason]));
    for (const { path } of selection.picks) {
      for (let folder = parentOf(path); ; folder = parentOf(folder)) {
        this.chosen.set(folder, (this.chosen.get(folder) ?? 0) + 1);
        if (folder === '') break;
      }
    }
  }

  pick(path: string): Pick | undefined {
    return this.picks.get(path);
  }

  /** Why an image could not be read, in the words of the file; undefined of one that could. */
  skippedReason(path: string): string | undefined {
    return this.skipped.get(path);
  }

  /** Chosen images in a folder and those below it. */
  chosenBelow(folder: string): number {
    return this.chosen.get(folder) ?? 0;
  }

  /** Paths of all that carries a mark: chosen and unreadable images, and folders of chosen ones. */
  *marked(): Generator<string> {
    yield* this.picks.keys();
    yield* this.skipped.keys();
    yield* this.chosen.keys();
  }

  /** How many paths carry a mark. */
  get size(): number {
    return this.picks.size + this.skipped.size + this.chosen.size;
  }

  /** Why an image was chosen. */
  reason(pick: Pick, language: Language): string {
    const { coverage, pool, settings } = this.selection;
    const rankOfNearest = pick.nearest && this.picks.get(pick.nearest.path)?.rank;
    return reasonOf(
      pick,
      {
        patternRadius: coverage.patternRadius,
        images: pool.images,
        sampler: settings.sampler,
        isPinned: settings.pinned.includes(pick.path),
        ...(rankOfNearest !== undefined && { rankOfNearest }),
      },
      language,
    );
  }
}

/** Folder of a path; the empty text where there is none above. */
function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
