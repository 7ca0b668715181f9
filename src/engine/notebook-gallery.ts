import { html, joined, type Html } from '../core/html.js';
import type { SelectionBundle } from '../core/selection-bundle.js';
import { coverageSentence } from '../core/reason.js';
import { selectionReasons } from '../core/selection-reasons.js';

/** Pictures in the page: the bundle beside it has them all, and a document should not hold them twice. */
const mostShown = 24;

const frame = 'width:160px;height:160px;display:flex;align-items:center;justify-content:center;background:rgba(128,128,128,0.12)';

/** A selection for viewers that do not know it: HTML without script and style sheet, complete in itself, and plain text. */
export function gallery(bundle: SelectionBundle): { readonly html: string; readonly text: string } {
  const { language, picks, chosen, pool, coverage, thumbnails, name } = bundle;
  const reasons = selectionReasons(bundle, language);
  const sentence = coverageSentence(coverage, { images: pool.images, budget: chosen }, language);
  const cells = picks.slice(0, mostShown).map(({ rank, path }, i) => {
    const address = thumbnails[i] ?? null;
    const picture =
      address === null
        ? html`<small>${language === 'ja' ? '画像を表示できません' : 'Picture not available'}</small>`
        : html`<img src="${address}" alt="" style="max-width:160px;max-height:160px" />`;
    return html`<div style="width:160px">
      <div style="${frame}">${picture}</div>
      <p style="margin:4px 0;overflow-wrap:anywhere"><b>${rank}</b> <bdi>${breakable(path)}</bdi></p>
      <p style="margin:0;font-size:smaller">${reasons[i] ?? ''}</p>
    </div> `;
  });
  const rest = picks
    .slice(mostShown)
    .map(
      ({ rank, path }, i) =>
        html`<p style="margin:4px 0;overflow-wrap:anywhere">
          <b>${rank}</b> <bdi>${path}</bdi> <small>${reasons[mostShown + i] ?? ''}</small>
        </p> `,
    );
  const more = chosen - picks.length;
  const others = more <= 0 ? '' : language === 'ja' ? `ほか${String(more)}枚` : `and ${String(more)} more`;
  const page: Html = html`<div lang="${language}">
    <p><b>${sentence}</b></p>
    <div style="display:flex;flex-wrap:wrap;gap:16px">${joined(cells)}</div>
    ${joined(rest)}${others === '' ? '' : html`<p>${others}</p> `}
  </div>`;
  const lines = picks.map(({ rank, path }, i) => `${String(rank)}  ${oneLine(path)}  ${reasons[i] ?? ''}`);
  return { html: page.text, text: [oneLine(name), sentence, '', ...lines, ...(others === '' ? [] : [others])].join('\n') };
}

/** A path that may break after its signs and within long words: JupyterLab and GitHub take the style away that would do so. */
function breakable(path: string): Html {
  return joined((path.match(/[^/_.-]{1,12}[/_.-]*|[/_.-]+/gu) ?? []).map((part) => html`${part}<wbr />`));
}

/** A name from a file as part of a line. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ');
