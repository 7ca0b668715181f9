import * as vscode from 'vscode';
import { Channel } from '../protocol/channel.js';
import type { EditorContract, PageContract, PanelDocument, PanelEdit, PanelEditResult } from '../protocol/panel-messages.js';
import type { Context } from './context.js';
import { imageUri, isInWorkspace } from './data-root.js';
import { applyText } from './document-text.js';
import { parsedGently } from './gentle-parsing.js';
import { language } from './language.js';
import { locateRoot } from './locate-root.js';
import { checkedAct, checkedEdit, checkedRegions, checkedThumbnails } from './panel-checks.js';
import { gridOf, regionsOf, selectionData, showRoot, thumbnailAddresses, type SelectionData } from './panel-data.js';
import { pageWords } from './panel-page.js';
import { showProblem } from './problems.js';
import { Reselection } from './reselection.js';
import { selectionName } from './selection-source.js';

/** Typing is waited out for so long. */
const settleMs = 50;

/** One page of the selection editor, and the document that it shows. */
export class SelectionPanel implements vscode.Disposable {
  private readonly channel: Channel<EditorContract, PageContract>;
  private readonly disposables: vscode.Disposable[] = [];
  private readonly reselection: Reselection;
  private timer: NodeJS.Timeout | undefined;
  /** As it was last found; a text that is half typed leaves it so. */
  private data: SelectionData = { root: undefined, shown: { kind: 'open' } };
  private grid: PanelDocument['grid'] = null;
  private isDisposed = false;

  constructor(
    private readonly context: Context,
    private readonly document: vscode.TextDocument,
    private readonly panel: vscode.WebviewPanel,
  ) {
    const { webview } = panel;
    this.channel = new Channel<EditorContract, PageContract>((message) => void webview.postMessage(message), {
      requests: {
        ready: async () => ({ language: language(), words: pageWords(), document: await this.shown(), work: this.reselection.work }),
        thumbnails: async (wanted, signal) => {
          const checked = checkedThumbnails(wanted);
          return { addresses: await thumbnailAddresses(this.context, webview, this.data, checked, signal) };
        },
        regions: (wanted, signal) => regionsOf(this.context, this.document, this.data, checkedRegions(wanted).path, signal),
        edit: (edit, signal) => this.edit(checkedEdit(edit), signal),
        undo: async () => {
          await vscode.commands.executeCommand('undo');
          return null;
        },
      },
      events: {
        act: (given) => {
          this.act(given).catch((error: unknown) => void showProblem(this.context, error));
        },
      },
    });
    this.reselection = new Reselection(context, document, (work) => this.channel.tell('working', work));
    this.disposables.push(
      webview.onDidReceiveMessage((message: unknown) => this.channel.receive(message)),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document && event.contentChanges.length > 0) this.settle();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.settle()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.settle()),
      // The data folder may have come or gone meanwhile.
      panel.onDidChangeViewState(() => {
        if (panel.visible) this.settle();
      }),
    );
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    this.channel.dispose();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private settle(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.tell(), settleMs);
  }

  private async tell(): Promise<void> {
    clearTimeout(this.timer);
    const shown = await this.shown();
    if (!this.isDisposed) this.channel.tell('document', shown);
  }

  /** The document as it stands when all that has to be looked up is known. */
  private async shown(): Promise<PanelDocument> {
    for (;;) {
      const { version } = this.document;
      const text = this.document.getText();
      const parsed = await parsedGently(text);
      if (parsed.kind === 'selection') {
        this.data = await selectionData(this.context, this.document.uri, parsed.selection);
        this.grid = gridOf(parsed);
      }
      if (version === this.document.version) {
        return { text, name: selectionName(this.document.uri), data: this.data.shown, grid: this.grid };
      }
    }
  }

  private async edit(edit: PanelEdit, signal: AbortSignal): Promise<PanelEditResult> {
    const result = await this.reselection.edit(edit, signal);
    // The page compares what it has with what it had: the new text comes before the answer.
    if (result.kind === 'done') await this.tell();
    return result;
  }

  private async act(given: unknown): Promise<void> {
    const { act, path } = checkedAct(given);
    const { uri } = this.document;
    const run = (command: string, ...given: readonly unknown[]): Thenable<unknown> => vscode.commands.executeCommand(command, ...given);
    const { root, shown } = this.data;
    const image = root && path !== null && shown.kind !== 'untrusted' ? imageUri(root, path) : undefined;
    switch (act) {
      case 'open-image':
        if (image) await run('freesel.openImage', image);
        return;
      case 'reveal-image':
        if (image) await run(isInWorkspace(image) ? 'freesel.revealImage' : 'revealFileInOS', image);
        return;
      case 'copy-path':
        if (image) await run('freesel.copyImagePath', image);
        return;
      case 'open-text':
        await run('vscode.openWith', uri, 'default', this.panel.viewColumn);
        return;
      case 'export':
        await run('freesel.exportSelection', uri);
        return;
      case 'verify':
        await run('freesel.verifySelection', uri);
        return;
      case 'allow-root':
        // Only what the page was asked about, and not what its message says.
        if (root && shown.kind === 'asks') await showRoot(this.context, root);
        await this.tell();
        return;
      case 'locate-root': {
        const text = await locateRoot(this.document);
        if (text !== undefined) await applyText(this.document, text);
        return;
      }
      case 'show-log':
        this.context.log.show();
        return;
      case 'manage-trust':
        await run('workbench.trust.manage');
        return;
    }
  }
}
