import * as vscode from 'vscode';
import { lineChanges } from './line-changes.js';

/** Turns the text of an open document into another one: one step of undo, in which only the lines that differ are touched. False where it could not be changed. */
export async function applyText(document: vscode.TextDocument, text: string): Promise<boolean> {
  const before = Array.from({ length: document.lineCount }, (_, i) => document.lineAt(i).text);
  const changes = lineChanges(before, text.split(/\r?\n/));
  if (changes.length === 0) return true;
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, lines } of changes) edit.replace(document.uri, ...replacement(before, start, end, lines));
  return vscode.workspace.applyEdit(edit);
}

/** Lines are replaced with their ends; at the end of the text, which has none, with the end before them. */
function replacement(before: readonly string[], start: number, end: number, lines: readonly string[]): [vscode.Range, string] {
  if (end < before.length) return [new vscode.Range(start, 0, end, 0), lines.map((line) => `${line}\n`).join('')];
  const lastLine = before.length - 1;
  const last = new vscode.Position(lastLine, (before[lastLine] ?? '').length);
  if (start === 0) return [new vscode.Range(new vscode.Position(0, 0), last), lines.join('\n')];
  const from = new vscode.Position(start - 1, (before[start - 1] ?? '').length);
  return [new vscode.Range(from, last), lines.map((line) => `\n${line}`).join('')];
}
