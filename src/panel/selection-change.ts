import type { Selection } from '../core/selection.js';
import type { PanelEdit } from '../protocol/panel-messages.js';

/** What an edit has changed, for the one line that says it. Paths are relative to the data folder. */
export type SelectionChange =
  | { readonly kind: 'excluded'; readonly path: string; readonly replacement: { readonly path: string; readonly rank: number } | undefined }
  | { readonly kind: 'put-back'; readonly path: string }
  | { readonly kind: 'pinned'; readonly path: string }
  | { readonly kind: 'unpinned'; readonly path: string }
  /** `by` is positive for more images. */
  | { readonly kind: 'budget'; readonly images: number; readonly by: number }
  | { readonly kind: 'nothing' };

/** Compares a selection before and after an edit. */
export function changeBy(edit: PanelEdit, before: Selection, after: Selection): SelectionChange {
  switch (edit.kind) {
    case 'budget': {
      const by = after.picks.length - before.picks.length;
      return by === 0 ? { kind: 'nothing' } : { kind: 'budget', images: after.picks.length, by };
    }
    case 'pin':
      return { kind: edit.isPinned ? 'pinned' : 'unpinned', path: edit.path };
    case 'exclude': {
      if (!edit.isExcluded) return { kind: 'put-back', path: edit.path };
      const old = new Set(before.picks.map(({ path }) => path));
      const come = after.picks.filter(({ path }) => !old.has(path)).at(-1);
      return { kind: 'excluded', path: edit.path, replacement: come && { path: come.path, rank: come.rank } };
    }
  }
}

/** Paths that are chosen after an edit and were not before it. */
export function cameIn(before: Selection, after: Selection): ReadonlySet<string> {
  const old = new Set(before.picks.map(({ path }) => path));
  return new Set(after.picks.filter(({ path }) => !old.has(path)).map(({ path }) => path));
}
