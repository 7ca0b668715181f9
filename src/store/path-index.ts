import fs from 'node:fs/promises';
import path from 'node:path';
import { Problem } from '../core/problem.js';
import { writeAtomically } from './atomic-write.js';
import { sha256 } from './feature-key.js';
import { pathsFolder } from './place.js';
import type { StorePlace } from './place.js';
import { storeNotWritable, writeProblem } from './problems.js';
import { prepareStore } from './store-folder.js';

/** What tells whether a file may have changed: bytes, and times as `fs.Stats` has them. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** What reading a file came to: its content's hash, or why its content is no usable image under a version of the pre-processing. */
export type FileFinding =
  | { readonly kind: 'image'; readonly sha256: string }
  | { readonly kind: 'unusable'; readonly code: string; readonly reason: string; readonly preprocessing: number };

interface Entry {
  readonly stamp: FileStamp;
  readonly finding: FileFinding;
  /** `young`: the file was so new when it was read that a change right after need not show in its times. */
  readonly trust: 'settled' | 'young';
}

const youngMs = 2000;
const header = /^freesel-paths 1 ([0-9a-f]{64})\n/;

/**
 * What was found in the files of one data folder, so that unchanged files are not read again. Only a hint: where it is lost or damaged it is made anew, and
 * of several runs that save at once the last one stands.
 */
export class PathIndex {
  readonly #place: StorePlace;
  readonly #entries: Map<string, Entry>;
  /** The file's stamp when it was loaded, to see whether another run has saved since. */
  readonly #loaded: string | undefined;
  readonly #changed = new Map<string, Entry>();
  #kept: ReadonlySet<string> | undefined;

  private constructor(place: StorePlace, entries: Map<string, Entry>, loaded: string | undefined) {
    this.#place = place;
    this.#entries = entries;
    this.#loaded = loaded;
  }

  /** Loads the index of the place's data folder; an empty one where there is none, or a damaged one. */
  static async load(place: StorePlace): Promise<PathIndex> {
    const file = indexFile(place);
    const loaded = await stampOf(file);
    return new PathIndex(place, (await readEntries(file)) ?? new Map<string, Entry>(), loaded);
  }

  /** Number of files known. */
  get size(): number {
    return this.#entries.size;
  }

  /** What was found in a file, if it is sure not to have changed since. `preprocessing` is the present version of it. */
  lookUp(file: string, stamp: FileStamp, preprocessing: number): FileFinding | undefined {
    const entry = this.#entries.get(file);
    if (entry?.trust !== 'settled' || !sameStamp(entry.stamp, stamp)) return undefined;
    return entry.finding.kind === 'image' || entry.finding.preprocessing === preprocessing ? entry.finding : undefined;
  }

  /**
   * Notes what was found in a file. Only of contents: what failed for other reasons, such as a missing permission, has to be tried again.
   *
   * @param stamp of the file before it was read
   * @param readAtMs when reading began, as `Date.now()`
   */
  note(file: string, stamp: FileStamp, finding: FileFinding, readAtMs: number): void {
    const age = readAtMs - Math.max(stamp.mtimeMs, stamp.ctimeMs);
    const { size, mtimeMs, ctimeMs } = stamp;
    const entry: Entry = { stamp: { size, mtimeMs, ctimeMs }, finding, trust: age < youngMs ? 'young' : 'settled' };
    this.#entries.set(file, entry);
    this.#changed.set(file, entry);
  }

  /** Forgets all files but these. To be given all files of the data folder, also those that globs leave out. */
  keep(files: Iterable<string>): void {
    this.#kept = new Set(files);
  }

  /**
   * Saves the index if there is anything new, together with what other runs have saved meanwhile. Throws disk-full; other failures are passed over, since
   * nothing but time depends on it.
   */
  async save(): Promise<void> {
    const file = indexFile(this.#place);
    const overtaken = (await stampOf(file)) !== this.#loaded;
    let entries = this.#entries;
    if (overtaken) {
      const others = await readEntries(file);
      if (others) entries = new Map([...others, ...this.#changed]);
    }
    const kept = this.#kept;
    const saved = kept ? new Map([...entries].filter(([file]) => kept.has(file))) : entries;
    if (this.#changed.size === 0 && saved.size === entries.size && this.#loaded !== undefined) return;
    try {
      await prepareStore(this.#place);
      await writeAtomically(file, encode(this.#place.dataPath, saved));
    } catch (error) {
      const problem = writeProblem(error, this.#place.store, storeNotWritable);
      if (problem instanceof Problem && problem.code === 'disk-full') throw problem;
    }
  }
}

/** Hashes that the path indices of a store mention; undefined if one of them cannot be read, so that nobody takes its images for removed. */
export async function mentionedHashes(store: string): Promise<Set<string> | undefined> {
  const folder = pathsFolder(store);
  const names = await fs.readdir(folder).catch(() => []);
  const mentioned = new Set<string>();
  for (const name of names) {
    if (!name.endsWith('.index')) continue;
    const entries = await readEntries(path.join(folder, name));
    if (!entries) return undefined;
    for (const { finding } of entries.values()) if (finding.kind === 'image') mentioned.add(finding.sha256);
  }
  return mentioned;
}

const indexFile = (place: StorePlace): string => path.join(pathsFolder(place.store), `${place.dataKey}.index`);

const sameStamp = (a: FileStamp, b: FileStamp): boolean => a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;

const stampOf = async (file: string): Promise<string | undefined> => {
  const stat = await fs.stat(file).catch(() => undefined);
  return stat && `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
};

/** One list for each property: a hundred thousand small objects would take longer to read. */
interface Columns {
  readonly root: string;
  readonly paths: readonly string[];
  readonly sizes: readonly number[];
  readonly mtimes: readonly number[];
  readonly ctimes: readonly number[];
  /** A hash, or code, reason and version of the pre-processing. */
  readonly findings: readonly (string | readonly [string, string, number])[];
  /** 1 for young ones. */
  readonly young: readonly number[];
}

function encode(root: string, entries: ReadonlyMap<string, Entry>): string {
  const all = [...entries.values()];
  const columns: Columns = {
    root,
    paths: [...entries.keys()],
    sizes: all.map(({ stamp }) => stamp.size),
    mtimes: all.map(({ stamp }) => stamp.mtimeMs),
    ctimes: all.map(({ stamp }) => stamp.ctimeMs),
    findings: all.map(({ finding }) => (finding.kind === 'image' ? finding.sha256 : [finding.code, finding.reason, finding.preprocessing])),
    young: all.map(({ trust }) => (trust === 'young' ? 1 : 0)),
  };
  const body = JSON.stringify(columns);
  return `freesel-paths 1 ${sha256(body)}\n${body}`;
}

/** Entries of an index file; undefined where it is missing, damaged or of another format. */
async function readEntries(file: string): Promise<Map<string, Entry> | undefined> {
  const bytes = await fs.readFile(file).catch(() => undefined);
  if (!bytes) return undefined;
  const line = header.exec(bytes.toString('latin1', 0, 128));
  if (!line) return undefined;
  const body = bytes.subarray(line[0].length);
  if (sha256(body) !== line[1]) return undefined;
  let columns: unknown;
  try {
    columns = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  return isColumns(columns) ? entriesOf(columns) : undefined;
}

function entriesOf({ paths, sizes, mtimes, ctimes, findings, young }: Columns): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  paths.forEach((file, i) => {
    const found = findings[i] ?? '';
    entries.set(file, {
      stamp: { size: sizes[i] ?? NaN, mtimeMs: mtimes[i] ?? NaN, ctimeMs: ctimes[i] ?? NaN },
      finding:
        typeof found === 'string'
          ? { kind: 'image', sha256: found }
          : { kind: 'unusable', code: found[0], reason: found[1], preprocessing: found[2] },
      trust: young[i] === 0 ? 'settled' : 'young',
    });
  });
  return entries;
}

function isColumns(value: unknown): value is Columns {
  if (typeof value !== 'object' || value === null) return false;
  const columns = value as Partial<Record<keyof Columns, unknown>>;
  const { paths, findings } = columns;
  if (!Array.isArray(paths) || !paths.every((file) => typeof file === 'string')) return false;
  const areNumbers = (list: unknown): boolean =>
    Array.isArray(list) && list.length === paths.length && list.every((number) => typeof number === 'number');
  return (
    [columns.sizes, columns.mtimes, columns.ctimes, columns.young].every(areNumbers) &&
    Array.isArray(findings) &&
    findings.length === paths.length &&
    findings.every(isFinding)
  );
}

const isFinding = (finding: unknown): boolean =>
  typeof finding === 'string'
    ? /^[0-9a-f]{64}$/.test(finding)
    : Array.isArray(finding) && typeof finding[0] === 'string' && typeof finding[1] === 'string' && typeof finding[2] === 'number';
