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
        label: vscode.l10n.t('Stand for all images'),
        description: vscode.l10n.t('recommended'),
        detail: vscode.l10n.t('Each image is the one that adds most to what the selection shows.'),
      };
    case 'probability':
      return {
        label: vscode.l10n.t('By chance, unlike images more often'),
        detail: vscode.l10n.t('A random draw, as published. Another seed in the settings gives another draw.'),
      };
    case 'farthest':
      return {
        label: vscode.l10n.t('The most unlike first'),
        detail: vscode.l10n.t('Always the image that is least like any chosen one. Finds odd ones first.'),
      };
  }
}
