import * as vscode from 'vscode';
import type { ParsedSelection, Selection } from '../core/selection.js';
import { dataRootOf } from './data-root.js';
import { parsedGently } from './gentle-parsing.js';
import { isSelectionFile, selectionAt } from './selection-source.js';

const storedAs = 'freesel.activeSelection';

/** Typing and writing in parts are waited out. */
const settleMs = 150;

type State = { readonly kind: 'none' } | { readonly kind: 'open'; readonly uri: vscode.Uri; readonly selection: Selection | undefined };

/**
 * The selection that badges show: the one last opened, kept for the workspace. It is read from its file alone, and follows the file and what is typed into
 * it.
 */
export class ActiveSelection implements vscode.Disposable {
  private state: State = { kind: 'none' };
  private readonly changed = new vscode.EventEmitter<void>();
  /** Another selection, or another content of the same. */
  readonly onDidChange = this.changed.event;
  private readonly own: { dispose(): unknown }[] = [this.changed];
  private watcher: vscode.Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Counts what was asked for, so that a slow reading does not win over a later one. */
  private turn = 0;

  constructor(private readonly memory: vscode.Memento) {
    this.own.push(
      vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor?.document.uri)),
      vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
        for (const { isActive, input } of [...opened, ...changed]) {
          if (isActive && input instanceof vscode.TabInputCustom) this.follow(input.uri);
        }
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.is(document.uri)) this.settle(() => void this.readTyped(document));
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (this.is(document.uri)) this.settle(() => void this.read());
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) if (this.is(oldUri)) void this.open(newUri);
      }),
    );
  }

  /** The selection file; undefined where none is active. */
  get uri(): vscode.Uri | undefined {
    return this.state.kind === 'open' ? this.state.uri : undefined;
  }

  /** What it holds; undefined where none is active, or it cannot be read. */
  get selection(): Selection | undefined {
    return this.state.kind === 'open' ? this.state.selection : undefined;
  }

  /** The folder that its paths are relative to; undefined where none is active, or its `root` is no plain relative path. */
  get dataRoot(): vscode.Uri | undefined {
    const { uri, selection } = this;
    return uri && selection && dataRootOf(uri, selection.root);
  }

  /** Whether a selection file is the active one. */
  is(uri: vscode.Uri): boolean {
    return this.uri?.toString() === uri.toString();
  }

  /** Makes the selection active that was so when the window was closed; nothing where it is gone. */
  async restore(): Promise<void> {
    const stored = this.memory.get<unknown>(storedAs);
    if (typeof stored !== 'string' || this.state.kind !== 'none') return;
    await this.open(vscode.Uri.parse(stored));
  }

  /** Makes a selection active. */
  async open(uri: vscode.Uri): Promise<void> {
    if (this.is(uri)) {
      await this.read();
      return;
    }
    this.state = { kind: 'open', uri, selection: undefined };
    this.watch(uri);
    await this.memory.update(storedAs, uri.toString());
    await this.read();
  }

  /** Makes no selection active. */
  clear(): void {
    if (this.state.kind === 'none') return;
    this.turn += 1;
    this.state = { kind: 'none' };
    this.watcher?.dispose();
    this.watcher = undefined;
    void this.memory.update(storedAs, undefined);
    this.changed.fire();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.watcher?.dispose();
    vscode.Disposable.from(...this.own).dispose();
  }

  private follow(uri: vscode.Uri | undefined): void {
    if (uri && isSelectionFile(uri) && !this.is(uri)) void this.open(uri);
  }

  private watch(uri: vscode.Uri): void {
    this.watcher?.dispose();
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const literal = name.replace(/[[\]{}*?]/g, '[$&]');
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), literal));
    const again = (): void => this.settle(() => void this.read());
    watcher.onDidChange(again);
    watcher.onDidCreate(again);
    watcher.onDidDelete(again);
    this.watcher = watcher;
  }

  private settle(then: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(then, settleMs);
  }

  private async read(): Promise<void> {
    const { uri } = this;
    if (!uri) return;
    this.turn += 1;
    const { turn } = this;
    const parsed = await selectionAt(uri);
    if (turn !== this.turn) return;
    if (parsed === undefined && !(await isThere(uri))) this.clear();
    else this.take(parsed, 'file');
  }

  private async readTyped(document: vscode.TextDocument): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    const parsed = await parsedGently(document.getText());
    if (turn === this.turn) this.take(parsed, 'typing');
  }

  /** Text that is half typed leaves the badges as they are; a file that is no selection has none. */
  private take(parsed: ParsedSelection | undefined, from: 'file' | 'typing'): void {
    if (this.state.kind === 'none') return;
    if (parsed?.kind !== 'selection' && from === 'typing') return;
    this.state = { ...this.state, selection: parsed?.kind === 'selection' ? parsed.selection : undefined };
    this.changed.fire();
  }
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
