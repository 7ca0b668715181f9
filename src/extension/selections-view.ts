import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import { imageReasonIn } from '../core/image-reasons.js';
import { coverageSentence, wholePercent } from '../core/reason.js';
import type { Selection } from '../core/selection.js';
import type { SamplerName } from '../core/settings.js';
import type { Context } from './context.js';
import type { ContextKeys } from './context-keys.js';
import { dataRootOf, imageUri, isInWorkspace } from './data-root.js';
import { grouped, language } from './language.js';
import type { SelectionFiles } from './selection-files.js';
import { SelectionIndex } from './selection-index.js';
import { selectionName } from './selection-source.js';
import { childrenOf, nodeId, parentOf, type TreeNode } from './selection-tree.js';

/** Longest side of the picture in a tooltip, in pixels. */
const pictureSize = 256;
/** What is shown of it: a height alone, so that a picture of any shape keeps it. */
const pictureHeight = 170;

/** The FreeSel view: selections, their images in rank order, and those that could not be read. Rows are made as they are opened. */
export class SelectionsView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly tree: vscode.TreeView<TreeNode>;
  private readonly own: readonly { dispose(): unknown }[];
  /** Of the selections that were asked for reasons: by object, so that a changed file has a new one. */
  private readonly indices = new WeakMap<Selection, SelectionIndex>();

  constructor(
    private readonly context: Context,
    private readonly files: SelectionFiles,
    private readonly keys: ContextKeys,
  ) {
    this.tree = vscode.window.createTreeView('freesel.selections', { treeDataProvider: this, showCollapseAll: true });
    this.own = [
      this.changed,
      this.tree,
      files.onDidChange(() => {
        this.changed.fire(undefined);
        void this.updateKeys();
      }),
    ];
  }

  /** Opens the view at a selection, with its images, and leaves the focus where it is. */
  async reveal(file: vscode.Uri): Promise<void> {
    this.files.refresh();
    await this.tree.reveal({ kind: 'selection', file: file.toString() }, { select: true, focus: false, expand: true });
  }

  /** Tells the workbench whether there are selections, for the commands that need one. */
  async updateKeys(): Promise<void> {
    this.keys.set('freesel.hasSelections', (await this.files.list()).length > 0);
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (!node) {
      const all = await this.files.list();
      this.keys.set('freesel.hasSelections', all.length > 0);
      return all.map((uri) => ({ kind: 'selection', file: uri.toString() }));
    }
    const selection = await this.selectionOf(node);
    return selection ? childrenOf(node, selection) : [];
  }

  async getParent(node: TreeNode): Promise<TreeNode | undefined> {
    return node.kind === 'selection' ? undefined : parentOf(node, await this.selectionOf(node));
  }

  async getTreeItem(node: TreeNode): Promise<vscode.TreeItem> {
    const item = this.itemOf(node, await this.selectionOf(node));
    item.id = nodeId(node);
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode, cancelled: vscode.CancellationToken): Promise<vscode.TreeItem> {
    const selection = await this.selectionOf(node);
    if (!selection) return item;
    switch (node.kind) {
      case 'selection':
        item.tooltip = selectionTooltip(vscode.Uri.parse(node.file), selection);
        return item;
      case 'image':
        item.tooltip = await this.imageTooltip(node, selection, cancelled);
        return item;
      case 'skipped':
      case 'skipped-images':
      case 'page':
        return item;
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.own).dispose();
  }

  private selectionOf(node: TreeNode): Promise<Selection | undefined> {
    return this.files.selection(vscode.Uri.parse(node.file));
  }

  private itemOf(node: TreeNode, selection: Selection | undefined): vscode.TreeItem {
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    switch (node.kind) {
      case 'selection': {
        const uri = vscode.Uri.parse(node.file);
        const item = new vscode.TreeItem(selectionName(uri), selection ? Collapsed : None);
        const isActive = this.context.active.is(uri);
        item.contextValue = 'selection';
        if (!selection) {
          item.description = vscode.l10n.t('cannot be read');
          item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('freesel.unreadableForeground'));
          item.tooltip = vscode.l10n.t('This file is no selection that FreeSel can read. Open it as text to see what is wrong.');
          item.command = { command: 'freesel.openSelectionText', title: '', arguments: [node] };
          return item;
        }
        const { picks, coverage } = selection;
        item.description = vscode.l10n.t('{0}, {1} % covered', imagesText(picks.length), wholePercent(coverage.share));
        item.iconPath = new vscode.ThemeIcon('list-selection', isActive ? new vscode.ThemeColor('freesel.chosenForeground') : undefined);
        item.command = { command: 'freesel.openSelection', title: '', arguments: [node] };
        const label = `${selectionName(uri)}, ${item.description}`;
        item.accessibilityInformation = { label: isActive ? vscode.l10n.t('{0}, its badges are shown', label) : label };
        return item;
      }
      case 'image': {
        const pick = selection?.picks[node.index];
        const [name, folder] = splitPath(pick?.path ?? '');
        const item = new vscode.TreeItem(`${pick?.rank ?? node.index + 1}  ${name}`, None);
        item.description = folder;
        item.contextValue = 'image';
        item.iconPath = new vscode.ThemeIcon(pick && selection.settings.pinned.includes(pick.path) ? 'pinned' : 'file-media');
        item.command = { command: 'freesel.openImage', title: '', arguments: [node] };
        return item;
      }
      case 'skipped-images': {
        const item = new vscode.TreeItem(vscode.l10n.t('Could not be read'), Collapsed);
        item.description = imagesText(selection?.skipped.length ?? 0);
        item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('freesel.unreadableForeground'));
        item.tooltip = vscode.l10n.t('Images that could not be read. They are not part of the pool.');
        return item;
      }
      case 'skipped': {
        const skipped = selection?.skipped[node.index];
        const item = new vscode.TreeItem(splitPath(skipped?.path ?? '')[0], None);
        const reason = skipped ? imageReasonIn(skipped.reason, language()) : '';
        item.description = reason;
        item.contextValue = 'skipped';
        item.iconPath = new vscode.ThemeIcon('circle-slash');
        item.tooltip = `${skipped?.path ?? ''}: ${reason}`;
        item.command = { command: 'freesel.openImage', title: '', arguments: [node] };
        return item;
      }
      case 'page': {
        const from = grouped(node.from + 1);
        const to = grouped(node.to);
        const item = new vscode.TreeItem(
          node.of === 'picks' ? vscode.l10n.t('No. {0} to {1}', from, to) : vscode.l10n.t('{0} to {1}', from, to),
          Collapsed,
        );
        item.iconPath = new vscode.ThemeIcon('ellipsis');
        item.tooltip = item.label as string;
        return item;
      }
    }
  }

  private async imageTooltip(
    node: Extract<TreeNode, { kind: 'image' }>,
    selection: Selection,
    cancelled: vscode.CancellationToken,
  ): Promise<vscode.MarkdownString | undefined> {
    const pick = selection.picks[node.index];
    if (!pick) return undefined;
    const root = dataRootOf(vscode.Uri.parse(node.file), selection.root);
    const index = this.indices.get(selection) ?? new SelectionIndex(selection);
    this.indices.set(selection, index);
    const picture = root && imageUri(root, pick.path) && (await this.picture(root, pick.path, cancelled));
    const paragraphs = [
      plain(index.reason(pick, language())),
      ...(picture ? [`![](${picture}|height=${pictureHeight})`] : []),
      plain(pick.path),
    ];
    return new vscode.MarkdownString(paragraphs.join('\n\n'));
  }

  /** A small picture as a data address. Of data outside the workspace none is shown here: the panel asks first. */
  private async picture(root: vscode.Uri, path: string, cancelled: vscode.CancellationToken): Promise<string | undefined> {
    if (!isInWorkspace(root)) return undefined;
    try {
      const { files } = await this.context.host.request(
        'freesel/thumbnails',
        { root: root.fsPath, paths: [path], size: pictureSize },
        cancelled,
      );
      const file = files[0];
      if (!file) return undefined;
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(file));
      return `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}`;
    } catch (error) {
      // The reason is shown without its picture.
      if (!(error instanceof vscode.CancellationError)) this.context.log.debug(`no thumbnail: ${String(error)}`);
      return undefined;
    }
  }
}

function selectionTooltip(uri: vscode.Uri, selection: Selection): vscode.MarkdownString {
  const { coverage, picks, pool, settings, model } = selection;
  const tooltip = new vscode.MarkdownString();
  const paragraphs = [
    coverageSentence(coverage, { images: pool.images, budget: picks.length }, language()),
    vscode.l10n.t('Chosen by {0}, with the model {1}.', samplerName(settings.sampler), model.id),
    vscode.workspace.asRelativePath(uri),
  ];
  return tooltip.appendMarkdown(paragraphs.map(plain).join('\n\n'));
}

/** Text that Markdown shows as it is. `appendText` would keep it on one line. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+\-.!|~&:$]/g, '\\$&').replace(/\s+/g, ' ');
}

/** Short name of a sampler. */
function samplerName(sampler: SamplerName): string {
  switch (sampler) {
    case 'coverage':
      return vscode.l10n.t('coverage');
    case 'probability':
      return vscode.l10n.t('probability');
    case 'farthest':
      return vscode.l10n.t('farthest first');
  }
}

function imagesText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 image') : vscode.l10n.t('{0} images', grouped(count));
}

function splitPath(path: string): readonly [name: string, folder: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(slash + 1), slash < 0 ? '' : path.slice(0, slash)];
}
