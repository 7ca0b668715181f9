import * as vscode from 'vscode';
import type { ParsedSelection, Selection } from '../core/selection.js';
import type { PanelData, PatchGrid, ThumbnailSize } from '../protocol/panel-messages.js';
import type { Context } from './context.js';
import { dataRootOf, isInWorkspace } from './data-root.js';
import { parsedGently } from './gentle-parsing.js';

const storedAs = 'freesel.shownRoots';

/** Where the images of a selection lie, and whether they may be shown. */
export interface SelectionData {
  /** Undefined where `root` is no plain relative path. */
  readonly root: vscode.Uri | undefined;
  readonly shown: PanelData;
}

/** Looks where the images of a selection are. Outside of the workspace they are shown after a confirmation, without trust never. */
export async function selectionData({ extension }: Context, file: vscode.Uri, selection: Pick<Selection, 'root'>): Promise<SelectionData> {
  const root = dataRootOf(file, selection.root);
  if (!root) return { root, shown: { kind: 'missing', root: selection.root } };
  const isOutside = !isInWorkspace(root);
  if (isOutside && !vscode.workspace.isTrusted) return { root, shown: { kind: 'untrusted' } };
  if (!(await isFolder(root))) return { root, shown: { kind: 'missing', root: vscode.workspace.asRelativePath(root) } };
  if (isOutside && !shownRoots(extension).includes(root.toString())) return { root, shown: { kind: 'asks', root: root.fsPath } };
  return { root, shown: { kind: 'open' } };
}

/** Notes that the user wants to see the images of a folder outside of the workspace; kept for this workspace. */
export async function showRoot({ extension }: Context, root: vscode.Uri): Promise<void> {
  const others = shownRoots(extension).filter((own) => own !== root.toString());
  await extension.workspaceState.update(storedAs, [...others, root.toString()]);
}

function shownRoots(extension: vscode.ExtensionContext): string[] {
  const kept: unknown = extension.workspaceState.get(storedAs);
  return Array.isArray(kept) ? kept.filter((own) => typeof own === 'string') : [];
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.Directory) !== 0,
    () => false,
  );
}

/** Addresses that a page may load thumbnails from, in the order of the paths; null where there is none, or where nothing may be shown. */
export async function thumbnailAddresses(
  { host }: Context,
  webview: vscode.Webview,
  { root, shown }: SelectionData,
  wanted: { readonly paths: readonly string[]; readonly size: ThumbnailSize },
  signal: AbortSignal,
): Promise<(string | null)[]> {
  if (!root || shown.kind !== 'open') return wanted.paths.map(() => null);
  const { token, dispose } = cancellationOf(signal);
  try {
    const { files } = await host.request('freesel/thumbnails', { root: root.fsPath, ...wanted }, token);
    return files.map((file) => (file === null ? null : webview.asWebviewUri(vscode.Uri.file(file)).toString()));
  } finally {
    dispose();
  }
}

/** Where in an image its patterns lie, where the data may be shown. */
export async function regionsOf(
  { host }: Context,
  document: vscode.TextDocument,
  { root, shown }: SelectionData,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly patches: readonly string[] | null }> {
  if (!root || shown.kind !== 'open') return { patches: null };
  const parsed = await parsedGently(document.getText());
  if (parsed.kind !== 'selection') return { patches: null };
  const { root: stated, model, settings, picks } = parsed.selection;
  const { patterns, attentionRatio, preprocessing } = settings;
  const sha256 = picks.find((pick) => pick.path === path)?.sha256 ?? null;
  const { token, dispose } = cancellationOf(signal);
  try {
    return await host.request(
      'freesel/regions',
      { file: document.uri.fsPath, root: stated, modelSha256: model.sha256, patterns, attentionRatio, preprocessing, path, sha256 },
      token,
    );
  } finally {
    dispose();
  }
}

/** A token that is cancelled with a signal. */
export function cancellationOf(signal: AbortSignal): { readonly token: vscode.CancellationToken; readonly dispose: () => void } {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return {
    token: source.token,
    dispose: () => {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    },
  };
}

/** Rows and columns of the patches of a selection's model; null where they are not known. */
export function gridOf(parsed: ParsedSelection): PatchGrid | null {
  if (parsed.kind !== 'selection') return null;
  const [rows = 14, columns = 14] = parsed.selection.model.grid?.split('x').map(Number) ?? [];
  return { rows, columns };
}
