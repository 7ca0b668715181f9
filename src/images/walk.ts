import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Text } from '../core/language.js';
import { isImageName } from './endings.js';
import type { LeavesOut } from './ignore-rules.js';
import { eachInFlight } from './in-flight.js';
import { compareUtf8 } from './order.js';
import { errnoOf, fileSystemReason, nameNotUtf8 } from './reasons.js';

const foldersInFlight = 8;
const linksInFlight = 64;

/** Something below the root that could not be opened. */
export interface Unreadable {
  readonly path: string;
  readonly reason: Text;
}

/** Image files below a root in no particular order; `ignored` counts the files and whole folders that the ignore rules left out. */
export interface Walked {
  readonly files: Set<string>;
  readonly unreadable: Map<string, Text>;
  ignored: number;
}

interface Walk extends Walked {
  readonly root: string;
  readonly realRoot: string;
  readonly leavesOut: LeavesOut;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((found: number) => void) | undefined;
  /** Real paths of the folders that were listed. */
  readonly listed: Set<string>;
  /** Links that were met and not yet followed. */
  links: Link[];
}

interface Folder {
  /** Relative to the root; the root is ''. */
  readonly path: string;
  readonly real: string;
}

interface Link {
  readonly path: string;
  /** The real path of the folder that holds the link. */
  readonly realParent: string;
}

/**
 * Finds the image files of a folder by name. Real folders first, then links, so that a folder reached both ways has its real path; links in the order of
 * their paths, so that the order of the directory changes nothing. Rejects with the error of the file system where the root itself cannot be opened.
 */
export async function walk(
  root: string,
  leavesOut: LeavesOut,
  options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: ((found: number) => void) | undefined },
): Promise<Walked> {
  const realRoot = await realpath(root);
  const walk: Walk = {
    root,
    realRoot,
    leavesOut,
    signal: options.signal,
    onProgress: options.onProgress,
    files: new Set(),
    unreadable: new Map(),
    ignored: 0,
    listed: new Set(),
    links: [],
  };
  const entries = await readdir(root, { withFileTypes: true });
  walk.listed.add(realRoot);
  await descend(walk, sortEntries(walk, { path: '', real: realRoot }, entries));
  while (walk.links.length > 0) await followLinks(walk, walk.links.splice(0));
  return walk;
}

/** Lists folders and everything below them that is not a link. */
async function descend(walk: Walk, folders: Folder[]): Promise<void> {
  let level = folders;
  while (level.length > 0) {
    const below: Folder[] = [];
    await eachInFlight(level, foldersInFlight, async (folder) => {
      walk.signal?.throwIfAborted();
      if (walk.listed.has(folder.real)) return;
      walk.listed.add(folder.real);
      try {
        below.push(...sortEntries(walk, folder, await readdir(`${walk.root}/${folder.path}`, { withFileTypes: true })));
      } catch (error) {
        noteUnreadable(walk, folder.path, error);
      }
    });
    level = below;
  }
}

/** Notes the files and links of a folder and gives its folders. */
function sortEntries(walk: Walk, parent: Folder, entries: readonly Dirent[]): Folder[] {
  const folders: Folder[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = parent.path === '' ? entry.name : `${parent.path}/${entry.name}`;
    if (entry.isDirectory()) {
      if (isKept(walk, path, 'folder')) folders.push({ path, real: joinReal(parent.real, entry.name) });
    } else if (entry.isSymbolicLink()) {
      walk.links.push({ path, realParent: parent.real });
    } else if (entry.isFile() && isImageName(entry.name) && isKept(walk, path, 'file')) {
      walk.files.add(path);
    }
  }
  walk.onProgress?.(walk.files.size);
  return folders;
}

async function followLinks(walk: Walk, links: Link[]): Promise<void> {
  const toFolders: Link[] = [];
  await eachInFlight(links, linksInFlight, async (link) => {
    walk.signal?.throwIfAborted();
    const target = await statOfLink(walk, link);
    if (target?.isDirectory()) toFolders.push(link);
    else if (target?.isFile() && isImageName(link.path) && isKept(walk, link.path, 'file')) walk.files.add(link.path);
  });
  walk.onProgress?.(walk.files.size);
  // One after the other: which of two links to one folder is followed has to be the same in every run.
  for (const link of toFolders.sort((a, b) => compareUtf8(a.path, b.path))) {
    let real: string;
    try {
      real = await realpath(`${walk.root}/${link.path}`);
    } catch (error) {
      noteUnreadable(walk, link.path, error);
      continue;
    }
    const leadsUp = isAtOrAbove(real, link.realParent) || isAtOrAbove(real, walk.realRoot);
    if (leadsUp || walk.listed.has(real) || !isKept(walk, link.path, 'folder')) continue;
    await descend(walk, [{ path: link.path, real }]);
  }
}

/** Undefined where the link leads nowhere. */
async function statOfLink(walk: Walk, link: Link): Promise<Stats | undefined> {
  try {
    return await stat(`${walk.root}/${link.path}`);
  } catch (error) {
    const code = errnoOf(error);
    const leadsNowhere = code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
    if (!leadsNowhere && isImageName(link.path)) noteUnreadable(walk, link.path, error);
    return undefined;
  }
}

function isKept(walk: Walk, path: string, kind: 'file' | 'folder'): boolean {
  if (!walk.leavesOut(path, kind)) return true;
  walk.ignored++;
  return false;
}

/** What vanished meanwhile is not unreadable, it is not there. */
function noteUnreadable(walk: Walk, path: string, error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') walk.unreadable.set(path, fileSystemReason(error));
  else if (isReplaced(path)) walk.unreadable.set(path, nameNotUtf8);
}

/** Whether a name on the disk may be no UTF-8: what cannot be decoded reads as U+FFFD, and such a path cannot be opened. */
export function isReplaced(path: string): boolean {
  return path.includes('\uFFFD');
}

function joinReal(folder: string, name: string): string {
  return folder.endsWith(sep) ? folder + name : folder + sep + name;
}

function isAtOrAbove(folder: string, other: string): boolean {
  return folder === other || other.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
