import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

/** A folder of its own for a test, by its real path, removed after it. */
export async function scratchFolder(t: TestContext): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'freesel-selection-')));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
