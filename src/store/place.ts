import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { temporaryName } from './atomic-write.js';
import { sha256 } from './feature-key.js';
import { isOutOfRoom, storeNotWritable } from './problems.js';

/** Where the features of a data folder lie. Deciding on it leaves nothing on disk. */
export interface StorePlace {
  /** Workspace root, absolute: the current directory if the data folder lies in it, else the data folder. */
  readonly root: string;
  /** Data folder, absolute. */
  readonly folder: string;
  /** Data folder relative to the root, with `/`; `.` if it is the root. */
  readonly dataPath: string;
  /** The store, absolute. */
  readonly store: string;
  /** `workspace`: `.freesel` in the root; `given`: by the user; `cache`: the workspace cannot be written, so the store is in the user's cache, which has to be said. */
  readonly where: 'workspace' | 'given' | 'cache';
  /** What tells this data folder from others that use the same store: its path index is named by it. */
  readonly dataKey: string;
}

export interface PlaceRequest {
  /** Data folder, absolute. */
  readonly folder: string;
  /** Current directory, absolute. */
  readonly cwd: string;
  /** Store as the user gave it, relative to `cwd`. */
  readonly store?: string | undefined;
}

/**
 * Decides where the store lies, trying for real whether it can be written.
 * Throws store-not-writable if the given store, or both workspace and cache, cannot be written.
 */
export async function storePlace({ folder, cwd, store }: PlaceRequest): Promise<StorePlace> {
  const space = await workspace(folder, cwd);
  const real = await fs.realpath(space.folder).catch(() => space.folder);
  if (store !== undefined) {
    const given = path.resolve(cwd, store);
    if (!(await isWritable(given))) throw storeNotWritable(store);
    return { ...space, store: given, where: 'given', dataKey: shortHash(real) };
  }
  const own = path.join(space.root, '.freesel');
  // Relative, so that a workspace that was moved keeps its index.
  if (await isWritable(own)) return { ...space, store: own, where: 'workspace', dataKey: shortHash(space.dataPath) };
  const realRoot = await fs.realpath(space.root).catch(() => space.root);
  const cached = path.join(userCache(), 'freesel', shortHash(realRoot));
  if (!(await isWritable(cached))) throw storeNotWritable(own);
  return { ...space, store: cached, where: 'cache', dataKey: shortHash(real) };
}

/** Folder of the path indices of a store. */
export const pathsFolder = (store: string): string => path.join(store, 'paths');

/** Folder of what was computed under a key. */
export const featuresFolder = (store: string, key: string): string => path.join(store, 'features', key);

const shortHash = (text: string): string => sha256(text).slice(0, 16);

async function workspace(folder: string, cwd: string): Promise<Pick<StorePlace, 'root' | 'folder' | 'dataPath'>> {
  const inside = below(cwd, folder);
  if (inside !== undefined) return { root: cwd, folder, dataPath: inside };
  // The current directory may have been reached by a link, the folder by its real path, or the other way round.
  const [realCwd, realFolder] = await Promise.all([cwd, folder].map((place) => fs.realpath(place).catch(() => place)));
  if (realCwd !== undefined && realFolder !== undefined) {
    const reallyInside = below(realCwd, realFolder);
    if (reallyInside !== undefined) return { root: realCwd, folder: realFolder, dataPath: reallyInside };
  }
  return { root: folder, folder, dataPath: '.' };
}

/** Path of `inner` relative to `outer` with `/`, undefined if it does not lie in it. */
function below(outer: string, inner: string): string | undefined {
  const relative = path.relative(outer, inner);
  if (relative === '') return '.';
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).join('/');
}

/** Folder of the user's caches, of all programs. */
export function userCache(): string {
  const fromEnvironment = (name: string): string | undefined => {
    const value = process.env[name];
    return value !== undefined && path.isAbsolute(value) ? value : undefined;
  };
  const named = fromEnvironment('XDG_CACHE_HOME');
  if (named !== undefined) return named;
  if (process.platform === 'win32') return fromEnvironment('LOCALAPPDATA') ?? path.join(os.homedir(), 'AppData', 'Local');
  return process.platform === 'darwin' ? path.join(os.homedir(), 'Library', 'Caches') : path.join(os.homedir(), '.cache');
}

/**
 * Whether files can be made in a folder that may not exist yet. A full disk is no reason to go elsewhere: that is said when something is written.
 */
async function isWritable(folder: string): Promise<boolean> {
  const base = await nearestExisting(folder);
  if (!base.isFolder) return false;
  const probe = path.join(base.path, temporaryName());
  try {
    // A folder of its own name: one called .freesel could be removed under the feet of another run that has just begun to use it.
    if (base.path !== folder) await fs.mkdir(probe);
    await fs.writeFile(base.path === folder ? probe : path.join(probe, 'probe'), '');
    return true;
  } catch (error) {
    return isOutOfRoom(error);
  } finally {
    await fs.rm(probe, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function nearestExisting(place: string): Promise<{ readonly path: string; readonly isFolder: boolean }> {
  for (let current = place; ; current = path.dirname(current)) {
    const stat = await fs.stat(current).catch(() => undefined);
    if (stat || current === path.dirname(current)) return { path: current, isFolder: stat?.isDirectory() ?? false };
  }
}
