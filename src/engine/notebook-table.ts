import { html, joined, type Html } from '../core/html.js';
import type { Pick as SelectionPick } from '../core/selection.js';

const columns = ['path', 'gain', 'distance', 'represents'] as const;

/** A data frame beyond this many rows is shown by its first and last ones. */
const mostRows = 60;
const edgeRows = 5;
const widestCell = 50;

type Picks = readonly Pick<SelectionPick, 'rank' | (typeof columns)[number]>[];

interface Row {
  readonly index: string;
  readonly cells: readonly string[];
}

/** The data frame of a selection's picks with the rank as its index, as pandas shows it when it is the value of a cell. */
export function pickTable(picks: Picks): { readonly html: string; readonly text: string } {
  const isCut = picks.length > mostRows;
  const shown = isCut ? [...picks.slice(0, edgeRows), ...picks.slice(-edgeRows)] : picks;
  const gains = numberCells(shown.map(({ gain }) => gain));
  const distances = numberCells(shown.map(({ distance }) => distance));
  const rows: Row[] = shown.map(({ rank, path, represents }, i) => ({
    index: String(rank),
    cells: [textCell(path), gains[i] ?? '', distances[i] ?? '', String(represents)],
  }));
  if (isCut) rows.splice(edgeRows, 0, { index: '...', cells: columns.map(() => '...') });
  const size = isCut ? `${picks.length} rows × ${columns.length} columns` : undefined;
  return { html: htmlTable(rows, size).text, text: textTable(rows, size) };
}

function htmlTable(rows: readonly Row[], size: string | undefined): Html {
  const head = joined(columns.map((name) => html`<th>${name}</th>`));
  const empty = joined(columns.map(() => html`<th></th>`));
  const body = joined(
    rows.map(
      ({ index, cells }) =>
        html`<tr>
          <th>${index}</th>
          ${joined(cells.map((cell) => html`<td>${cell}</td>`))}
        </tr> `,
    ),
  );
  return html`<div>
    <table border="1" class="dataframe">
      <thead>
        <tr style="text-align: right;">
          <th></th>
          ${head}
        </tr>
        <tr>
          <th>rank</th>
          ${empty}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
    ${size === undefined ? '' : html`<p>${size}</p> `}
  </div>`;
}

function textTable(rows: readonly Row[], size: string | undefined): string {
  const all = [{ index: '', cells: columns }, { index: 'rank', cells: columns.map(() => '') }, ...rows];
  const length = (text: string): number => Array.from(text).length;
  const indexWidth = Math.max(...all.map(({ index }) => length(index)));
  const widths = columns.map((_, c) => Math.max(...all.map(({ cells }) => length(cells[c] ?? ''))));
  const pad = (text: string, width: number): string => ' '.repeat(width - length(text));
  const lines = all.map(({ index, cells }) =>
    [index + pad(index, indexWidth), ...cells.map((cell, c) => pad(cell, widths[c] ?? 0) + cell)].join('  '),
  );
  return [...lines, ...(size === undefined ? [] : ['', `[${size.replace('×', 'x')}]`])].join('\n');
}

/** Cut to what a cell takes, white space written out. */
function textCell(text: string): string {
  const plain = text.replaceAll('\t', '\\t').replaceAll('\r', '\\r').replaceAll('\n', '\\n');
  const signs = Array.from(plain);
  return signs.length < widestCell ? plain : `${signs.slice(0, widestCell - 4).join('')}...`;
}

/** Numbers of a column with six digits after the point, or as many as the column needs. */
function numberCells(values: readonly (number | null)[]): string[] {
  const numbers = values.filter((value) => value !== null);
  if (numbers.length === 0) return values.map(() => 'None');
  const isWide = numbers.some((value) => Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-6));
  const digits = isWide ? 6 : Math.max(1, ...numbers.map((value) => value.toFixed(6).replace(/0+$/, '').split('.')[1]?.length ?? 0));
  const written = (value: number): string => (isWide ? scientific(value) : value.toFixed(digits));
  return values.map((value) => (value === null ? 'NaN' : written(value)));
}

/** 1.5e-7 as "1.500000e-07". */
const scientific = (value: number): string => value.toExponential(6).replace(/e([+-])(\d)$/, 'e$10$2');
