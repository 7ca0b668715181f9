import type { ActivationFunction } from 'vscode-notebook-renderer';
import { galleryOf } from './gallery.js';
import { readBundle } from './read-bundle.js';
import { style } from './style.js';
import { languageOf, words } from './words.js';

/** Makes the renderer of notebook outputs that hold a selection. It needs neither kernel nor extension host. */
export const activate: ActivationFunction = () => ({
  renderOutputItem(item, target) {
    const host = document.createElement('div');
    const tree = host.attachShadow({ mode: 'open' });
    const look = document.createElement('style');
    look.textContent = style;
    tree.append(look, contentOf(dataOf(() => item.json() as unknown)));
    target.replaceChildren(host);
  },
});

/** Undefined where the output is no JSON at all. */
function dataOf(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function contentOf(data: unknown): HTMLElement {
  const read = readBundle(data);
  switch (read.kind) {
    case 'selection':
      return galleryOf(read.selection, languageOf(navigator.languages, read.selection.language));
    case 'newer':
    case 'invalid': {
      const note = document.createElement('section');
      const language = languageOf(navigator.languages, 'en');
      note.lang = language;
      note.textContent = words[language][read.kind];
      return note;
    }
  }
}
