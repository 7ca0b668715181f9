import { parseSelection, type ParsedSelection, type Selection } from '../core/selection.js';
import type { PanelDocument } from '../protocol/panel-messages.js';

/** Why a text cannot be shown as a selection. */
export type TextFault = Exclude<ParsedSelection, { readonly kind: 'selection' }>;

/** The document as the page shows it. */
export type PageDocument =
  | { readonly kind: 'whole'; readonly document: PanelDocument; readonly selection: Selection }
  /** The text is half typed: the last whole state is shown, dimmed. */
  | { readonly kind: 'stale'; readonly document: PanelDocument; readonly selection: Selection; readonly fault: TextFault }
  /** There has been no whole state. */
  | { readonly kind: 'broken'; readonly document: PanelDocument; readonly fault: TextFault };

/** The next state when the document's text comes in: the text wins; where it is no selection, what was shown last stays. */
export function nextDocument(shown: PageDocument | undefined, document: PanelDocument): PageDocument {
  if (shown?.kind === 'whole' && shown.document.text === document.text) return { ...shown, document };
  const parsed = parseSelection(document.text);
  if (parsed.kind === 'selection') return { kind: 'whole', document, selection: parsed.selection };
  if (shown === undefined || shown.kind === 'broken') return { kind: 'broken', document, fault: parsed };
  return { kind: 'stale', document, selection: shown.selection, fault: parsed };
}

/** The image that stays selected when a selection changes: the same one, else that which took its place, else none. */
export function keptPath(path: string | null, before: Selection, after: Selection): string | null {
  if (path === null || after.picks.some((pick) => pick.path === path)) return path;
  const index = before.picks.findIndex((pick) => pick.path === path);
  return after.picks[Math.min(Math.max(0, index), after.picks.length - 1)]?.path ?? null;
}

/** Most images that the slider offers: twice the budget, as far as the pool goes. */
export function sliderEnd(selection: Selection): number {
  const { budget, initial, excluded } = selection.settings;
  const free = Math.max(1, selection.pool.images - initial.length - excluded.length);
  return Math.max(budget, Math.min(free, Math.max(2, 2 * budget)));
}

/** A budget that a user typed: whole, from 1 to the images of the pool; undefined otherwise. */
export function typedBudget(text: string, images: number): number | undefined {
  const digits = text.normalize('NFKC').replace(/[,\s]/g, '');
  if (!/^\d{1,9}$/.test(digits)) return undefined;
  const budget = Number(digits);
  return budget >= 1 && budget <= images ? budget : undefined;
}
