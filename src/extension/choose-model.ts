import path from 'node:path';
import * as vscode from 'vscode';
import { modelBytes, writtenBytes, type ModelCard } from '../core/model-card.js';
import type { ListedModel } from '../protocol/host-messages.js';
import type { Context } from './context.js';
import { language } from './language.js';
import { modelItems, type ModelChoice } from './model-items.js';
import { showHint } from './problems.js';
import { registerCommand } from './register-command.js';
import type { RunningWork } from './running-work.js';
import { hubSetting, networkSettings } from './settings.js';

/** Shows the models that there are; takes the one that is chosen, fetching it first where the user agrees. */
export function registerChooseModelCommand(context: Context, work: RunningWork): vscode.Disposable {
  return registerCommand(context, 'freesel.chooseModel', async () => {
    if (!vscode.workspace.isTrusted) return sayUntrusted();
    const { models } = await context.host.request('freesel/models', null);
    const choice = await askForModel(models);
    switch (choice?.kind) {
      case undefined:
        return;
      case 'file':
        return takeFile();
      case 'model':
        return takeModel(context, work, choice.model);
    }
  });
}

async function askForModel(models: readonly ListedModel[]): Promise<ModelChoice | undefined> {
  const chosen = await vscode.window.showQuickPick(modelItems(models, currentModel()), {
    title: vscode.l10n.t('FreeSel: Choose Model'),
    placeHolder: vscode.l10n.t('Which model should look at the images?'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.choice;
}

async function takeModel(context: Context, work: RunningWork, { card, state }: ListedModel): Promise<void> {
  switch (state.kind) {
    case 'embedded':
      return use('', card.title);
    case 'here':
      return use(card.id, card.title);
    case 'by-hand':
      return explain(card);
    case 'absent':
      if ((await agrees(card)) && (await fetchModel(context, work, card))) await use(card.id, card.title);
      return;
  }
}

/** Asks once, with everything that one has to know, before the network is touched. */
async function agrees(card: ModelCard): Promise<boolean> {
  const download = vscode.l10n.t('Download');
  const hub = hubSetting() ?? 'huggingface.co';
  const taken = await vscode.window.showInformationMessage(
    vscode.l10n.t('Download {0} ({1})?', card.title, writtenBytes(modelBytes(card))),
    {
      modal: true,
      detail: [
        card.about[language()],
        vscode.l10n.t('Licence: {0}, {1}', card.licence.name, card.licence.url),
        vscode.l10n.t('From: {0}, {1}', withoutLogin(hub), card.origin.kind === 'hub' ? card.origin.repository : card.source),
        vscode.l10n.t('Training data: {0}', card.trainingData[language()]),
        vscode.l10n.t('Blind spots: {0}', card.blindSpots[language()]),
        vscode.l10n.t('Your images stay on this machine.'),
      ].join('\n'),
    },
    download,
  );
  return taken === download;
}

/** Fetches a model with its progress shown. False where another work is going on, which has been said. */
async function fetchModel(context: Context, work: RunningWork, card: ModelCard): Promise<boolean> {
  const fetched = await work.run(vscode.l10n.t('Downloading {0}', card.title), async (token, cancellation) => {
    const remarks = context.host.onRemark(token, ({ code, text }) => context.log.info(`${code}: ${text[language()]}`));
    try {
      const params = { token, id: card.id, hub: hubSetting(), network: networkSettings() };
      return await context.host.request('freesel/fetchModel', params, cancellation);
    } finally {
      remarks.dispose();
    }
  });
  if (fetched) context.log.info(`fetched the model ${card.id}: ${fetched.file}`);
  return fetched !== undefined;
}

/** A model that FreeSel does not fetch, because of its licence. */
async function explain({ title, licence, origin }: ModelCard): Promise<void> {
  if (origin.kind !== 'by-hand') return;
  const read = vscode.l10n.t('Read the Licence');
  const file = vscode.l10n.t('Choose a File…');
  const taken = await vscode.window.showInformationMessage(
    vscode.l10n.t('FreeSel does not fetch {0}.', title),
    { modal: true, detail: `${vscode.l10n.t('The reason: {0}.', origin.why[language()])}\n\n${origin.how[language()]}` },
    read,
    file,
  );
  if (taken === read) await vscode.env.openExternal(vscode.Uri.parse(licence.url));
  if (taken === file) await takeFile();
}

async function takeFile(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('FreeSel: Choose Model'),
    openLabel: vscode.l10n.t('Use This Model'),
    filters: { ONNX: ['onnx'] },
  });
  const file = chosen?.[0];
  if (file) await use(file.fsPath, path.basename(file.fsPath));
}

/** The setting as it stands, wherever it was made. */
function currentModel(): string {
  const value = vscode.workspace.getConfiguration('freesel').get<unknown>('model');
  return typeof value === 'string' ? value.trim() : '';
}

/** Writes the setting where it stands already, else among the user's own. */
async function use(model: string, title: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration('freesel');
  const isOfWorkspace = settings.inspect('model')?.workspaceValue !== undefined;
  const target = isOfWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('model', model === '' && !isOfWorkspace ? undefined : model, target);
  vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('FreeSel looks with {0} from now on', title)}`, 5000);
}

const sayUntrusted = (): Promise<void> =>
  showHint(vscode.l10n.t('This workspace is not trusted, so only the embedded model is used.'), {
    title: vscode.l10n.t('Manage Trust'),
    run: () => vscode.commands.executeCommand('workbench.trust.manage'),
  });

/** The address of a hub as it may be shown. */
const withoutLogin = (hub: string): string => hub.replace(/\/\/[^/@]*@/, '//');
