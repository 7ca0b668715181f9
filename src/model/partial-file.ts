import { createHash, type Hash } from 'node:crypto';
import { open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import * as v from 'valibot';

/** What is known of the file that a partial one is the beginning of. */
export interface PartialOrigin {
  /** By which the server knows the version. */
  readonly mark: string | null;
  /** SHA-256 that the hub states. */
  readonly stated: string | null;
}

const originSchema = v.object({ mark: v.nullable(v.string()), stated: v.nullable(v.string()) });
const unknown: PartialOrigin = { mark: null, stated: null };
const readBytes = 1 << 20;

/**
 * The beginning of a file that is being fetched, on disk, with the hash of what it holds so far. Beside it lies what it is the beginning of, so that another
 * run can go on from there.
 */
export class PartialFile {
  private hash: Hash = createHash('sha256');
  private size = 0;
  private known: PartialOrigin = unknown;

  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  /** Opens a partial file, or begins one. What it holds already is read for the hash. */
  static async open(path: string, signal: AbortSignal): Promise<PartialFile> {
    const own = new PartialFile(path, await open(path, 'a+'));
    try {
      own.known = await readOrigin(originPath(path));
      // Of what version it is the beginning nobody knows: it is of no use.
      if (own.known.mark === null) await own.restart();
      else await own.readHash(signal);
      return own;
    } catch (error) {
      await own.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.size;
  }

  get origin(): PartialOrigin {
    return this.known;
  }

  /** SHA-256 of what it holds. */
  digest(): string {
    return this.hash.copy().digest('hex');
  }

  async append(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length;) at += (await this.handle.write(chunk, at)).bytesWritten;
    this.hash.update(chunk);
    this.size += chunk.length;
  }

  /** Notes what it is the beginning of. */
  async note(origin: PartialOrigin): Promise<void> {
    if (origin.mark === this.known.mark && origin.stated === this.known.stated) return;
    this.known = origin;
    await writeFile(originPath(this.path), JSON.stringify(origin));
  }

  /** Forgets everything it holds. */
  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.hash = createHash('sha256');
    this.size = 0;
    this.known = unknown;
    await rm(originPath(this.path), { force: true });
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** Removes a partial file with what lies beside it. */
  static async remove(path: string): Promise<void> {
    for (const own of [path, originPath(path)]) await rm(own, { force: true });
  }

  private async readHash(signal: AbortSignal): Promise<void> {
    const buffer = new Uint8Array(readBytes);
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await this.handle.read(buffer, 0, readBytes, this.size);
      if (bytesRead === 0) return;
      this.hash.update(buffer.subarray(0, bytesRead));
      this.size += bytesRead;
    }
  }
}

const originPath = (path: string): string => `${path}.json`;

/** What was noted, or nothing where it is missing or damaged. */
async function readOrigin(path: string): Promise<PartialOrigin> {
  try {
    const result = v.safeParse(originSchema, JSON.parse(await readFile(path, 'utf8')));
    return result.success ? result.output : unknown;
  } catch {
    return unknown;
  }
}
