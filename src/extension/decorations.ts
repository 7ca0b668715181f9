import * as vscode from 'vscode';
import type { Context } from './context.js';
import type { ContextKeys } from './context-keys.js';
import { imageUri, pathBelow } from './data-root.js';
import { grouped, language } from './language.js';
import { rankBadge } from './rank-badge.js';
import { remarkText } from './remark-text.js';
import { SelectionIndex } from './selection-index.js';
import { showsBadges } from './settings.js';

/** The workbench drops all but the first 250 addresses of an event; beyond, everything is asked anew. */
const mostInEvent = 250;

/** What is marked at the moment. */
interface Marked {
  readonly root: vscode.Uri;
  readonly index: SelectionIndex;
  /** Images of the selection. */
  readonly picks: number;
}

/** Badges of the active selection in the Explorer, drawn from its file alone. */
export class Decorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private marked: Marked | undefined;
  private readonly changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  readonly onDidChangeFileDecorations = this.changed.event;
  private readonly own: readonly { dispose(): unknown }[];

  constructor(
    private readonly context: Context,
    private readonly keys: ContextKeys,
  ) {
    this.own = [
      this.changed,
      context.active.onDidChange(() => this.update()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('freesel.showBadges')) this.update();
      }),
      vscode.window.registerFileDecorationProvider(this),
    ];
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const { marked } = this;
    const path = marked && pathBelow(marked.root, uri);
    if (marked === undefined || path === undefined) return undefined;
    const { index } = marked;
    const pick = index.pick(path);
    if (pick) {
      const tooltip = vscode.l10n.t(
        'FreeSel, no. {0} of {1}: {2}',
        grouped(pick.rank),
        grouped(marked.picks),
        index.reason(pick, language()),
      );
      return new vscode.FileDecoration(rankBadge(pick.rank), tooltip, new vscode.ThemeColor('freesel.chosenForeground'));
    }
    const reason = index.skippedReason(path);
    if (reason !== undefined) {
      const tooltip = vscode.l10n.t('FreeSel could not read this image: {0}', remarkText(reason));
      return new vscode.FileDecoration('!', tooltip, new vscode.ThemeColor('freesel.unreadableForeground'));
    }
    const chosen = index.chosenBelow(path);
    if (chosen === 0) return undefined;
    return new vscode.FileDecoration(
      '•',
      chosen === 1 ? vscode.l10n.t('1 chosen image') : vscode.l10n.t('{0} chosen images', grouped(chosen)),
    );
  }

  dispose(): void {
    vscode.Disposable.from(...this.own).dispose();
  }

  private update(): void {
    const { selection, dataRoot } = this.context.active;
    const before = this.marked;
    this.marked =
      selection && dataRoot && showsBadges()
        ? { root: dataRoot, index: new SelectionIndex(selection), picks: selection.picks.length }
        : undefined;
    this.keys.set('freesel.hasDecorations', this.marked !== undefined);
    const sides = [before, this.marked].filter((side) => side !== undefined);
    if (sides.length === 0) return;
    if (sides.reduce((sum, { index }) => sum + index.size, 0) > mostInEvent) this.changed.fire(undefined);
    else this.changed.fire(sides.flatMap(addresses));
  }
}

function addresses({ root, index }: Marked): vscode.Uri[] {
  return [...index.marked()].flatMap((path) => (path === '' ? root : (imageUri(root, path) ?? [])));
}
