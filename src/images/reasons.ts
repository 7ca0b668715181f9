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
  truncated: { code: 'truncated', reason: { en: 'truncated: the end of the file is missing', ja: 'ファイルが途中で切れています' } },
  damaged: { code: 'damaged', reason: { en: 'damaged: a part of it may look wrong', ja: '一部が壊れている可能性があります' } },
};

export function unusable(code: UnusableCode, reason: Text): Unusable {
  return { kind: 'unusable', code, reason };
}

export const empty = unusable('empty', { en: 'empty file', ja: '空のファイルです' });
export const notAnImage = unusable('not-an-image', { en: 'not an image', ja: '画像ではありません' });
export const damaged = unusable('damaged', { en: 'damaged: it cannot be decoded', ja: '壊れていて読み込めません' });
export const vanished = unusable('vanished', {
  en: 'the file vanished while the folder was read',
  ja: 'フォルダーの読み取り中にファイルがなくなりました',
});
export const changing = unusable('changing', {
  en: 'the file kept changing while it was read',
  ja: '読み取り中にファイルが変更され続けました',
});
export const notAFile = unusable('not-a-file', { en: 'not a regular file', ja: '通常のファイルではありません' });
export const nameNotUtf8: Text = { en: 'its name is not valid UTF-8', ja: '名前が正しい UTF-8 ではありません' };

/** `format` of an image of a kind that is known but not read. */
export function formatNotRead(detail: Text): Unusable {
  return unusable('format', { en: `format not read: ${detail.en}`, ja: `対応していない形式です: ${detail.ja}` });
}

/** Sizes in MiB. */
export function tooLarge(bytes: number, maximumBytes: number): Unusable {
  const [size, limit] = distinct(bytes, maximumBytes, 2 ** 20);
  return unusable('too-large', {
    en: `a file of ${size} MB, the limit is ${limit}`,
    ja: `ファイルが ${size} MB あり、上限の ${limit} MB を超えています`,
  });
}

export function tooManyPixels(pixels: number, maximumPixels: number): Unusable {
  const [count, limit] = distinct(pixels, maximumPixels, 1e6);
  return unusable('too-many-pixels', {
    en: `${count} megapixels, the limit is ${limit}`,
    ja: `${count} メガピクセルあり、上限の ${limit} メガピクセルを超えています`,
  });
}

/** What an error of the file system says, for a file or a folder; nothing of its English message or of its path. */
export function fileSystemReason(error: unknown): Text {
  const code = errnoOf(error) ?? 'unknown';
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return { en: 'no permission to read it', ja: '読み取る権限がありません' };
    case 'ENOENT':
    case 'ENOTDIR':
      return vanished.reason;
    case 'ELOOP':
      return { en: 'its links lead in a circle', ja: 'リンクが循環しています' };
    case 'ENAMETOOLONG':
      return { en: 'its path is too long for this system', ja: 'パスが長すぎてこのシステムでは開けません' };
    case 'EMFILE':
    case 'ENFILE':
      return { en: 'too many files are open on this machine', ja: 'このマシンで開いているファイルが多すぎます' };
    case 'EIO':
      return { en: 'the disk reported an error', ja: 'ディスクがエラーを報告しました' };
    case 'EBUSY':
    case 'ETXTBSY':
      return { en: 'another program holds it', ja: '別のプログラムが使用しています' };
    default:
      return { en: `it cannot be read (${code})`, ja: `読み取れません (${code})` };
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
