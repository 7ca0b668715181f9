import { createHash } from 'node:crypto';
import type { SelectionBundle } from '../core/selection-bundle.js';

/** What a cell shows, by mime type; a selection under its own. */
export type MimeBundle = Readonly<Record<string, string | SelectionBundle>>;

export type CellOutput =
  | { readonly kind: 'value'; readonly data: MimeBundle }
  | { readonly kind: 'display'; readonly data: MimeBundle }
  | { readonly kind: 'printed'; readonly text: string };

export type Cell =
  | { readonly kind: 'markdown'; readonly source: string }
  | { readonly kind: 'code'; readonly source: string; readonly outputs: readonly CellOutput[] };

/** Lines as the format has them: each with its line feed, so that diffs read well. */
const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const data = (bundle: MimeBundle): Record<string, unknown> =>
  Object.fromEntries(Object.entries(bundle).map(([mime, value]) => [mime, typeof value === 'string' ? lines(value) : value]));

function output(own: CellOutput, executionCount: number): Record<string, unknown> {
  switch (own.kind) {
    case 'value':
      return { output_type: 'execute_result', execution_count: executionCount, data: data(own.data), metadata: {} };
    case 'display':
      return { output_type: 'display_data', data: data(own.data), metadata: {} };
    case 'printed':
      return { output_type: 'stream', name: 'stdout', text: lines(own.text) };
  }
}

/**
 * A Python notebook as text (nbformat 4.5). The same cells give the same text: the identifiers of cells follow from their sources, code cells are numbered
 * as if they had been run from top to bottom.
 */
export function notebookText(cells: readonly Cell[]): string {
  let executed = 0;
  const written = cells.map((cell, i) => {
    const id = createHash('sha256').update(`${i}\n${cell.source}`).digest('hex').slice(0, 8);
    const head = { cell_type: cell.kind, id, metadata: {} };
    if (cell.kind === 'markdown') return { ...head, source: lines(cell.source) };
    executed += 1;
    const outputs = cell.outputs.map((own) => output(own, executed));
    return { ...head, execution_count: executed, source: lines(cell.source), outputs };
  });
  const metadata = {
    kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
    language_info: { name: 'python', file_extension: '.py', mimetype: 'text/x-python' },
  };
  return `${JSON.stringify({ cells: written, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
