import * as vscode from 'vscode';
import { selectionsFolder } from '../core/selection-paths.js';
import type { Selection } from '../core/selection.js';
import type { ActiveSelection } from './active-selection.js';
import { isSelectionFile, selectionAt, selectionEnding, selectionName } from './selection-source.js';

/** Many files may change in one go. */
const settleMs = 200;

/** The selection files of the workspace: those in `.freesel/selections` of each of its folders, and the active one where it lies elsewhere. */
export class SelectionFiles implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Files came, went or changed. */
  readonly onDidChange = this.changed.event;
  private readonly read = new Map<string, Promise<Selection | undefined>>();
  private readonly own: { dispose(): unknown }[] = [this.changed];
  private watchers: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly active: ActiveSelection) {
    this.watch();
    this.own.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.watch();
        this.refresh();
      }),
      active.onDidChange(() => this.settle(() => this.changed.fire())),
    );
  }

  /** All selection files, by name, those of the workspace's first folder first. */
  async list(): Promise<vscode.Uri[]> {
    const lists = await Promise.all((vscode.workspace.workspaceFolders ?? []).map(({ uri }) => selectionsBelow(uri)));
    const all = lists.flat();
    const { uri } = this.active;
    if (uri && !all.some((own) => own.toString() === uri.toString())) all.push(uri);
    return all;
  }

  /** What a selection file holds; undefined where it cannot be read. Of the active one that is what its editor shows. */
  async selection(uri: vscode.Uri): Promise<Selection | undefined> {
    if (this.active.is(uri) && this.active.selection) return this.active.selection;
    const key = uri.toString();
    const known = this.read.get(key);
    if (known) return known;
    const reading = selectionAt(uri).then((parsed) => (parsed?.kind === 'selection' ? parsed.selection : undefined));
    this.read.set(key, reading);
    return reading;
  }

  /** Forgets what was read, and says that all may have changed. */
  refresh(): void {
    this.read.clear();
    this.changed.fire();
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.own, ...this.watchers).dispose();
  }

  private watch(): void {
    vscode.Disposable.from(...this.watchers).dispose();
    this.watchers = (vscode.workspace.workspaceFolders ?? []).map((folder) => {
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, [...selectionsFolder, `*${selectionEnding}`].join('/')),
      );
      const touched = (uri: vscode.Uri): void => {
        this.read.delete(uri.toString());
        this.settle(() => this.changed.fire());
      };
      watcher.onDidCreate(touched);
      watcher.onDidChange(touched);
      watcher.onDidDelete(touched);
      return watcher;
    });
  }

  private settle(then: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(then, settleMs);
  }
}

async function selectionsBelow(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const place = vscode.Uri.joinPath(folder, ...selectionsFolder);
  let entries: readonly [string, vscode.FileType][];
  try {
    entries = await vscode.workspace.fs.readDirectory(place);
  } catch {
    return [];
  }
  const inOrder = new Intl.Collator(undefined, { numeric: true });
  return entries
    .filter(([, type]) => (type & vscode.FileType.File) !== 0)
    .map(([name]) => vscode.Uri.joinPath(place, name))
    .filter(isSelectionFile)
    .sort((a, b) => inOrder.compare(selectionName(a), selectionName(b)));
}
