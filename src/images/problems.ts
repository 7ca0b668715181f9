import { Problem } from '../core/problem.js';
import { fileSystemReason } from './reasons.js';

/** Paths are those that the user gave. */
export function folderMissing(folder: string): Problem {
  return new Problem(
    'folder-missing',
    { en: `There is no folder ${folder}.`, ja: `フォルダー ${folder} が見つかりません。` },
    { en: 'Check its name and where it lies.', ja: '名前と場所を確認してください。' },
  );
}

export function folderIsFile(folder: string): Problem {
  return new Problem(
    'folder-is-file',
    { en: `${folder} is a file, not a folder.`, ja: `${folder} はフォルダーではなくファイルです。` },
    { en: 'Name the folder that holds the images.', ja: '画像が入っているフォルダーを指定してください。' },
  );
}

export function folderUnreadable(folder: string, cause: unknown): Problem {
  const why = fileSystemReason(cause);
  return new Problem(
    'folder-unreadable',
    { en: `The folder ${folder} cannot be read: ${why.en}.`, ja: `フォルダー ${folder} を開けません: ${why.ja}。` },
    { en: 'Ask for permission to read it, or name another folder.', ja: '読み取り権限を確認するか、別のフォルダーを指定してください。' },
    1,
    { cause },
  );
}

export function ignoreFileUnreadable(file: string, cause: unknown): Problem {
  const why = fileSystemReason(cause);
  return new Problem(
    'ignore-file-unreadable',
    { en: `The list of files to leave out, ${file}, cannot be read: ${why.en}.`, ja: `除外リスト ${file} を読み取れません: ${why.ja}。` },
    { en: 'Make it readable, or delete it.', ja: '読み取れるようにするか、削除してください。' },
    1,
    { cause },
  );
}

export function globInvalid(glob: string, cause?: unknown): Problem {
  return new Problem(
    'glob-invalid',
    { en: `"${glob}" is no pattern for paths.`, ja: `「${glob}」はパスのパターンとして使えません。` },
    { en: 'Write it like "defects/**" or "**/*.png".', ja: '「defects/**」や「**/*.png」のように指定してください。' },
    2,
    { cause },
  );
}
