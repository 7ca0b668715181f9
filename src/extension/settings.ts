import path from 'node:path';
import * as vscode from 'vscode';
import type { NetworkSettings } from '../protocol/host-messages.js';
import { isInRange, settings, type Centre, type SamplerName } from '../core/settings.js';

/** What the user's settings say of a selection, checked. */
export interface SelectionDefaults {
  readonly sampler: SamplerName;
  readonly rarity: number;
  readonly blend: number;
  readonly centre: Centre;
  readonly seed: number;
  /** Absolute path of a model file, or the id of a fetched model; null for the embedded model. */
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

/** The hub that models are fetched from, where it is not the usual one. Only the user's own settings can name it. */
export function hubSetting(): string | null {
  const value = vscode.workspace.getConfiguration('freesel').get<unknown>('hub');
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** How the editor reaches the network: its proxy, and whether certificates are checked. */
export function networkSettings(): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  const text = (name: string): string => {
    const value = http.get<unknown>(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const direct = http.get<unknown>('noProxy');
  const authorization = text('proxyAuthorization');
  const given = {
    kind: 'given' as const,
    url: text('proxy'),
    noProxy: Array.isArray(direct) ? direct.filter((own) => typeof own === 'string').join(',') : '',
    ...(authorization !== '' && { authorization }),
  };
  return {
    proxy: text('proxySupport') === 'off' ? { kind: 'none' } : given.url === '' ? { kind: 'environment' } : given,
    checksCertificates: http.get<unknown>('proxyStrictSSL') !== false,
  };
}

function modelFile(value: unknown, folder: vscode.Uri): string | null {
  if (typeof value !== 'string' || value.trim() === '' || !vscode.workspace.isTrusted) return null;
  const name = value.trim();
  // What is no path is the id of a model of the catalogue; the background process knows them.
  if (/^[\w-]+$/.test(name)) return name;
  const base = vscode.workspace.getWorkspaceFolder(folder)?.uri ?? folder;
  return path.resolve(base.fsPath, name);
}
