import * as vscode from 'vscode';
import { modelBytes, writtenBytes } from '../core/model-card.js';
import type { ListedModel } from '../protocol/host-messages.js';
import { language } from './language.js';

/** What can be chosen: a model of the catalogue, or a file of one's own. */
export type ModelChoice = { readonly kind: 'model'; readonly model: ListedModel } | { readonly kind: 'file' };

export interface ModelItem extends vscode.QuickPickItem {
  readonly choice?: ModelChoice;
}

/**
 * The models as a list to choose from, the one in use marked.
 *
 * @param current the setting as it stands: an id, a path, or nothing for the embedded model
 */
export function modelItems(models: readonly ListedModel[], current: string): ModelItem[] {
  const isKnown = models.some((model) => isInUse(model, current));
  return [
    ...models.map((model) => itemOf(model, isInUse(model, current))),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t('Choose a File…'),
      iconPath: new vscode.ThemeIcon('folder-opened'),
      ...(!isKnown && { description: vscode.l10n.t('in use: {0}', current) }),
      detail: vscode.l10n.t('An ONNX model of your own.'),
      choice: { kind: 'file' },
    },
  ];
}

const isInUse = ({ card, state }: ListedModel, current: string): boolean =>
  current === card.id || (current === '' && state.kind === 'embedded');

function itemOf(model: ListedModel, isUsed: boolean): ModelItem {
  const { card, state } = model;
  const facts = [
    ...(card.isOfPaper ? [vscode.l10n.t("the paper's model")] : []),
    writtenBytes(modelBytes(card)),
    card.licence.name,
    isUsed ? vscode.l10n.t('in use') : stateOf(state),
  ];
  return {
    label: card.title,
    description: facts.join(vscode.l10n.t(', ')),
    detail: `${card.about[language()]} ${vscode.l10n.t('Blind spots: {0}', card.blindSpots[language()])}`,
    iconPath: new vscode.ThemeIcon(isUsed ? 'check' : iconOf(state)),
    choice: { kind: 'model', model },
  };
}

function stateOf(state: ListedModel['state']): string {
  switch (state.kind) {
    case 'embedded':
      return vscode.l10n.t('always here');
    case 'here':
      return vscode.l10n.t('here already');
    case 'absent':
      return vscode.l10n.t('not here yet');
    case 'by-hand':
      return vscode.l10n.t('by hand');
  }
}

function iconOf(state: ListedModel['state']): string {
  switch (state.kind) {
    case 'embedded':
    case 'here':
      return 'package';
    case 'absent':
      return 'cloud-download';
    case 'by-hand':
      return 'law';
  }
}
