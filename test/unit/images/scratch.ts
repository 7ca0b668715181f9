import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

/** A folder of its own for a test, removed after it. */
export async function scratchFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'freesel-images-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file and the folders above it; a listing needs no pixels. */
export async function put(root: string, path: string, content: string | Uint8Array = 'x'): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}
