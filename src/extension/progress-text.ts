import * as vscode from 'vscode';
import { writtenBytes } from '../core/model-card.js';
import type { ProgressMessage, TransferMessage } from '../protocol/host-messages.js';
import { grouped } from './language.js';

/** How far the work has come, in a few words: the step, images, images a second, time left. */
export function progressText({ step, done, total, imagesPerSecond, secondsLeft }: ProgressMessage): string {
  switch (step) {
    case 'list':
      return vscode.l10n.t('{0} images found so far', grouped(done));
    case 'read':
      return [
        total === null
          ? vscode.l10n.t('{0} images read', grouped(done))
          : vscode.l10n.t('{0} of {1} images read', grouped(done), grouped(total)),
        ...(imagesPerSecond === null ? [] : [vscode.l10n.t('{0} images/s', speed(imagesPerSecond))]),
        ...(secondsLeft === null ? [] : [timeLeft(secondsLeft)]),
      ].join(vscode.l10n.t(', '));
    case 'sample':
      return vscode.l10n.t('choosing images, {0} %', percent(done, total));
    case 'explain':
      return vscode.l10n.t('finding the reasons, {0} %', percent(done, total));
  }
}

/** How far the fetching of a file has come: bytes, bytes a second, time left. */
export function transferText({ file, done, total, bytesPerSecond, secondsLeft }: TransferMessage): string {
  return [
    total === null
      ? vscode.l10n.t('fetching {0}: {1}', file, writtenBytes(done))
      : vscode.l10n.t('fetching {0}: {1} of {2}', file, writtenBytes(done), writtenBytes(total)),
    ...(bytesPerSecond === null ? [] : [`${writtenBytes(Math.round(bytesPerSecond))}/s`]),
    ...(secondsLeft === null ? [] : [timeLeft(secondsLeft)]),
  ].join(vscode.l10n.t(', '));
}

/** The share of a file that is there, in percent. Small files come first and count for nothing. */
export const transferPercent = ({ done, total }: TransferMessage): number =>
  total === null || total < 1_000_000 ? 0 : percent(done, total);

const percent = (done: number, total: number | null): number => (total ? Math.floor(Math.min(1, done / total) * 100) : 0);

const speed = (imagesPerSecond: number): string =>
  imagesPerSecond < 10 ? imagesPerSecond.toFixed(1) : grouped(Math.round(imagesPerSecond));

function timeLeft(seconds: number): string {
  if (seconds < 90) return vscode.l10n.t('{0} s left', Math.max(1, Math.ceil(seconds)));
  if (seconds < 90 * 60) return vscode.l10n.t('{0} min left', Math.round(seconds / 60));
  return vscode.l10n.t('{0} h left', (seconds / 3600).toFixed(1));
}
