import type { Language } from '../core/language.js';
import { coverageSentence } from '../core/reason.js';
import { selectionReasons } from '../core/selection-reasons.js';
import type { BundlePick } from '../core/selection-bundle.js';
import type { ShownSelection } from './read-bundle.js';
import { words } from './words.js';

/** An element with text or other elements in it; text is never taken for HTML. */
function element(tag: string, className: string, ...inner: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...inner);
  return made;
}

/** A selection: how much it covers, then its images in rank order with the reason of each. Complete without kernel and without messages. */
export function galleryOf(selection: ShownSelection, language: Language): HTMLElement {
  const say = words[language];
  const { name, chosen, pool, picks, coverage } = selection;
  const section = element('section', '');
  section.lang = language;
  section.append(
    element('h2', '', name, element('span', '', say.chosenOf(chosen, pool.images))),
    emphasised(coverageSentence(coverage, { images: pool.images, budget: chosen }, language)),
  );
  if (picks.length === 0) {
    section.append(element('p', 'note', say.nothing));
    return section;
  }
  const reasons = selectionReasons(selection, language);
  const cells = picks.map((pick, i) => cellOf(pick, i, selection, reasons[i] ?? '', language));
  const list = element('ol', '', ...cells);
  list.setAttribute('aria-label', say.picks);
  moveByKeys(list, cells);
  scrollFirst(list);
  section.append(list);
  if (picks.length < chosen) section.append(element('p', 'note', say.more(chosen - picks.length)));
  return section;
}

function cellOf(pick: BundlePick, place: number, { thumbnails }: ShownSelection, reason: string, language: Language): HTMLElement {
  const cut = pick.path.lastIndexOf('/') + 1;
  const folder = cut > 0 ? [element('bdi', 'folder', pick.path.slice(0, cut))] : [];
  const rank = element('b', '', String(pick.rank));
  const why = element('p', 'why', reason);
  // Beyond the pictures that an output carries, a line says all there is.
  const isBare = place >= thumbnails.length;
  if (isBare) return element('li', 'bare', rank, element('p', 'path', ...folder, element('bdi', '', pick.path.slice(cut))), why);
  const path = element('p', 'path', element('bdi', '', pick.path.slice(cut)), ...folder);
  const address = thumbnails[place] ?? null;
  const frame = element('div', 'frame', address === null ? element('small', '', words[language].noPicture) : picture(address), rank);
  return element('li', '', frame, path, why);
}

function picture(address: string): HTMLImageElement {
  const image = document.createElement('img');
  image.alt = '';
  image.decoding = 'async';
  image.src = address;
  return image;
}

/** Underlines the first percentage, and makes quiet what follows its clause: the part about chance. */
function emphasised(sentence: string): HTMLElement {
  const number = /\d[\d.,]*\s?%/.exec(sentence);
  if (!number) return element('p', 'sentence', sentence);
  const end = number.index + number[0].length;
  const clause = /; ?|。/.exec(sentence.slice(end));
  const quiet = clause ? end + clause.index + clause[0].length : sentence.length;
  return element(
    'p',
    'sentence',
    sentence.slice(0, number.index),
    element('strong', '', number[0]),
    sentence.slice(end, quiet),
    element('span', '', ...unbroken(sentence.slice(quiet))),
  );
}

/** Keeps a range and its unit on one line: "60–71 %". */
function unbroken(text: string): (Node | string)[] {
  return text.split(/(\d[\d.,]*[–～]\d[\d.,]*\s?%)/).map((part, i) => (i % 2 === 1 ? element('span', 'range', part) : part));
}

/**
 * The list scrolls by itself, so that a long selection does not bury the next cell, and so that the image that has the focus comes into view: an output
 * cannot scroll its notebook. The wheel is the notebook's again where the list is at its end.
 */
function scrollFirst(list: HTMLElement): void {
  const keep = (event: WheelEvent): void => {
    const room = event.deltaY < 0 ? list.scrollTop : list.scrollHeight - list.clientHeight - list.scrollTop;
    if (room >= 1) event.stopPropagation();
  };
  list.addEventListener('wheel', keep, { passive: true });
}

/** One place in the tab order; arrows, Home and End move within. */
function moveByKeys(list: HTMLElement, cells: readonly HTMLElement[]): void {
  for (const [i, cell] of cells.entries()) cell.tabIndex = i === 0 ? 0 : -1;
  list.addEventListener('focusin', ({ target }) => {
    const at = cells.findIndex((cell) => cell === target);
    if (at >= 0) for (const [i, cell] of cells.entries()) cell.tabIndex = i === at ? 0 : -1;
  });
  list.addEventListener('keydown', (event) => {
    const at = cells.findIndex((cell) => cell === event.target);
    const to = at < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey ? undefined : goal(event.key, cells, at);
    if (to === undefined) return;
    // The notebook would scroll, or go on to the next cell.
    event.preventDefault();
    event.stopPropagation();
    to.focus();
  });
}

function goal(key: string, cells: readonly HTMLElement[], at: number): HTMLElement | undefined {
  switch (key) {
    case 'ArrowLeft':
      return cells[Math.max(0, at - 1)];
    case 'ArrowRight':
      return cells[Math.min(cells.length - 1, at + 1)];
    case 'ArrowUp':
      return beyond(cells.slice(0, at).reverse(), cells[at]) ?? cells[at];
    case 'ArrowDown':
      return beyond(cells.slice(at + 1), cells[at]) ?? cells[at];
    case 'Home':
      return cells[0];
    case 'End':
      return cells.at(-1);
    default:
      return undefined;
  }
}

/** The first cell of the next row that lies below or above: nearest in its column, or the last one of a short row. */
function beyond(others: readonly HTMLElement[], from: HTMLElement | undefined): HTMLElement | undefined {
  if (!from) return undefined;
  const row = others.find((cell) => cell.offsetTop !== from.offsetTop);
  if (!row) return undefined;
  const sameRow = others.filter((cell) => cell.offsetTop === row.offsetTop);
  const away = (cell: HTMLElement): number => Math.abs(cell.offsetLeft - from.offsetLeft);
  return sameRow.reduce((best, cell) => (away(cell) < away(best) ? cell : best), row);
}
