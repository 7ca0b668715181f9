import * as vscode from 'vscode';
import { wholePercent } from '../core/reason.js';
import type { Context } from './context.js';
import { grouped } from './language.js';
import { showHint } from './problems.js';
import type { SelectionFiles } from './selection-files.js';
import { isSelectionFile, selectionName } from './selection-source.js';

interface SelectionItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

/** The selection file that a menu, a code lens or a link hands to a command: an address, or a row of the view. Undefined from the palette. */
export function selectionFromMenu(given: unknown): vscode.Uri | undefined {
  if (typeof given === 'string') return selectionFromMenu(vscode.Uri.parse(given));
  if (given instanceof vscode.Uri) return isSelectionFile(given) ? given : undefined;
  if (typeof given !== 'object' || given === null || !('file' in given) || typeof given.file !== 'string') return undefined;
  return vscode.Uri.parse(given.file);
}

/** The selection that the editor in front shows, as panel or as text. */
function selectionInFront(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText ? input.uri : undefined;
  return uri && isSelectionFile(uri) ? uri : undefined;
}

/** The selection that a command is about: the one it was given, the one in front, the only one; else the user is asked, the active one first. */
export async function selectionFor(
  context: Context,
  files: SelectionFiles,
  given: unknown,
  placeholder: string,
): Promise<vscode.Uri | undefined> {
  const named = selectionFromMenu(given) ?? selectionInFront();
  if (named) return named;
  const all = await files.list();
  if (all.length === 0) {
    await showHint(vscode.l10n.t('There is no selection yet.'), {
      title: vscode.l10n.t('Select Samples'),
      run: () => vscode.commands.executeCommand('freesel.selectSamples'),
    });
    return undefined;
  }
  const [only] = all;
  return all.length === 1 ? only : askForSelectionFile(context, files, all, placeholder);
}

/** Asks for one of several selection files. */
export async function askForSelectionFile(
  context: Context,
  files: SelectionFiles,
  all: readonly vscode.Uri[],
  placeholder: string,
): Promise<vscode.Uri | undefined> {
  const { active } = context;
  const inOrder = [...all.filter((uri) => active.is(uri)), ...all.filter((uri) => !active.is(uri))];
  const items = Promise.all(inOrder.map((uri) => itemOf(files, uri)));
  return (await vscode.window.showQuickPick(items, { placeHolder: placeholder, matchOnDescription: true }))?.uri;
}

async function itemOf(files: SelectionFiles, uri: vscode.Uri): Promise<SelectionItem> {
  const selection = await files.selection(uri);
  const description = selection
    ? vscode.l10n.t(
        '{0} of {1} images, {2} % covered',
        grouped(selection.picks.length),
        grouped(selection.pool.images),
        wholePercent(selection.coverage.share),
      )
    : vscode.l10n.t('cannot be read');
  return { label: selectionName(uri), description, iconPath: new vscode.ThemeIcon('list-selection'), uri };
}
