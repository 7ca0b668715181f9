import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from './problems.js';

const temporary = /^\.tmp-[0-9a-f]{16}$/;
const staleMs = 3_600_000;

/** A name for a file that is not there yet. It begins with a dot, so that Arrow data sets and globs pass over it. */
export const temporaryName = (digits = randomBytes(8).toString('hex')): string => `.tmp-${digits}`;

/**
 * Writes a file so that others see it whole or not at all, also after a loss of power: under a temporary name, flushed, renamed. Folders are made as needed.
 * Where it fails the temporary file is removed and the system's error is thrown.
 */
export async function writeAtomically(
  file: string,
  content: Uint8Array | string | AsyncIterable<Uint8Array>,
  options: { readonly isNew?: boolean } = {},
): Promise<void> {
  const folder = path.dirname(file);
  await fs.mkdir(folder, { recursive: true });
  const draft = path.join(folder, temporaryName());
  try {
    const handle = await fs.open(draft, 'wx');
    try {
      if (typeof content === 'string' || content instanceof Uint8Array) await handle.writeFile(content);
      else for await (const chunk of content) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (options.isNew) await publishNew(draft, file);
    else await fs.rename(draft, file);
  } catch (error) {
    await fs.rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

/** Gives a file that was written under another name its own, so that others see it whole or not at all, also after a loss of power. */
export async function publishFile(draft: string, file: string): Promise<void> {
  const handle = await fs.open(draft, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.rename(draft, file);
  await syncFolder(path.dirname(file));
}

/** Gives a file its name unless another has it; then the error is EEXIST. Where the file system has no hard links it is renamed. */
async function publishNew(draft: string, file: string): Promise<void> {
  try {
    await fs.link(draft, file);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw error;
    await fs.access(file).then(
      () => Promise.reject(Object.assign(new Error('the file exists'), { code: 'EEXIST' })),
      () => fs.rename(draft, file),
    );
    return;
  }
  await fs.rm(draft, { force: true });
}

/** Makes a rename last. Some systems cannot flush folders, and there a rename lasts without. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await fs.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EIO' || code === 'ENOSPC' || code === 'EDQUOT') throw error;
  }
}

/** Removes what killed processes left behind: temporary files older than an hour. Nothing of it ever fails. */
export async function removeStaleTemporaries(folder: string): Promise<void> {
  const names = await fs.readdir(folder).catch(() => []);
  for (const name of names) {
    if (!temporary.test(name)) continue;
    const file = path.join(folder, name);
    const stat = await fs.stat(file).catch(() => undefined);
    if (stat && Date.now() - stat.mtimeMs > staleMs) await fs.rm(file, { force: true, recursive: true }).catch(() => undefined);
  }
}
