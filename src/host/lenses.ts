import type { CodeLens, Range } from 'vscode-languageserver/node';
import type { Language, Text } from '../core/language.js';

const lenses: readonly { readonly command: string; readonly text: Text }[] = [
  { command: 'freesel.openSelection', text: { en: 'Open Panel', ja: 'パネルを開く' } },
  { command: 'freesel.verifySelection', text: { en: 'Verify', ja: '検証' } },
  { command: 'freesel.compareSelections', text: { en: 'Compare With…', ja: '比較…' } },
];

/** What can be done with a selection, above these places; the commands are given the file's address. */
export function selectionLenses(uri: string, ranges: readonly Range[], language: Language): CodeLens[] {
  return ranges.flatMap((range) =>
    lenses.map(({ command, text }) => ({ range, command: { title: text[language], command, arguments: [uri] } })),
  );
}
