import * as vscode from 'vscode';
import type { ParsedSelection } from '../core/selection.js';
import { parsedGently } from './gentle-parsing.js';

/** Ending of a selection file. */
export const selectionEnding = '.freesel.json';

/** Files beyond this are not read: 50,000 picks take 20 MB. */
const mostBytes = 256 * 2 ** 20;

/** Whether an address is that of a selection file on a disk. */
export function isSelectionFile(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && uri.path.endsWith(selectionEnding);
}

/** Name of a selection, as people call it: its file's name without the ending. */
export function selectionName(uri: vscode.Uri): string {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return name.endsWith(selectionEnding) ? name.slice(0, -selectionEnding.length) : name;
}

/** Reads a selection from its file, or from the editor where it has changes that are not saved. Undefined where there is no such file, or it cannot be read. */
export async function selectionAt(uri: vscode.Uri): Promise<ParsedSelection | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.isDirty && document.uri.toString() === uri.toString());
  if (open) return await parsedGently(open.getText());
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes) return undefined;
    return await parsedGently(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    return undefined;
  }
}
