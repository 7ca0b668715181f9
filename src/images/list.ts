import type { Stats } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { globTest } from './globs.js';
import { readIgnoreRules } from './ignore-rules.js';
import { eachInFlight } from './in-flight.js';
import { compareUtf8 } from './order.js';
import { folderIsFile, folderMissing, folderUnreadable } from './problems.js';
import { errnoOf, fileSystemReason, nameNotUtf8 } from './reasons.js';
import { isReplaced, walk } from './walk.js';
import type { Unreadable, Walked } from './walk.js';

const statsInFlight = 64;

/**
 * An image file. `path` is relative to the root, with `/`; `size` is bytes. The times are milliseconds as Node derives them from the nanoseconds of the disk:
 * the same time always gives the same number, times less than 0.3 microseconds apart may share one.
 */
export interface ListedFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** What a folder holds. Every list is in the order of the UTF-8 bytes of the paths. */
export interface Listing {
  /** The image files that the globs leave. */
  readonly files: readonly ListedFile[];
  /** The paths of all image files before the globs; what vanished or could not be opened may be among them. */
  readonly everyPath: readonly string[];
  /** Folders, and files that the globs leave, that could not be opened. */
  readonly unreadable: readonly Unreadable[];
  /** How many image files and whole folders `.freeselignore` left out. */
  readonly ignored: number;
}

export interface ListOptions {
  /** Globs on the relative path: any of `include` (none: all), none of `exclude`. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** The root as the user wrote it, for messages. */
  readonly rootAsGiven?: string;
  readonly signal?: AbortSignal;
  /** Called now and then with the number of image files found so far, before the globs. */
  readonly onProgress?: (found: number) => void;
}

/**
 * Lists the image files of a folder and of everything below it, by their names. Names that begin with a dot are left out, links are followed unless they lead
 * nowhere, to a folder above or to one that is listed already; only regular files count, and none is opened. Throws the problems `folder-missing`,
 * `folder-is-file`, `folder-unreadable`, `ignore-file-unreadable` and `glob-invalid`, and the signal's reason when it is aborted.
 */
export async function listImages(root: string, options: ListOptions): Promise<Listing> {
  const { signal, onProgress } = options;
  const rootAsGiven = options.rootAsGiven ?? root;
  const wanted = globTest(options.include, options.exclude);
  signal?.throwIfAborted();
  await checkRoot(root, rootAsGiven);
  const leavesOut = await readIgnoreRules(root, rootAsGiven);
  let walked: Walked;
  try {
    walked = await walk(root, leavesOut, { signal, onProgress });
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    throw errnoOf(error) === 'ENOENT' ? folderMissing(rootAsGiven) : folderUnreadable(rootAsGiven, error);
  }
  const everyPath = [...walked.files].sort(compareUtf8);
  const { files, unreadable } = await statEach(root, everyPath.filter(wanted), signal);
  const blocked = [...walked.unreadable].map(([path, reason]) => ({ path, reason }));
  return { files, everyPath, unreadable: [...blocked, ...unreadable].sort((a, b) => compareUtf8(a.path, b.path)), ignored: walked.ignored };
}

async function checkRoot(root: string, rootAsGiven: string): Promise<void> {
  let stats: Stats;
  try {
    stats = await stat(root);
  } catch (error) {
    const code = errnoOf(error);
    throw code === 'ENOENT' || code === 'ENOTDIR' ? folderMissing(rootAsGiven) : folderUnreadable(rootAsGiven, error);
  }
  if (!stats.isDirectory()) throw folderIsFile(rootAsGiven);
  try {
    await access(root, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw folderUnreadable(rootAsGiven, error);
  }
}

async function statEach(
  root: string,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ files: ListedFile[]; unreadable: Unreadable[] }> {
  const found: (ListedFile | undefined)[] = new Array<ListedFile | undefined>(paths.length).fill(undefined);
  const unreadable: Unreadable[] = [];
  await eachInFlight(paths, statsInFlight, async (path, index) => {
    signal?.throwIfAborted();
    try {
      const stats = await stat(`${root}/${path}`);
      if (stats.isFile()) found[index] = { path, size: stats.size, mtimeMs: stats.mtimeMs, ctimeMs: stats.ctimeMs };
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') unreadable.push({ path, reason: fileSystemReason(error) });
      else if (isReplaced(path)) unreadable.push({ path, reason: nameNotUtf8 });
    }
  });
  return { files: found.filter((file) => file !== undefined), unreadable };
}
