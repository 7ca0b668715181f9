import { copyFile, mkdir, readdir, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Language } from '../core/language.js';
import { Problem } from '../core/problem.js';
import type { Pick, Selection } from '../core/selection.js';
import { selectionReasons } from '../core/selection-reasons.js';
import { imageSize, readImage } from '../images/index.js';
import { innerFile, outputNotWritable, selectionRoot, systemCode, writeProblem } from '../store/index.js';

/** Forms in which the chosen images are handed over. */
export const textFormats = ['list', 'csv', 'jsonl', 'yolo', 'label-studio', 'cvat'] as const;
export const folderFormats = ['copy', 'link'] as const;
export const handoverFormats = [...textFormats, ...folderFormats] as const;
export type TextFormat = (typeof textFormats)[number];
export type FolderFormat = (typeof folderFormats)[number];

/** A chosen image on its way out. */
interface Outgoing {
  readonly pick: Pick;
  /** Absolute path. */
  readonly file: string;
  readonly reason: string;
}

/** The chosen images of a selection, in rank order. Throws a Problem where a path leads out of the data folder. */
async function outgoing(selectionFile: string, selection: Selection, language: Language): Promise<Outgoing[]> {
  const root = selectionRoot(selectionFile, selection.root);
  const reasons = selectionReasons(selection, language);
  const all: Outgoing[] = [];
  for (const [i, pick] of selection.picks.entries()) {
    const file = root === undefined ? undefined : await innerFile(root, pick.path);
    if (file === undefined) {
      throw new Problem(
        'path-outside',
        {
          en: `The path ${pick.path} of rank ${pick.rank} leads out of the data folder: nothing is handed over.`,
          ja: `${pick.rank}番のパス ${pick.path} がデータフォルダーの外を指しているため、書き出しません。`,
        },
        { en: 'Do not trust this file.', ja: 'このファイルを信用しないでください。' },
      );
    }
    all.push({ pick, file, reason: reasons[i] ?? '' });
  }
  return all;
}

const withSlashes = (file: string): string => file.split(path.sep).join('/');
/** Path of a file relative to where the command runs; absolute where that would climb far out. */
const relativeTo = (cwd: string, file: string): string => withSlashes(path.relative(cwd, file));
/** A cell of RFC 4180. */
const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * The chosen images as a text for another tool, in rank order: paths, never bytes.
 *
 * @throws Problem where a path leads out of the data folder; for `cvat` where an image cannot be read
 */
export async function handoverText(
  selectionFile: string,
  selection: Selection,
  format: TextFormat,
  cwd: string,
  language: Language,
): Promise<string> {
  const all = await outgoing(selectionFile, selection, language);
  const lines = (rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
  switch (format) {
    case 'list':
      return lines(all.map(({ file }) => escaped(relativeTo(cwd, file))));
    case 'yolo':
      return lines(all.map(({ file }) => escaped(withSlashes(file))));
    case 'csv':
      return lines([
        'rank,path,sha256,gain,distance,reason',
        ...all.map(({ pick, file, reason }) =>
          [pick.rank, relativeTo(cwd, file), pick.sha256, pick.gain, pick.distance, reason].map(cell).join(','),
        ),
      ]);
    case 'jsonl':
      return lines(
        all.map(({ pick, file, reason }) =>
          JSON.stringify({
            rank: pick.rank,
            path: relativeTo(cwd, file),
            sha256: pick.sha256,
            gain: pick.gain,
            distance: pick.distance,
            reason,
          }),
        ),
      );
    case 'label-studio': {
      const isBelow = all.every(({ file }) => !relativeTo(cwd, file).startsWith('../'));
      const address = (file: string): string =>
        `/data/local-files/?d=${(isBelow ? relativeTo(cwd, file) : withSlashes(file).replace(/^\//, ''))
          .split('/')
          .map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd')))
          .join('/')}`;
      return `[\n${all.map(({ pick, file, reason }) => `  ${JSON.stringify({ data: { image: address(file), rank: pick.rank, path: pick.path, reason } })}`).join(',\n')}\n]\n`;
    }
    case 'cvat': {
      const rows = [JSON.stringify({ version: '1.1' }), JSON.stringify({ type: 'images' })];
      // One after the other: a selection of thousands would not fit into memory.
      for (const own of all) rows.push(await manifestLine(own));
      return lines(rows);
    }
  }
}

/** A path on a line of its own; a line feed in a name cannot be told from the end of the line, so it is written out. */
const escaped = (text: string): string => text.replaceAll('\r', '\\r').replaceAll('\n', '\\n');

const imageUnreadable = ({ path: image, rank }: Pick): Problem =>
  new Problem('image-unreadable', {
    en: `The image ${image} of rank ${rank} cannot be read.`,
    ja: `${rank}番の画像 ${image} を読み込めません。`,
  });

/** A line of an image manifest: name and ending apart, sizes of the upright image in pixels. */
async function manifestLine({ pick, file }: Outgoing): Promise<string> {
  const { name, dir, ext } = path.posix.parse(pick.path);
  const read = await readImage(path.dirname(file), path.basename(file));
  const size = read.kind === 'read' ? await imageSize(read.bytes) : undefined;
  if (!size) throw imageUnreadable(pick);
  return JSON.stringify({
    name: dir === '' ? name : `${dir}/${name}`,
    extension: ext,
    width: size.width,
    height: size.height,
    meta: { rank: pick.rank, path: pick.path },
  });
}

/**
 * A folder with the chosen images, or links to them, named RANK_NAME so that they sort by rank. A folder that is not empty is not touched.
 *
 * @param folder absolute; `asGiven` as the user wrote it
 */
export async function handoverFolder(
  selectionFile: string,
  selection: Selection,
  format: FolderFormat,
  folder: string,
  asGiven: string,
  language: Language,
): Promise<void> {
  const all = await outgoing(selectionFile, selection, language);
  const there = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw outputNotWritable(asGiven, { cause: error });
  });
  if (there.length > 0) {
    throw new Problem(
      'folder-not-empty',
      { en: `The folder ${asGiven} is not empty: it is not touched.`, ja: `フォルダー ${asGiven} は空ではないため、変更しません。` },
      { en: 'Name another one.', ja: '別のフォルダーを指定してください。' },
    );
  }
  // Before anything is written, and no pipe is waited for.
  for (const { pick, file } of all) if (!(await stat(file).catch(() => undefined))?.isFile()) throw imageUnreadable(pick);
  const digits = Math.max(3, String(all.length).length);
  try {
    await mkdir(folder, { recursive: true });
    for (const { pick, file } of all) {
      const target = path.join(folder, `${String(pick.rank).padStart(digits, '0')}_${path.posix.basename(pick.path)}`);
      if (format === 'link') await symlink(file, target);
      else await copyFile(file, target);
    }
  } catch (error) {
    throw writeProblem(error, asGiven, outputNotWritable);
  }
}
