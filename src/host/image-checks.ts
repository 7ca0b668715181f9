import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { readImage } from '../images/index.js';
import { innerFile, isFolder } from '../store/index.js';
import { mistake, type Mistake } from './mistakes.js';
import type { SelectionDocument } from './selection-document.js';

/** Images that are read at the same time: little, since nobody waits for it. */
const inFlight = 2;
const mostRemembered = 200_000;

/** Hashes of images by their place, size and time: an image is read once for as long as it stays as it is. */
const known = new Map<string, string>();

/** What is wrong with the images of a selection: chosen ones that are missing, changed, or reached through a link that leads out. */
export async function imageMistakes(document: SelectionDocument, signal: AbortSignal): Promise<Mistake[]> {
  const { root, folder, picks } = document;
  if (!root || folder === undefined) return [];
  if (!(await isFolder(folder)))
    return [mistake(root, 'warning', 'root-missing', 'There is no such data folder here.', 'このデータフォルダーはありません。')];
  const found: (Mistake | undefined)[] = new Array<Mistake | undefined>(picks.length).fill(undefined);
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < picks.length; i = next++) {
      signal.throwIfAborted();
      const pick = picks[i];
      if (pick?.path) found[i] = await imageMistake(folder, pick.path, pick.sha256?.text);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return found.filter((own) => own !== undefined);
}

async function imageMistake(
  folder: string,
  path: { readonly text: string; readonly start: number; readonly end: number },
  sha256: string | undefined,
): Promise<Mistake | undefined> {
  const file = await innerFile(folder, path.text);
  // That the path itself leads out is said already.
  if (file === undefined) return undefined;
  const stats = await stat(file).catch(() => undefined);
  if (!stats?.isFile()) return mistake(path, 'warning', 'image-missing', 'There is no such image any more.', 'この画像は見つかりません。');
  if (sha256 === undefined) return undefined;
  const key = JSON.stringify([file, stats.size, stats.mtimeMs]);
  let own = known.get(key);
  if (own === undefined) {
    const read = await readImage(folder, path.text);
    if (read.kind === 'unusable')
      return mistake(
        path,
        'warning',
        'image-unreadable',
        `The image cannot be read: ${read.reason.en}.`,
        `画像を読み込めません：${read.reason.ja}。`,
      );
    own = createHash('sha256').update(read.bytes).digest('hex');
    if (known.size >= mostRemembered) known.clear();
    known.set(key, own);
  }
  if (own === sha256) return undefined;
  return mistake(
    path,
    'warning',
    'image-changed',
    'The image was changed since the selection. Verify shows what that means for it.',
    '選択後に画像が変更されています。影響は「検証」で確認できます。',
  );
}
