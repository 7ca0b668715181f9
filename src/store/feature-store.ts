import path from 'node:path';
import { removeStaleTemporaries } from './atomic-write.js';
import { canonicalKey, keyFolder } from './feature-key.js';
import type { FeatureKey } from './feature-key.js';
import { RowGathering } from './feature-rows.js';
import type { FeatureRows } from './feature-rows.js';
import { featuresFolder } from './place.js';
import type { StorePlace } from './place.js';
import { listShards, ShardReader } from './shard-file.js';
import type { FeatureRow, Shard } from './shard-format.js';
import { ShardWriter } from './shard-writer.js';
import { formatVersion, prepareStore, readVersion } from './store-folder.js';

export interface OpenOptions {
  /** Program and version, to be written into new shards. */
  readonly program: string;
  readonly signal?: AbortSignal | undefined;
}

/** How often in a row shards may vanish under a reader before it makes do with what is left. */
const mostRounds = 50;

/**
 * What a model said of images, under one feature key. Others may write to, damage or compact the same store meanwhile; of rows that are there twice, that of
 * the shard with the lowest name counts.
 */
export class FeatureStore {
  /** Folder of the shards. */
  readonly folder: string;
  #known = nothingKnown();
  /** Files found damaged since the store was opened. */
  readonly #damaged = new Set<string>();
  readonly #reader: ShardReader;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly place: StorePlace,
    readonly key: FeatureKey,
    readonly program: string,
  ) {
    this.folder = featuresFolder(place.store, keyFolder(key));
    this.#reader = new ShardReader(this.folder, key.patterns);
  }

  /**
   * Opens a store, which need not exist, and reads through its shards to see which hashes it has and whether they are whole. Makes nothing on disk.
   * Throws store-version, and the signal's reason.
   */
  static async open(place: StorePlace, key: FeatureKey, { program, signal }: OpenOptions): Promise<FeatureStore> {
    await readVersion(place.store);
    const store = new FeatureStore(place, key, program);
    await removeStaleTemporaries(store.folder);
    await store.refresh(signal);
    return store;
  }

  /** Whether the store had the features of a content when it was last looked at. */
  has(sha256: string): boolean {
    return this.#known.shardOf.has(sha256);
  }

  /** Hashes that the store had when it was last looked at. */
  hashes(): Iterable<string> {
    return this.#known.shardOf.keys();
  }

  /** Shards and the number of their rows, double ones included. */
  get shards(): ReadonlyMap<string, number> {
    return this.#known.rowsOf;
  }

  /** Name of the shard whose row of a content counts. */
  shardOf(sha256: string): string | undefined {
    return this.#known.shardOf.get(sha256);
  }

  /** Paths of the files found damaged since the store was opened; they have been removed where that was possible. */
  get damaged(): readonly string[] {
    return [...this.#damaged].sort();
  }

  /** Looks at the shards that were published since the last look, by this process or others. Throws the signal's reason. */
  refresh(signal?: AbortSignal): Promise<void> {
    return this.#exclusively(() => this.#look('for more', signal));
  }

  /**
   * Features of the images in a list of hashes, in its order; the same hash may stand there twice. Looks for new shards first, and streams shard by shard: peak
   * memory is that of the result and one shard. Throws the signal's reason.
   */
  rows(wanted: readonly string[], signal?: AbortSignal): Promise<FeatureRows> {
    return this.#exclusively(() => this.#gather(wanted, signal));
  }

  /** What is stored of one image, attention included; undefined if nothing is. */
  row(sha256: string): Promise<FeatureRow | undefined> {
    return this.#exclusively(async () => {
      for (let round = 0; round < mostRounds; round += 1) {
        const name = this.shardOf(sha256);
        if (name === undefined) return undefined;
        const read = await this.#reader.read(name);
        if (read.kind === 'shard') return read.shard.row(read.shard.hashes.indexOf(sha256));
        if (read.kind === 'damaged') this.#damaged.add(path.join(this.folder, name));
        await this.#look('afresh');
      }
      return undefined;
    });
  }

  /** A writer that adds to this store, which is made now if need be. Throws store-version, store-not-writable, disk-full. */
  async writer(rowsPerShard?: number): Promise<ShardWriter> {
    await prepareStore(this.place);
    const metadata = new Map([
      ['freesel.format', String(formatVersion)],
      ['freesel.key', canonicalKey(this.key)],
      ['freesel.program', this.program],
    ]);
    return new ShardWriter(this.folder, { store: this.place.store, metadata, ...(rowsPerShard !== undefined && { rowsPerShard }) });
  }

  async #gather(wanted: readonly string[], signal: AbortSignal | undefined): Promise<FeatureRows> {
    const damagedBefore = new Set(this.#damaged);
    await this.#look('for more', signal);
    const unique = new Set(wanted);
    const gathering = new RowGathering(
      wanted.filter((hash) => this.has(hash)),
      this.key.patterns,
    );
    for (let round = 0; round < mostRounds; round += 1) {
      const names = new Set<string>();
      for (const hash of unique) {
        const name = gathering.has(hash) ? undefined : this.shardOf(hash);
        if (name !== undefined) names.add(name);
      }
      let lost = false;
      for (const name of [...names].sort()) {
        signal?.throwIfAborted();
        const read = await this.#reader.read(name);
        if (read.kind === 'shard' && gathering.take(read.shard)) continue;
        if (read.kind !== 'gone') this.#damaged.add(path.join(this.folder, name));
        lost = true;
      }
      if (!lost) break;
      // Another shard may have the rows of those that were lost.
      await this.#look('afresh', signal);
    }
    const missing = [...unique].filter((hash) => !gathering.has(hash));
    return gathering.finish(
      missing,
      this.damaged.filter((file) => !damagedBefore.has(file)),
    );
  }

  async #look(how: 'for more' | 'afresh', signal?: AbortSignal): Promise<void> {
    // What is known stays in use until all of the new is known.
    let known = how === 'afresh' ? nothingKnown() : this.#known;
    for (let round = 0; round < mostRounds; round += 1) {
      const names = (await listShards(this.folder)).filter((name) => !this.#damaged.has(path.join(this.folder, name)));
      const present = new Set(names);
      // A compaction has been here: the rows of what vanished are elsewhere.
      if ([...known.rowsOf.keys()].some((name) => !present.has(name))) known = nothingKnown();
      let gone = false;
      for (const name of names) {
        signal?.throwIfAborted();
        if (known.rowsOf.has(name)) continue;
        const read = await this.#reader.read(name);
        if (read.kind === 'shard') note(known, name, read.shard);
        else if (read.kind === 'damaged') this.#damaged.add(path.join(this.folder, name));
        else gone = true;
      }
      if (!gone) break;
    }
    this.#known = known;
  }

  /** One at a time: shards are read into the same memory. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

interface Known {
  /** Which shard's row of a hash counts. */
  readonly shardOf: Map<string, string>;
  readonly rowsOf: Map<string, number>;
}

const nothingKnown = (): Known => ({ shardOf: new Map(), rowsOf: new Map() });

function note({ shardOf, rowsOf }: Known, name: string, shard: Shard): void {
  rowsOf.set(name, shard.rows);
  for (const hash of shard.hashes) {
    const other = shardOf.get(hash);
    if (other === undefined || name < other) shardOf.set(hash, name);
  }
}
