import type { Language } from '../core/language.js';
import type { Pick, Selection } from '../core/selection.js';
import { contactSheetStyle } from './contact-sheet-style.js';
import { settingRows } from './contact-sheet-settings.js';
import { html, type Html, joined } from '../core/html.js';

export interface ContactSheetOptions {
  readonly language: Language;
  readonly title: string;
  /** WebP, JPEG or PNG bytes of an image's whole picture; undefined where there is none. */
  readonly thumbnail: (path: string) => Promise<Uint8Array | undefined>;
  /** A few words under a picture that the selection does not know. */
  readonly caption?: (path: string) => string | undefined;
  /** How well the selection stands for its pool, in words: the largest text of the page. */
  readonly sentence: string;
  /** Why an image was chosen, in words. */
  readonly reason: (pick: Pick) => string;
}

/** How many thumbnails are made at a time. */
const inFlight = 8;

const words = {
  en: {
    chosen: (n: string, all: string) => `${n} of ${all} chosen`,
    none: 'No images are chosen.',
    missing: 'Picture not available',
    settings: 'Model and settings',
  },
  ja: {
    chosen: (n: string, all: string) => `${all}枚中${n}枚を選択`,
    none: '画像は選ばれていません。',
    missing: '画像を表示できません',
    settings: 'モデルと設定',
  },
} as const;

/**
 * One page that shows a selection to people who have neither the editor nor the images: HTML without scripts and without anything from
 * outside, pictures included. Follows the reader's light or dark theme, and prints black on white.
 *
 * @returns the file's text, to be written as UTF-8
 * @throws whatever `thumbnail` rejects with
 */
export async function contactSheet(selection: Selection, options: ContactSheetOptions): Promise<string> {
  const { language, title, thumbnail, caption, sentence, reason } = options;
  const say = words[language];
  const number = new Intl.NumberFormat(language);
  const picks = [...selection.picks].sort((a, b) => a.rank - b.rank);
  const cells: Html[] = [];
  for (let start = 0; start < picks.length; start += inFlight) {
    const some = picks.slice(start, start + inFlight);
    const pictures = await Promise.all(some.map(({ path }) => thumbnail(path)));
    for (const [k, pick] of some.entries()) {
      cells.push(cell(pick, dataUri(pictures[k]) ?? { missing: say.missing }, caption?.(pick.path), reason(pick)));
    }
  }
  const rows = settingRows(selection, language).map(
    ({ name, value }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${value}</td>
      </tr> `,
  );
  const list =
    picks.length === 0
      ? html`<p class="none">${say.none}</p>`
      : html`<ol class="picks">
          ${joined(cells)}
        </ol>`;
  return html`<!DOCTYPE html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="FreeSel" />
        <title>${title}</title>
        <style>
          ${contactSheetStyle}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}<span>${say.chosen(number.format(picks.length), number.format(selection.pool.images))}</span></h1>
          <p class="sentence">${emphasised(sentence)}</p>
        </header>
        <main>
          ${list}
          <h2>${say.settings}</h2>
          <table>
            ${joined(rows)}
          </table>
        </main>
      </body>
    </html>`.text.concat('\n');
}

function cell(pick: Pick, picture: string | { readonly missing: string }, note: string | undefined, reason: string): Html {
  const shown = typeof picture === 'string' ? html`<img src="${picture}" alt="" />` : html`<span>${picture.missing}</span>`;
  return html`<li>
    <div class="frame">${shown}<b>${pick.rank}</b></div>
    <p class="path">${pathParts(pick.path)}</p>
    ${note ? html`<p class="note">${note}</p>` : ''}
    <p>${reason}</p>
  </li>`;
}

/** Folder quiet, file name plain; each isolated, so that a name written from right to left turns nothing around it. */
function pathParts(path: string): Html {
  const cut = path.lastIndexOf('/') + 1;
  return html`${cut > 0 ? html`<bdi class="folder">${path.slice(0, cut)}</bdi>` : ''}<bdi>${path.slice(cut)}</bdi>`;
}

/** Underlines the sentence's first percentage, and makes quiet what follows its first clause: the part about chance. */
function emphasised(sentence: string): Html {
  const number = /\d[\d.,]*\s?%/.exec(sentence);
  if (!number) return html`${sentence}`;
  const end = number.index + number[0].length;
  const clause = /[;。]/.exec(sentence.slice(end));
  const quiet = clause ? end + clause.index + 1 : sentence.length;
  const answer = html`${sentence.slice(0, number.index)}<strong>${number[0]}</strong>${sentence.slice(end, quiet)}`;
  const chance = unbroken(sentence.slice(quiet));
  return html`${answer}<span>${chance}</span>`;
}

/** Keeps a range and its unit on one line: "60–71 %". */
function unbroken(text: string): Html {
  const parts = text.split(/(\d[\d.,]*[–～]\d[\d.,]*\s?%)/);
  return joined(parts.map((part, k) => (k % 2 ? html`<span class="range">${part}</span>` : html`${part}`)));
}

/** What the first bytes of a picture say it is; other bytes are no picture that a browser should guess at. */
function dataUri(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const is = (text: string, at = 0): boolean => start.toString('latin1', at, at + text.length) === text;
  let type: string | undefined;
  if (is('RIFF') && is('WEBP', 8)) type = 'image/webp';
  else if (is('\xff\xd8\xff')) type = 'image/jpeg';
  else if (is('\x89PNG\r\n\x1a\n')) type = 'image/png';
  return type && `data:${type};base64,${start.toString('base64')}`;
}
