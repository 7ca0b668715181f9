import { Problem } from '../core/problem.js';

/** What can go wrong with the places that the store writes to; `place` is the path to name. */
export const diskFull = (place: string, options?: ErrorOptions): Problem =>
  new Problem(
    'disk-full',
    { en: `The disk of ${place} is full.`, ja: `${place} のあるディスクの空き容量がありません。` },
    {
      en: 'Make room and run it again: what is stored stays, and the next run goes on from there.',
      ja: '空き容量を増やしてから、もう一度実行してください。保存済みの結果は残っており、次回は続きから始まります。',
    },
    1,
    options,
  );

export const storeNotWritable = (place: string, options?: ErrorOptions): Problem =>
  new Problem(
    'store-not-writable',
    { en: `The feature store ${place} cannot be written.`, ja: `特徴量の保存先 ${place} に書き込めません。` },
    {
      en: 'Check its permissions, or choose another folder for the store.',
      ja: 'アクセス権を確認するか、別のフォルダーを保存先に指定してください。',
    },
    1,
    options,
  );

export const storeVersion = (place: string, version: number): Problem =>
  new Problem(
    'store-version',
    {
      en: `The feature store ${place} was made by a newer FreeSel (format ${version}).`,
      ja: `特徴量の保存先 ${place} は、より新しい FreeSel（形式 ${version}）で作られています。`,
    },
    {
      en: 'Update FreeSel, or choose another folder for the store.',
      ja: 'FreeSel を更新するか、別のフォルダーを保存先に指定してください。',
    },
  );

export const outputNotWritable = (file: string, options?: ErrorOptions): Problem =>
  new Problem(
    'output-not-writable',
    { en: `${file} cannot be written.`, ja: `${file} に書き込めません。` },
    { en: 'Check the path and its permissions.', ja: 'パスとアクセス権を確認してください。' },
    1,
    options,
  );

/** Code of a failed system call ("ENOENT"), else undefined. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Whether a write failed for want of room. */
export function isOutOfRoom(error: unknown): boolean {
  const code = systemCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/**
 * A failed write as a `Problem`: disk-full for want of room, else what `otherwise` makes of it. What is no failed system call is given back as it is.
 */
export function writeProblem(error: unknown, place: string, otherwise: (place: string, options?: ErrorOptions) => Problem): unknown {
  if (error instanceof Problem || systemCode(error) === undefined) return error;
  return isOutOfRoom(error) ? diskFull(place, { cause: error }) : otherwise(place, { cause: error });
}
