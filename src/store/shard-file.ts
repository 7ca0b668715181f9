import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from './atomic-write.js';
import { sha256 } from './feature-key.js';
import { systemCode } from './problems.js';
import { decodeShard } from './shard-format.js';
import type { Shard } from './shard-format.js';

/** What became of a shard that was to be read: `gone` if it was removed meanwhile, as a compaction does. */
export type ShardRead = { readonly kind: 'shard'; readonly shard: Shard } | { readonly kind: 'damaged' } | { readonly kind: 'gone' };

/** Writer (process and random), then the beginning of the SHA-256 of the bytes. */
const shardName = /^[0-9a-z]+-[0-9a-f]{16}-([0-9a-f]{16})\.arrow$/;

/** Names of the shards in a folder, lowest first; none where there is no folder. */
export async function listShards(folder: string): Promise<string[]> {
  const names = await fs.readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => shardName.test(name)).sort();
}

/** Publishes a new shard under a name that nobody else has. Gives the name; throws the system's error. */
export async function writeShard(folder: string, bytes: Uint8Array): Promise<string> {
  const name = `${process.pid.toString(36)}-${randomBytes(8).toString('hex')}-${sha256(bytes).slice(0, 16)}.arrow`;
  await writeAtomically(path.join(folder, name), bytes);
  return name;
}

/** Reads the shards of a folder one after the other, never two at once, into the same memory. */
export class ShardReader {
  #memory = Buffer.alloc(0);

  /** @param mostPatterns most patterns of an image, K */
  constructor(
    readonly folder: string,
    readonly mostPatterns: number,
  ) {}

  /** Reads a shard and compares its checksum. One that is damaged is removed; the one that was read before is no longer valid. */
  async read(name: string): Promise<ShardRead> {
    const file = path.join(this.folder, name);
    let bytes: Buffer;
    try {
      bytes = await this.#load(file);
    } catch (error) {
      // Not removed: what cannot be read now may be whole.
      return { kind: systemCode(error) === 'ENOENT' ? 'gone' : 'damaged' };
    }
    const checksum = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const shard = checksum === shardName.exec(name)?.[1] ? decodeShard(bytes, this.mostPatterns) : undefined;
    if (shard) return { kind: 'shard', shard };
    await fs.rm(file, { force: true }).catch(() => undefined);
    return { kind: 'damaged' };
  }

  async #load(file: string): Promise<Buffer> {
    const handle = await fs.open(file, 'r');
    try {
      const { size } = await handle.stat();
      // allocUnsafeSlow begins at the start of its own buffer, as views of 4 and 8 bytes need it.
      if (size > this.#memory.length) this.#memory = Buffer.allocUnsafeSlow(Math.ceil(size * 1.25));
      let read = 0;
      while (read < size) {
        const { bytesRead } = await handle.read(this.#memory, read, size - read, read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return this.#memory.subarray(0, read);
    } finally {
      await handle.close();
    }
  }
}
