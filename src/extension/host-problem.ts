import * as vscode from 'vscode';
import type { Language } from '../core/language.js';
import type { ProblemData } from '../protocol/host-messages.js';

/** Language of the editor, as far as FreeSel speaks it. */
export const editorLanguage = (): Language => (vscode.env.language.toLowerCase().startsWith('ja') ? 'ja' : 'en');

/** A request that could not be done. The message says what happened, in the language of the editor; `todo` what the user can do about it. */
export class HostProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly todo: string | null,
    /** Whether the user has been told already, so that nobody says it again. */
    readonly isShown = false,
  ) {
    super(message);
    this.name = 'HostProblem';
  }
}

/** Error codes of the Language Server Protocol for requests that were cancelled. */
const cancelled = new Set([-32800, -32802]);

/** A failed request as the extension knows it: a problem, or a cancel. */
export function requestFailure(error: unknown): HostProblem | vscode.CancellationError {
  if (error instanceof HostProblem || error instanceof vscode.CancellationError) return error;
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number' && cancelled.has(error.code))
    return new vscode.CancellationError();
  const data = typeof error === 'object' && error !== null && 'data' in error ? error.data : undefined;
  const language = editorLanguage();
  if (isProblemData(data)) return new HostProblem(data.code, data.what[language], data.todo?.[language] ?? null);
  return new HostProblem('internal', error instanceof Error ? error.message : String(error), vscode.l10n.t('See the log.'));
}

function isProblemData(data: unknown): data is ProblemData {
  if (typeof data !== 'object' || data === null || !('code' in data && 'what' in data && 'todo' in data)) return false;
  return typeof data.code === 'string' && isText(data.what) && (data.todo === null || isText(data.todo));
}

function isText(text: unknown): boolean {
  return (
    typeof text === 'object' && text !== null && 'en' in text && 'ja' in text && typeof text.en === 'string' && typeof text.ja === 'string'
  );
}

/** What requests are told that were running when the host died: the user is told by a message of its own. */
export const hostDied = (reason: string): HostProblem =>
  new HostProblem(
    'host-died',
    vscode.l10n.t('The background process stopped: {0}.', reason),
    vscode.l10n.t('What was computed is kept. Run the command again: it goes on from there.'),
    true,
  );

export const hostRestarted = (): HostProblem =>
  new HostProblem(
    'host-restarted',
    vscode.l10n.t('The background process was restarted.'),
    vscode.l10n.t('What was computed is kept. Run the command again: it goes on from there.'),
    true,
  );

export const hostNotStarted = (reason: string): HostProblem =>
  new HostProblem(
    'host-not-started',
    vscode.l10n.t('The background process could not be started: {0}.', reason),
    vscode.l10n.t('See the log.'),
  );
