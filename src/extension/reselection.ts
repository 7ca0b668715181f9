import * as vscode from 'vscode';
import { parseSelection } from '../core/selection.js';
import type { ProgressMessage } from '../protocol/host-messages.js';
import type { PanelEdit, PanelEditResult, PanelWork } from '../protocol/panel-messages.js';
import type { Context } from './context.js';
import { dataRootOf } from './data-root.js';
import { applyText } from './document-text.js';
import { HostProblem } from './host-problem.js';
import { cancellationOf } from './panel-data.js';
import { editedSettings } from './panel-edits.js';
import { selectionDefaults } from './settings.js';

/** Work that is over before this is not worth a word. */
const unspokenMs = 200;

/** So often a text that is typed meanwhile is taken up before it is said. */
const mostTries = 3;

/** Edits of a selection that need the host: one after the other, each as one change of the document's text. */
export class Reselection {
  private state: PanelWork = { kind: 'idle' };
  private queue: Promise<unknown> = Promise.resolve();

  /** @param onWork told what is being done */
  constructor(
    private readonly context: Context,
    private readonly document: vscode.TextDocument,
    private readonly onWork: (work: PanelWork) => void,
  ) {}

  get work(): PanelWork {
    return this.state;
  }

  /** Makes an edit after those that were asked for before. It never throws: what stands in its way is its result. */
  edit(edit: PanelEdit, signal: AbortSignal): Promise<PanelEditResult> {
    const run = this.queue.then(() => this.make(edit, signal));
    this.queue = run;
    return run;
  }

  private async make(edit: PanelEdit, signal: AbortSignal): Promise<PanelEditResult> {
    const speak = setTimeout(() => this.become({ kind: 'choosing' }), unspokenMs);
    try {
      for (let tries = 0; tries < mostTries; tries++) {
        const result = await this.tryOnce(edit, signal);
        if (result.kind !== 'overtaken') return result;
      }
      return {
        kind: 'problem',
        text: vscode.l10n.t('The text changed meanwhile, and the text wins. Do it again when the text is settled.'),
      };
    } catch (error) {
      if (signal.aborted || error instanceof vscode.CancellationError) return { kind: 'cancelled' };
      this.context.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return { kind: 'problem', text: problemText(error) };
    } finally {
      clearTimeout(speak);
      this.become({ kind: 'idle' });
    }
  }

  private async tryOnce(edit: PanelEdit, signal: AbortSignal): Promise<PanelEditResult | { readonly kind: 'overtaken' }> {
    if (signal.aborted) return { kind: 'cancelled' };
    const { document, context } = this;
    const { version } = document;
    const text = document.getText();
    const parsed = parseSelection(text);
    if (parsed.kind !== 'selection') {
      return { kind: 'problem', text: vscode.l10n.t('The text is not a whole selection. Mend it in the text editor, or undo.') };
    }
    const settings = editedSettings(parsed.selection, edit);
    if (!settings) return { kind: 'same' };
    const root = dataRootOf(document.uri, parsed.selection.root) ?? document.uri;
    const { model } = selectionDefaults(root);
    const token = context.host.newToken();
    const progress = context.host.onProgress(token, (message) => this.hear(message));
    const cancellation = cancellationOf(signal);
    try {
      const again = await context.host.request(
        'freesel/reselect',
        { token, file: document.uri.fsPath, text, settings, model },
        cancellation.token,
      );
      if (document.version !== version) return { kind: 'overtaken' };
      if (await applyText(document, again.text)) return document.version === version ? { kind: 'same' } : { kind: 'done' };
      return { kind: 'problem', text: vscode.l10n.t('The document could not be changed. Close other changes of it, and do it again.') };
    } finally {
      progress.dispose();
      cancellation.dispose();
    }
  }

  /** Reading that takes a while means that stored features are gone: with them it is over at once. */
  private hear({ step, done, total, secondsLeft }: ProgressMessage): void {
    if (this.state.kind === 'idle') return;
    const isSlow = step === 'read' && secondsLeft !== null && secondsLeft >= 1;
    this.become(isSlow ? { kind: 'reading', done, total, secondsLeft } : { kind: 'choosing' });
  }

  private become(work: PanelWork): void {
    if (work.kind === this.state.kind && work.kind !== 'reading') return;
    this.state = work;
    this.onWork(work);
  }
}

function problemText(error: unknown): string {
  if (error instanceof HostProblem) return error.todo === null ? error.message : vscode.l10n.t('{0} {1}', error.message, error.todo);
  return vscode.l10n.t('FreeSel could not go on: {0}', error instanceof Error ? error.message : String(error));
}
