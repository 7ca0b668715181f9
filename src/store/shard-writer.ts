import { storeNotWritable, writeProblem } from './problems.js';
import { writeShard } from './shard-file.js';
import { encodeShard } from './shard-format.js';
import type { FeatureRow } from './shard-format.js';

/** Rows in a shard: what a kill loses at most. */
export const rowsPerShard = 96;

export interface ShardWriterOptions {
  /** The store, to be named where it cannot be written. */
  readonly store: string;
  /** Of the Arrow schema. */
  readonly metadata: Map<string, string>;
  readonly rowsPerShard?: number;
}

/** Adds rows to the shards of one folder. Any number of writers, in any number of processes, can add to the same folder. */
export class ShardWriter {
  /** Names of the shards published by this writer. */
  readonly published: string[] = [];
  #pending: FeatureRow[] = [];
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    readonly folder: string,
    readonly options: ShardWriterOptions,
  ) {}

  /** Rows that are not on disk yet. */
  get pending(): number {
    return this.#pending.length;
  }

  /**
   * Takes a row, copying it. Resolves when it is on disk, if it filled a shard, else at once. All rows of a folder have the same D, E and T.
   * Throws disk-full or store-not-writable; the rows then stay pending.
   */
  async append(row: FeatureRow): Promise<void> {
    const first = this.#pending[0];
    const count = row.patches.length;
    if (count === 0 || row.patterns.length % count !== 0 || (first && !sameShape(first, row)))
      throw new RangeError('rows of one store have the same widths and at least one pattern');
    this.#pending.push({
      ...row,
      patterns: row.patterns.slice(),
      patches: [...row.patches],
      attention: row.attention.slice(),
      embedding: row.embedding.slice(),
    });
    if (this.#pending.length >= (this.options.rowsPerShard ?? rowsPerShard)) await this.flush();
  }

  /** Publishes what is pending as one shard; resolves when every row appended before is on disk. Throws as `append`. */
  flush(): Promise<void> {
    // A flush that failed has told its own caller; it does not keep the next one from trying.
    this.#flushing = this.#flushing.catch(() => undefined).then(() => this.#publish());
    return this.#flushing;
  }

  /** Drops what is pending. */
  abandon(): void {
    this.#pending = [];
  }

  async #publish(): Promise<void> {
    const rows = this.#pending;
    if (rows.length === 0) return;
    this.#pending = [];
    try {
      this.published.push(await writeShard(this.folder, encodeShard(rows, this.options.metadata)));
    } catch (error) {
      this.#pending = [...rows, ...this.#pending];
      throw writeProblem(error, this.options.store, storeNotWritable);
    }
  }
}

const sameShape = (a: FeatureRow, b: FeatureRow): boolean =>
  a.patterns.length * b.patches.length === b.patterns.length * a.patches.length &&
  a.attention.length === b.attention.length &&
  a.embedding.length === b.embedding.length;
