import fs from 'node:fs/promises';
import path from 'node:path';
import { Problem } from '../core/problem.js';
import type { FeatureStore } from './feature-store.js';
import { tryLock } from './lock.js';
import { mentionedHashes } from './path-index.js';
import { ShardReader } from './shard-file.js';
import type { ShardWriter } from './shard-writer.js';

/**
 * What a compaction did. `not-needed`: too few dead rows; `busy`: another process is at it; `unsure`: a path index cannot be read, so nobody knows what is dead;
 * `no-room`: the disk is too full for it, and everything is as before.
 */
export type Compaction =
  | { readonly kind: 'not-needed' | 'busy' | 'unsure' | 'no-room' }
  | { readonly kind: 'compacted'; readonly kept: number; readonly dropped: number };

export interface CompactionOptions {
  /** For so long, in ms, rows count as alive though no path index mentions them: a run that is under way, or was killed, has not saved its index. */
  readonly graceMs?: number;
  readonly signal?: AbortSignal | undefined;
}

const fewestRows = 200;
const dayMs = 24 * 3_600_000;
const rowsPerShard = 2048;

/**
 * Drops dead rows, if they are more than half of the rows under the store's key: double ones, and those of images that no path index of the store mentions.
 * New shards are published before old ones are removed, so that readers and writers may go on meanwhile, and a kill loses nothing.
 * To be called after the path index was saved. Throws the signal's reason.
 */
export async function compact(store: FeatureStore, { graceMs = dayMs, signal }: CompactionOptions = {}): Promise<Compaction> {
  await store.refresh(signal);
  const total = [...store.shards.values()].reduce((sum, rows) => sum + rows, 0);
  if (total < fewestRows) return { kind: 'not-needed' };
  const lock = await tryLock(path.join(store.folder, '.lock')).catch(() => undefined);
  if (!lock) return { kind: 'busy' };
  try {
    const mentioned = await mentionedHashes(store.place.store);
    if (!mentioned) return { kind: 'unsure' };
    // What is not worth it even if nothing is spared needs no look at the shards' ages.
    if (
      !isWorthIt(
        total,
        count(store.hashes(), (hash) => mentioned.has(hash)),
      )
    )
      return { kind: 'not-needed' };
    const young = await youngShards(store, graceMs);
    const isAlive = (hash: string): boolean => mentioned.has(hash) || young.has(store.shardOf(hash) ?? '');
    const alive = count(store.hashes(), isAlive);
    return isWorthIt(total, alive) ? await rewrite(store, isAlive, total - alive, signal) : { kind: 'not-needed' };
  } finally {
    await lock.release();
  }
}

const isWorthIt = (total: number, alive: number): boolean => total - alive > total / 2;

function count(hashes: Iterable<string>, is: (hash: string) => boolean): number {
  let found = 0;
  for (const hash of hashes) if (is(hash)) found += 1;
  return found;
}

async function youngShards(store: FeatureStore, graceMs: number): Promise<Set<string>> {
  const young = new Set<string>();
  for (const name of store.shards.keys()) {
    const stat = await fs.stat(path.join(store.folder, name)).catch(() => undefined);
    if (!stat || Date.now() - stat.mtimeMs < graceMs) young.add(name);
  }
  return young;
}

async function rewrite(
  store: FeatureStore,
  isAlive: (hash: string) => boolean,
  dropped: number,
  signal: AbortSignal | undefined,
): Promise<Compaction> {
  const old = [...store.shards.keys()].sort();
  const reader = new ShardReader(store.folder, store.key.patterns);
  let writer: ShardWriter | undefined;
  let kept = 0;
  try {
    writer = await store.writer(rowsPerShard);
    for (const name of old) {
      signal?.throwIfAborted();
      const read = await reader.read(name);
      // Nothing is removed before all was read, so whatever is amiss here leaves the store as it was.
      if (read.kind !== 'shard') throw new Overtaken();
      for (const [row, hash] of read.shard.hashes.entries()) {
        if (store.shardOf(hash) !== name || !isAlive(hash)) continue;
        await writer.append(read.shard.row(row));
        kept += 1;
      }
    }
    await writer.flush();
  } catch (error) {
    await removeShards(store, writer?.published ?? []);
    if (error instanceof Overtaken) return { kind: 'busy' };
    if (error instanceof Problem) return { kind: 'no-room' };
    throw error;
  }
  await removeShards(store, old);
  return { kind: 'compacted', kept, dropped };
}

class Overtaken extends Error {}

async function removeShards(store: FeatureStore, names: readonly string[]): Promise<void> {
  for (const name of names) await fs.rm(path.join(store.folder, name), { force: true }).catch(() => undefined);
}
