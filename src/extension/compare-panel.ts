import * as vscode from 'vscode';
import { Channel } from '../protocol/channel.js';
import type { Compared, ComparisonContract, ComparisonPageContract, ComparisonSide, PanelDocument } from '../protocol/panel-messages.js';
import type { Context } from './context.js';
import { imageUri } from './data-root.js';
import { parsedGently } from './gentle-parsing.js';
import { language } from './language.js';
import { checkedComparisonAct, checkedComparisonState, checkedSideThumbnails } from './panel-checks.js';
import { gridOf, selectionData, showRoot, thumbnailAddresses, type SelectionData } from './panel-data.js';
import { pageDocument, pageRoots, pageWords } from './panel-page.js';
import { showProblem } from './problems.js';
import { isSelectionFile, selectionName } from './selection-source.js';

/** Typing is waited out for so long. */
const settleMs = 200;

const viewType = 'freesel.comparison';

/** Shows two selections beside each other, in a panel that follows their texts. */
export async function comparePanel(context: Context, first: vscode.Uri, second: vscode.Uri): Promise<void> {
  const documents = await opened(first, second);
  showComparison(context, vscode.window.createWebviewPanel(viewType, '', vscode.ViewColumn.Active), documents);
}

/** Brings comparisons back after a reload of the window. */
export function registerComparisons(context: Context): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, state: unknown) {
      try {
        const { files } = checkedComparisonState(state);
        const [first, second] = [vscode.Uri.parse(files.first, true), vscode.Uri.parse(files.second, true)];
        if (!isSelectionFile(first) || !isSelectionFile(second)) throw new Error('no selection files');
        showComparison(context, panel, await opened(first, second));
      } catch (error) {
        // A file that is gone, or a state that an older version has kept: an empty tab would help nobody.
        context.log.info(`A comparison is not shown again: ${String(error)}`);
        panel.dispose();
      }
    },
  });
}

type Documents = Readonly<Record<ComparisonSide, vscode.TextDocument>>;

async function opened(first: vscode.Uri, second: vscode.Uri): Promise<Documents> {
  return { first: await vscode.workspace.openTextDocument(first), second: await vscode.workspace.openTextDocument(second) };
}

function showComparison(context: Context, panel: vscode.WebviewPanel, documents: Documents): void {
  const title = vscode.l10n.t('{0} and {1}', selectionName(documents.first.uri), selectionName(documents.second.uri));
  panel.title = title;
  panel.webview.options = { enableScripts: true, localResourceRoots: pageRoots(context) };
  const icon = (theme: 'light' | 'dark'): vscode.Uri =>
    vscode.Uri.joinPath(context.extension.extensionUri, 'media', `tab-icon-${theme}.svg`);
  // A tab shows a picture as it is drawn, in no colour of the theme.
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  const session = new ComparePanel(context, panel, documents);
  panel.onDidDispose(() => session.dispose());
  panel.webview.html = pageDocument(context, panel.webview, 'compare', title);
}

class ComparePanel implements vscode.Disposable {
  private readonly channel: Channel<ComparisonContract, ComparisonPageContract>;
  private readonly disposables: vscode.Disposable[];
  private readonly data: Record<ComparisonSide, SelectionData> = {
    first: { root: undefined, shown: { kind: 'open' } },
    second: { root: undefined, shown: { kind: 'open' } },
  };
  private timer: NodeJS.Timeout | undefined;
  private isDisposed = false;

  constructor(
    private readonly context: Context,
    panel: vscode.WebviewPanel,
    private readonly documents: Documents,
  ) {
    const { webview } = panel;
    this.channel = new Channel<ComparisonContract, ComparisonPageContract>((message) => void webview.postMessage(message), {
      requests: {
        ready: async () => ({
          language: language(),
          words: pageWords(),
          compared: await this.compared(),
          files: { first: documents.first.uri.toString(), second: documents.second.uri.toString() },
        }),
        thumbnails: async (given, signal) => {
          const { side, ...wanted } = checkedSideThumbnails(given);
          return { addresses: await thumbnailAddresses(context, webview, this.data[side], wanted, signal) };
        },
      },
      events: {
        act: (given) => {
          this.act(given).catch((error: unknown) => void showProblem(context, error));
        },
      },
    });
    const own = Object.values(documents).map(({ uri }) => uri.toString());
    this.disposables = [
      webview.onDidReceiveMessage((message: unknown) => this.channel.receive(message)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (own.includes(document.uri.toString())) this.settle();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.settle()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.settle()),
      panel.onDidChangeViewState(() => {
        if (panel.visible) this.settle();
      }),
    ];
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    this.channel.dispose();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private settle(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.tell().catch((error: unknown) => this.context.log.error(String(error))), settleMs);
  }

  private async tell(): Promise<void> {
    const compared = await this.compared();
    if (!this.isDisposed) this.channel.tell('compared', compared);
  }

  private async compared(): Promise<Compared> {
    return { first: await this.side('first'), second: await this.side('second') };
  }

  /** A side as it stands: the text that is open, with changes that are not saved, else that of the file. */
  private async side(side: ComparisonSide): Promise<PanelDocument> {
    const { uri } = this.documents[side];
    const document = await vscode.workspace.openTextDocument(uri);
    const text = document.getText();
    const parsed = await parsedGently(text);
    if (parsed.kind === 'selection') this.data[side] = await selectionData(this.context, uri, parsed.selection);
    return { text, name: selectionName(uri), data: this.data[side].shown, grid: gridOf(parsed) };
  }

  private async act(given: unknown): Promise<void> {
    const { act, side, path } = checkedComparisonAct(given);
    const { root, shown } = this.data[side];
    switch (act) {
      case 'open-image': {
        const image = root && path !== null && shown.kind !== 'untrusted' ? imageUri(root, path) : undefined;
        if (image) await vscode.commands.executeCommand('freesel.openImage', image);
        return;
      }
      case 'open-first':
      case 'open-second':
        await vscode.commands.executeCommand('freesel.openSelection', this.documents[act === 'open-first' ? 'first' : 'second'].uri);
        return;
      case 'allow-roots':
        if (root && shown.kind === 'asks') await showRoot(this.context, root);
        await this.tell();
        return;
    }
  }
}
