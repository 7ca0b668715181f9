import path from 'node:path';
import * as vscode from 'vscode';
import { isInRange, settings, type Centre, type SamplerName } from '../core/settings.js';

/** What the user's settings say of a selection, checked. */
export interface SelectionDefaults {
  readonly sampler: SamplerName;
  readonly rarity: number;
  readonly blend: number;
  readonly centre: Centre;
  readonly seed: number;
  /** Absolute path of a model file; null for the embedded model. */
  readonly model: string | null;
}

/** The settings that hold for a folder. A value that is none, from a file edited by hand, is the default. */
export function selectionDefaults(folder: vscode.Uri): SelectionDefaults {
  const given = vscode.workspace.getConfiguration('freesel', folder);
  const number = (name: 'rarity' | 'blend' | 'seed'): number => {
    const value = given.get<unknown>(name);
    return typeof value === 'number' && isInRange(settings[name], value) ? value : settings[name].default;
  };
  const choice = <T extends string>(name: 'sampler' | 'centre', setting: { readonly values: readonly T[]; readonly default: T }): T => {
    const value = given.get<unknown>(name);
    return setting.values.find((own) => own === value) ?? setting.default;
  };
  return {
    sampler: choice('sampler', settings.sampler),
    rarity: number('rarity'),
    blend: number('blend'),
    centre: choice('centre', settings.centre),
    seed: number('seed'),
    model: modelFile(given.get<unknown>('model'), folder),
  };
}

/** Whether badges are shown in the Explorer. */
export function showsBadges(): boolean {
  return vscode.workspace.getConfiguration('freesel').get<unknown>('showBadges') !== false;
}

function modelFile(value: unknown, folder: vscode.Uri): string | null {
  if (typeof value !== 'string' || value.trim() === '' || !vscode.workspace.isTrusted) return null;
  const base = vscode.workspace.getWorkspaceFolder(folder)?.uri ?? folder;
  return path.resolve(base.fsPath, value.trim());
}
