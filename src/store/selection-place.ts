import { open, readFile, stat } from 'node:fs/promises';
import { constants } from 'node:fs';
import path from 'node:path';
import { Problem } from '../core/problem.js';
import { lastingText, parseSelection, selectionText, type Selection } from '../core/selection.js';
import { writeAtomically } from './atomic-write.js';
import { outputNotWritable, systemCode, writeProblem } from './problems.js';
import { keepOutOfGit } from './store-folder.js';

/** Ending of a selection file; schema, icon and editor bind to it wherever the file goes. */
export const selectionEnding = '.freesel.json';

/** Selection files beyond this are not read: 50,000 picks take 20 MB. */
const mostBytes = 256 * 2 ** 20;

const named = (
  file: string,
  code: string,
  en: string,
  ja: string,
  todo = { en: 'Name a file that FreeSel wrote.', ja: 'FreeSel が書いたファイルを指定してください。' },
): Problem => new Problem(code, { en: `${file} ${en}`, ja: `${file} ${ja}` }, todo);

/**
 * Reads a selection file and checks it, once.
 *
 * @param asGiven the path as the user gave it
 * @throws Problem where there is no such file, or it is no selection
 */
export async function readSelectionFile(file: string, asGiven = file): Promise<Selection> {
  let source: string;
  try {
    // A pipe under this name would be waited for without end.
    const handle = await open(file, constants.O_RDONLY | ((constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0));
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > mostBytes)
        throw named(asGiven, 'selection-invalid', 'is no selection file.', 'は選択ファイルではありません。');
      source = await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new Problem(
        'selection-missing',
        { en: `There is no selection file ${asGiven}.`, ja: `選択ファイル ${asGiven} がありません。` },
        { en: 'Check the path.', ja: 'パスを確認してください。' },
      );
    }
    throw new Problem(
      'selection-unreadable',
      { en: `The selection file ${asGiven} cannot be read.`, ja: `選択ファイル ${asGiven} を読み込めません。` },
      { en: 'Check its permissions.', ja: 'アクセス権を確認してください。' },
      1,
      {
        cause: error,
      },
    );
  }
  const parsed = parseSelection(source);
  switch (parsed.kind) {
    case 'selection':
      return parsed.selection;
    case 'not-json':
      throw named(asGiven, 'selection-not-json', 'is no whole JSON text.', 'は正しい JSON ではありません。');
    case 'not-a-selection':
      throw named(
        asGiven,
        'selection-invalid',
        `is no selection file: ${parsed.where} is not as it should be.`,
        `は選択ファイルではありません（${parsed.where} が不正です）。`,
      );
    case 'newer':
      throw named(
        asGiven,
        'selection-newer',
        `was made by a newer FreeSel (version ${parsed.version} of the format).`,
        `は新しい FreeSel（形式バージョン ${parsed.version}）で作られています。`,
        {
          en: 'Update FreeSel.',
          ja: 'FreeSel を更新してください。',
        },
      );
  }
}

/** Writes a selection to a file that the user named, in place of what is there. Throws output-not-writable, disk-full. */
export async function writeSelectionFile(file: string, selection: Selection, asGiven = file): Promise<void> {
  try {
    await writeAtomically(file, selectionText(selection));
  } catch (error) {
    throw writeProblem(error, asGiven, outputNotWritable);
  }
}

/**
 * Writes a selection into `.freesel/selections/` under a name; where another selection has that name, under the name with `-2`, `-3`. The same selection again
 * keeps its file as it is.
 *
 * @returns path of the file, and its text
 * @throws Problem output-not-writable, disk-full
 */
export async function keepSelection(
  workspace: string,
  name: string,
  selection: Selection,
): Promise<{ readonly file: string; readonly selection: Selection }> {
  const own = path.join(workspace, '.freesel');
  const folder = path.join(own, 'selections');
  const text = selectionText(selection);
  const lasting = lastingText(selection);
  for (let copy = 1; ; copy += 1) {
    const file = path.join(folder, `${name}${copy === 1 ? '' : `-${copy}`}${selectionEnding}`);
    const there = await readFile(file, 'utf8').then(parseSelection, async (error: unknown) => {
      const code = systemCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      // Something that has the name but cannot be read is passed over; where no name can be reached, the next would not be either.
      if (await stat(file).catch(() => undefined)) return 'unreadable' as const;
      throw writeProblem(error, file, outputNotWritable);
    });
    if (there !== undefined) {
      if (there !== 'unreadable' && there.kind === 'selection' && lastingText(there.selection) === lasting)
        return { file, selection: there.selection };
      continue;
    }
    try {
      await keepOutOfGit(own);
      await writeAtomically(file, text, { isNew: true });
    } catch (error) {
      // Another run has just taken the name: its file is looked at like any other.
      if (systemCode(error) === 'EEXIST') {
        copy -= 1;
        continue;
      }
      throw writeProblem(error, file, outputNotWritable);
    }
    return { file, selection };
  }
}

/** A file's name from words: what file systems and shells take without quoting, Japanese included. */
export function fileNameOf(text: string): string {
  const name = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  return name === '' ? 'selection' : cut(name);
}

/** Bytes of a name at most: with sampler, copy and ending it stays below the 255 of file systems. */
const mostNameBytes = 180;

function cut(name: string): string {
  let kept = '';
  for (const letter of name) {
    if (Buffer.byteLength(kept + letter) > mostNameBytes) break;
    kept += letter;
  }
  return kept;
}
