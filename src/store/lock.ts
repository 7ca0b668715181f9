import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { temporaryName } from './atomic-write.js';
import { sha256 } from './feature-key.js';
import { systemCode } from './problems.js';

/** Who holds a lock: a process by its number and start, since numbers are used again. */
interface Owner {
  readonly pid: number;
  /** Start of the process in the system's own count; undefined where the system does not tell. */
  readonly started?: string | undefined;
  readonly host: string;
  /** Tells this lock from every other one. */
  readonly nonce: string;
}

/** A lock that is held. */
export interface Lock {
  /** Gives the lock back; nothing of it fails. */
  release(): Promise<void>;
}

/** Whether owners on other machines still live cannot be asked; a compaction takes minutes at most. */
const foreignMs = 24 * 3_600_000;
/** Where there are no links a lock is made and then written; until then its owner is not known. */
const unwrittenMs = 60_000;

/**
 * Takes a lock, or gives undefined if a living process holds it. A lock whose owner is dead is taken over. Throws the system's error if it cannot be made.
 */
export async function tryLock(file: string): Promise<Lock | undefined> {
  const owner: Owner = {
    pid: process.pid,
    started: await startOf(process.pid),
    host: os.hostname(),
    nonce: randomBytes(8).toString('hex'),
  };
  const content = JSON.stringify(owner);
  if (!(await create(file, content)) && !((await removeDead(file)) && (await create(file, content)))) return undefined;
  return {
    release: async () => {
      if ((await fs.readFile(file, 'utf8').catch(() => '')) === content) await fs.rm(file, { force: true }).catch(() => undefined);
    },
  };
}

/** Makes a file that must not be there yet. By a link, where there are links, so that it has its content from the first moment and a kill leaves no empty lock. */
async function create(file: string, content: string): Promise<boolean> {
  const draft = path.join(path.dirname(file), temporaryName());
  try {
    await fs.writeFile(draft, content, { flag: 'wx' });
    try {
      await fs.link(draft, file);
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return false;
      await fs.writeFile(file, content, { flag: 'wx' });
    }
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await fs.rm(draft, { force: true }).catch(() => undefined);
  }
}

/**
 * Removes a lock whose owner is dead. Between looking and removing another process could take the lock over, and its lock would be removed. So each lock has
 * one right to be removed, a file named after it that only one process can make; whoever has it looks once more.
 */
async function removeDead(file: string): Promise<boolean> {
  const seen = await look(file);
  if (!seen || (await isHeld(seen))) return false;
  const right = path.join(path.dirname(file), temporaryName(sha256(seen.identity).slice(0, 16)));
  if (!(await create(right, ''))) return false;
  try {
    if ((await look(file))?.identity !== seen.identity) return false;
    await fs.rm(file);
    return true;
  } finally {
    await fs.rm(right, { force: true }).catch(() => undefined);
  }
}

interface Seen {
  readonly owner: Owner | undefined;
  readonly ageMs: number;
  readonly identity: string;
}

async function look(file: string): Promise<Seen | undefined> {
  try {
    const [text, stat] = [await fs.readFile(file, 'utf8'), await fs.stat(file)];
    return { owner: parse(text), ageMs: Date.now() - stat.mtimeMs, identity: `${stat.ino} ${stat.mtimeMs} ${text}` };
  } catch {
    return undefined;
  }
}

async function isHeld({ owner, ageMs }: Seen): Promise<boolean> {
  if (!owner) return ageMs < unwrittenMs;
  if (owner.host !== os.hostname()) return ageMs < foreignMs;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives, as another user's.
    return systemCode(error) === 'EPERM';
  }
  const started = await startOf(owner.pid);
  return owner.started === undefined || started === undefined || started === owner.started;
}

function parse(text: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, started, host, nonce } = value as Partial<Record<keyof Owner, unknown>>;
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1 || typeof host !== 'string' || typeof nonce !== 'string')
      return undefined;
    return { pid, started: typeof started === 'string' ? started : undefined, host, nonce };
  } catch {
    return undefined;
  }
}

/** Start of a process in clock ticks since the system's own, on Linux; the name of the program, which may hold spaces, ends with the last bracket. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
