import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Bytes that all thumbnails together may take. */
export const thumbnailBytes = 500 * 2 ** 20;
/** Where they take more, the oldest go until so much of it is left, so that the next start has nothing to do. */
const leftShare = 0.8;
const staleDraftMs = 3_600_000;

/** Removes the oldest thumbnails beyond a bound, and drafts that a killed process left. Another process may do the same at the same time. Never fails. */
export async function trimThumbnails(folder: string, mostBytes = thumbnailBytes, now = Date.now()): Promise<void> {
  const kept: { readonly file: string; readonly bytes: number; readonly atMs: number }[] = [];
  let bytes = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const stats = await stat(file).catch(() => undefined);
    if (!stats) continue;
    if (entry.name.startsWith('.tmp-')) {
      if (now - stats.mtimeMs > staleDraftMs) await rm(file, { force: true }).catch(() => undefined);
    } else if (entry.name.endsWith('.webp')) {
      kept.push({ file, bytes: stats.size, atMs: stats.mtimeMs });
      bytes += stats.size;
    }
  }
  if (bytes <= mostBytes) return;
  kept.sort((a, b) => a.atMs - b.atMs);
  for (const { file, bytes: own } of kept) {
    if (bytes <= leftShare * mostBytes) return;
    await rm(file, { force: true }).catch(() => undefined);
    bytes -= own;
  }
}
