import { filled, imageReasons } from '../core/image-reasons.js';
import type { Text } from '../core/language.js';

/** Why an image is not used. */
export type UnusableCode =
  'vanished' | 'unreadable' | 'not-a-file' | 'too-large' | 'changing' | 'empty' | 'not-an-image' | 'format' | 'damaged' | 'too-many-pixels';

/** An image that is not used: a code for programs, and the reason in words for people (a fragment that follows the path, without a full stop). */
export interface Unusable {
  readonly kind: 'unusable';
  readonly code: UnusableCode;
  readonly reason: Text;
}

/** Something that is wrong with an image that is used all the same. */
export interface Flag {
  readonly code: 'truncated' | 'damaged';
  readonly reason: Text;
}

export const flags: Readonly<Record<Flag['code'], Flag>> = {
  truncated: { code: 'truncated', reason: imageReasons.truncated },
  damaged: { code: 'damaged', reason: imageReasons.damaged },
};

export function unusable(code: UnusableCode, reason: Text): Unusable {
  return { kind: 'unusable', code, reason };
}

export const empty = unusable('empty', imageReasons.empty);
export const notAnImage = unusable('not-an-image', imageReasons.notAnImage);
export const damaged = unusable('damaged', imageReasons.undecodable);
export const vanished = unusable('vanished', imageReasons.vanished);
export const changing = unusable('changing', imageReasons.changing);
export const notAFile = unusable('not-a-file', imageReasons.notAFile);
export const { nameNotUtf8 } = imageReasons;

/** `format` of an image of a kind that is known but not read. */
export function formatNotRead(detail: Text): Unusable {
  return unusable('format', filled(imageReasons.formatNotRead, detail));
}

/** Sizes in MiB. */
export function tooLarge(bytes: number, maximumBytes: number): Unusable {
  return unusable('too-large', filled(imageReasons.tooLarge, ...distinct(bytes, maximumBytes, 2 ** 20)));
}

export function tooManyPixels(pixels: number, maximumPixels: number): Unusable {
  return unusable('too-many-pixels', filled(imageReasons.tooManyPixels, ...distinct(pixels, maximumPixels, 1e6)));
}

/** What an error of the file system says, for a file or a folder; nothing of its English message or of its path. */
export function fileSystemReason(error: unknown): Text {
  const code = errnoOf(error) ?? 'unknown';
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return imageReasons.noPermission;
    case 'ENOENT':
    case 'ENOTDIR':
      return vanished.reason;
    case 'ELOOP':
      return imageReasons.linkCircle;
    case 'ENAMETOOLONG':
      return imageReasons.pathTooLong;
    case 'EMFILE':
    case 'ENFILE':
      return imageReasons.tooManyOpen;
    case 'EIO':
      return imageReasons.diskError;
    case 'EBUSY':
    case 'ETXTBSY':
      return imageReasons.inUse;
    default:
      return filled(imageReasons.unreadable, code);
  }
}

/** The code of an error of the file system (ENOENT, EACCES, ...), undefined of any other. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Two amounts in a unit, with as few digits as tell them apart. */
function distinct(amount: number, limit: number, unit: number): readonly [string, string] {
  const least = limit >= unit ? 0 : 2;
  for (let digits = least; digits < 7; digits++) {
    const [a, b] = [plain(amount / unit, digits), plain(limit / unit, digits)];
    if (a !== b) return [a, b];
  }
  return [plain(amount / unit, 7), plain(limit / unit, 7)];
}

function plain(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
