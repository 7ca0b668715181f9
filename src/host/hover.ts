import { pathToFileURL } from 'node:url';
import type { Language } from '../core/language.js';
import { selectionReasons } from '../core/selection-reasons.js';
import type { Place, PlacedPick, SelectionDocument } from './selection-document.js';
import type { Thumbnails } from './thumbnails.js';

/** Pixels of the longest side of the thumbnail. */
const size = 256;
/** What a hover shows of it: a height alone, so that a thumbnail of any shape keeps it. */
const height = 170;

/** What is shown of a pick under the pointer: Markdown with why it was chosen, and its thumbnail. */
export async function pickHover(
  document: SelectionDocument,
  offset: number,
  thumbnails: Thumbnails,
  language: Language,
  signal: AbortSignal,
): Promise<(Place & { readonly markdown: string }) | undefined> {
  const { picks, folder, selection } = document;
  const at = picks.findIndex(({ start, end }) => start <= offset && offset <= end);
  const pick = picks[at];
  if (!pick?.path || folder === undefined) return undefined;
  const [file] = await thumbnails.files(folder, [pick.path.text], size, signal);
  // The sentence counts on ranks and paths of the whole, so a text that breaks the schema has none.
  const reason = selection && selectionReasons(selection, language)[at];
  const parts = [
    ...(reason === undefined ? [] : [escaped(reason)]),
    ...(file ? [`![${altOf(pick, language)}](${pathToFileURL(file).href}|height=${height})`] : []),
  ];
  return parts.length === 0 ? undefined : { start: pick.start, end: pick.end, markdown: parts.join('\n\n') };
}

function altOf({ rank, path }: PlacedPick, language: Language): string {
  // The workbench takes a description as it stands, so that escapes would be read out.
  const name = (path?.text ?? '').replace(/[^\p{L}\p{N} ./_-]/gu, ' ');
  if (!rank) return name;
  return language === 'ja' ? `${rank.number}番 ${name}` : `Rank ${rank.number}: ${name}`;
}

/** Text that Markdown shows as it is: paths come from strangers. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+!|<>~&$-]/g, '\\$&').replace(/[\r\n]+/g, ' ');
