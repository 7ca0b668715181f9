import type { Selection, SelectionSettings } from '../core/selection.js';
import type { PanelEdit } from '../protocol/panel-messages.js';

type Edited = Pick<SelectionSettings, 'budget' | 'pinned' | 'excluded'>;

/** The settings that an edit asks for; undefined where they are so already. An image is never pinned and excluded at once. */
export function editedSettings({ settings, pool, picks }: Selection, edit: PanelEdit): Edited | undefined {
  const { budget, pinned, excluded } = settings;
  switch (edit.kind) {
    case 'budget': {
      const images = Math.max(1, Math.min(edit.budget, pool.images));
      return images === budget && picks.length > 0 ? undefined : { budget: images, pinned, excluded };
    }
    case 'pin':
      if (pinned.includes(edit.path) === edit.isPinned) return undefined;
      return edit.isPinned
        ? { budget, pinned: [...pinned, edit.path], excluded: without(excluded, edit.path) }
        : { budget, pinned: without(pinned, edit.path), excluded };
    case 'exclude':
      if (excluded.includes(edit.path) === edit.isExcluded) return undefined;
      return edit.isExcluded
        ? { budget, pinned: without(pinned, edit.path), excluded: [...excluded, edit.path] }
        : { budget, pinned, excluded: without(excluded, edit.path) };
  }
}

const without = (paths: readonly string[], path: string): string[] => paths.filter((own) => own !== path);
