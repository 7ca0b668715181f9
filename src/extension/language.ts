import { editorLanguage } from './host-problem.js';

/** The language of sentences that are made of a selection's numbers: that of the editor where FreeSel speaks it, else English. */
export const language = editorLanguage;

/** A whole number as people write it: 1,344. */
export function grouped(count: number): string {
  return count.toLocaleString(language());
}
