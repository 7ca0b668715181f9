import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { changing, empty, errnoOf, fileSystemReason, notAFile, tooLarge, unusable, vanished } from './reasons.js';
import type { Unusable } from './reasons.js';

export const defaultMaximumBytes = 512 * 2 ** 20;

const attempts = 3;
// Without O_NONBLOCK a pipe that took a file's place would be waited for without end. Windows has neither the flag nor the trouble.
const openFlags = constants.O_RDONLY | ((constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0);

export type ReadImage = { readonly kind: 'read'; readonly bytes: Buffer } | Unusable;

/**
 * The bytes of one image file, `path` relative to `root` with `/`. A file that changes while it is read is read again, so that the bytes are those of one moment.
 * Unusable: `vanished`, `unreadable`, `not-a-file`, `empty`, `too-large` (more than `maximumBytes`, 512 MiB by default), `changing`. Never rejects for a file's sake.
 */
export async function readImage(root: string, path: string, options: { readonly maximumBytes?: number } = {}): Promise<ReadImage> {
  const maximumBytes = options.maximumBytes ?? defaultMaximumBytes;
  let file: FileHandle | undefined;
  try {
    file = await open(`${root}/${path}`, openFlags);
    let before = await file.stat();
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (!before.isFile()) return notAFile;
      if (before.size === 0) return empty;
      if (before.size > maximumBytes) return tooLarge(before.size, maximumBytes);
      const bytes = await readWhole(file, before.size);
      const after = await file.stat();
      if (bytes.length === before.size && isSame(before, after)) return { kind: 'read', bytes };
      before = after;
    }
    return changing;
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return code === 'ENOENT' || code === 'ENOTDIR' ? vanished : unusable('unreadable', fileSystemReason(error));
  } finally {
    await file?.close();
  }
}

/** Up to `size` bytes from the beginning; fewer if the file ends earlier. */
async function readWhole(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function isSame(before: Stats, after: Stats): boolean {
  return before.size === after.size && before.mtimeMs === after.mtimeMs;
}
