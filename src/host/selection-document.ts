import { parseSelection, type Selection } from '../core/selection.js';
import { selectionRoot } from '../store/index.js';
import { itemsOf, jsonTree, numberOf, partOf, textOf, type JsonNode } from './json-tree.js';

/** A piece of the text: offsets of its first character and of the one after its last. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface PlacedText extends Place {
  readonly text: string;
}

/** A pick as it stands in the text; what is missing or of another kind is undefined. */
export interface PlacedPick extends Place {
  readonly rank: (Place & { readonly number: number }) | undefined;
  readonly path: PlacedText | undefined;
  readonly sha256: PlacedText | undefined;
  readonly nearest: PlacedText | undefined;
}

/** The text of a selection file with the places of what it says; it may be half typed. */
export interface SelectionDocument {
  readonly file: string;
  /** Whether the text is whole JSON: while it is being typed it often is not. */
  readonly isWhole: boolean;
  /** Undefined while the text breaks the schema. */
  readonly selection: Selection | undefined;
  readonly tree: JsonNode | undefined;
  readonly root: PlacedText | undefined;
  /** Data folder, absolute; undefined where `root` names none. */
  readonly folder: string | undefined;
  readonly picks: readonly PlacedPick[];
  readonly skipped: readonly PlacedText[];
  readonly listed: { readonly [K in 'initial' | 'pinned' | 'excluded']: readonly PlacedText[] };
  /** The key `picks`. */
  readonly picksKey: Place | undefined;
}

/** Whether a text is a selection file's, however broken: others may bear the ending too. */
export const isSelection = ({ picksKey, root }: SelectionDocument): boolean => picksKey !== undefined || root !== undefined;

/** Reads a selection file's text, once for each state of the text. */
export function selectionDocument(file: string, text: string): SelectionDocument {
  const tree = jsonTree(text);
  const parsed = parseSelection(text);
  const root = textOf(partOf(tree, 'root'));
  const listed = (name: string): PlacedText[] => itemsOf(partOf(tree, 'settings', name)).flatMap((item) => textOf(item) ?? []);
  return {
    file,
    isWhole: parsed.kind !== 'not-json',
    selection: parsed.kind === 'selection' ? parsed.selection : undefined,
    tree,
    root,
    folder: root && selectionRoot(file, root.text),
    picks: itemsOf(partOf(tree, 'picks')).map((item) => ({
      start: item.start,
      end: item.end,
      rank: numberOf(partOf(item, 'rank')),
      path: textOf(partOf(item, 'path')),
      sha256: textOf(partOf(item, 'sha256')),
      nearest: textOf(partOf(item, 'nearest', 'path')),
    })),
    skipped: itemsOf(partOf(tree, 'skipped')).flatMap((item) => textOf(partOf(item, 'path')) ?? []),
    listed: { initial: listed('initial'), pinned: listed('pinned'), excluded: listed('excluded') },
    picksKey: tree?.kind === 'object' ? tree.members.find(({ key }) => key === 'picks') : undefined,
  };
}

/** Every path of an image that the text names. */
export function namedPaths({ picks, skipped, listed }: SelectionDocument): PlacedText[] {
  const ofPicks = picks.flatMap(({ path, nearest }) => [...(path ? [path] : []), ...(nearest ? [nearest] : [])]);
  return [...ofPicks, ...skipped, ...listed.initial, ...listed.pinned, ...listed.excluded];
}
