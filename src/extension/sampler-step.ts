import * as vscode from 'vscode';
import { samplers, type SamplerName } from '../core/settings.js';
import { showStep, type StepEnd, type StepPlace } from './input-step.js';

interface SamplerItem extends vscode.QuickPickItem {
  readonly sampler: SamplerName;
}

/** Asks how images are chosen, in words. Enter alone takes what the settings say. */
export function askForSampler(place: StepPlace, before: SamplerName): Promise<StepEnd<SamplerName>> {
  const pick = vscode.window.createQuickPick<SamplerItem>();
  pick.placeholder = vscode.l10n.t('How should the images be chosen?');
  pick.items = samplers.map((sampler) => ({ ...words(sampler), sampler }));
  const active = pick.items.find((item) => item.sampler === before);
  if (active) pick.activeItems = [active];
  return showStep<SamplerName>(pick, place, pick.onDidTriggerButton, (take) => [
    pick.onDidAccept(() => {
      const item = pick.selectedItems[0];
      if (item) take(item.sampler);
    }),
  ]);
}

function words(sampler: SamplerName): vscode.QuickPickItem {
  switch (sampler) {
    case 'coverage':
      return {
        label: vscode.l10n.t('Stand for the whole pool'),
        description: vscode.l10n.t('recommended'),
        detail: vscode.l10n.t('Each image is the one that adds most to what the selection shows.'),
      };
    case 'probability':
      return {
        label: vscode.l10n.t('Drawn by chance, the unlike more often'),
        detail: vscode.l10n.t("The paper's sampler by chance. Another seed gives another selection."),
      };
    case 'farthest':
      return {
        label: vscode.l10n.t('The most unlike first'),
        detail: vscode.l10n.t('The sampler of the farthest pattern. Finds outliers first.'),
      };
  }
}
