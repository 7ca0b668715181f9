import type { Pool } from '../core/pool.js';
import type { Shard } from './shard-format.js';

/** Features of a list of images in its order, as flat arrays. An image is a content: the same hash twice gives the same row twice. */
export interface FeatureRows extends Pool {
  /** Hashes of the rows, in the order asked for, without those that are missing: [N]. */
  readonly hashes: readonly string[];
  /** Patch numbers of each pattern, as rising runs: [P]. */
  readonly patches: readonly string[];
  /** Of the original images, in pixels: [N]. */
  readonly widths: Uint32Array;
  readonly heights: Uint32Array;
  /** Codes of what is wrong with images that are used all the same: [N]. */
  readonly flags: readonly (string | undefined)[];
  /** Hashes that the store does not have, each once. */
  readonly missing: readonly string[];
  /** Files that were found damaged while reading. Their rows count as missing unless another shard has them. */
  readonly damaged: readonly string[];
}

/** Arrays with room for K patterns for every image, so that shards can fill them in any order. */
interface Room {
  readonly width: number;
  readonly embeddingWidth: number;
  readonly patterns: Float32Array;
  readonly embeddings: Float32Array;
}

/** Gathers rows, shard by shard, in the order of a list of hashes. Holds the result and nothing more. */
export class RowGathering {
  readonly #wanted: readonly string[];
  readonly #mostPatterns: number;
  /** First place of a hash in the list, and for each place the next one of the same hash, or -1. */
  readonly #firstPlace = new Map<string, number>();
  readonly #nextPlace: Int32Array;
  readonly #counts: Int32Array;
  readonly #patches: string[][];
  readonly #widths: Uint32Array;
  readonly #heights: Uint32Array;
  readonly #flags: (string | undefined)[];
  #room: Room | undefined;

  /** @param mostPatterns most patterns of an image, K */
  constructor(wanted: readonly string[], mostPatterns: number) {
    this.#wanted = wanted;
    this.#mostPatterns = mostPatterns;
    this.#nextPlace = new Int32Array(wanted.length).fill(-1);
    this.#counts = new Int32Array(wanted.length);
    this.#patches = new Array<string[]>(wanted.length);
    this.#widths = new Uint32Array(wanted.length);
    this.#heights = new Uint32Array(wanted.length);
    this.#flags = new Array<string | undefined>(wanted.length).fill(undefined);
    for (let place = wanted.length - 1; place >= 0; place -= 1) {
      const hash = wanted[place] ?? '';
      this.#nextPlace[place] = this.#firstPlace.get(hash) ?? -1;
      this.#firstPlace.set(hash, place);
    }
  }

  /** Whether the row of a wanted hash has been taken. */
  has(hash: string): boolean {
    return (this.#counts[this.#firstPlace.get(hash) ?? -1] ?? 0) > 0;
  }

  /** Takes the rows of a shard that are wanted and not there yet. False if the shard does not fit the others. */
  take(shard: Shard): boolean {
    const fits = this.#room === undefined || (shard.width === this.#room.width && shard.embeddingWidth === this.#room.embeddingWidth);
    if (!fits) return false;
    shard.hashes.forEach((hash, row) => {
      const place = this.#firstPlace.get(hash);
      if (place !== undefined && this.#counts[place] === 0) this.#copy(shard, row, place);
    });
    return true;
  }

  /** What was gathered. Nothing can be taken afterwards. */
  finish(missing: readonly string[], damaged: readonly string[]): FeatureRows {
    const room = this.#room ?? { width: 0, embeddingWidth: 0, patterns: new Float32Array(0), embeddings: new Float32Array(0) };
    const { width, embeddingWidth, patterns, embeddings } = room;
    const found = this.#wanted.flatMap((_, place) => ((this.#counts[place] ?? 0) > 0 ? [place] : []));
    const firstPattern = new Int32Array(found.length + 1);
    // Rows only ever move towards the beginning, over room that is free by then.
    found.forEach((place, image) => {
      const first = firstPattern[image] ?? 0;
      const count = this.#counts[place] ?? 0;
      const from = place * this.#mostPatterns;
      if (from !== first) patterns.copyWithin(first * width, from * width, (from + count) * width);
      if (place !== image) embeddings.copyWithin(image * embeddingWidth, place * embeddingWidth, (place + 1) * embeddingWidth);
      firstPattern[image + 1] = first + count;
    });
    return {
      images: found.length,
      width,
      embeddingWidth,
      patterns: patterns.subarray(0, (firstPattern[found.length] ?? 0) * width),
      firstPattern,
      embeddings: embeddings.subarray(0, found.length * embeddingWidth),
      hashes: found.map((place) => this.#wanted[place] ?? ''),
      patches: found.flatMap((place) => this.#patches[place] ?? []),
      widths: Uint32Array.from(found, (place) => this.#widths[place] ?? 0),
      heights: Uint32Array.from(found, (place) => this.#heights[place] ?? 0),
      flags: found.map((place) => this.#flags[place]),
      missing,
      damaged,
    };
  }

  #copy(shard: Shard, row: number, firstPlace: number): void {
    const { width, embeddingWidth } = shard;
    const from = shard.firstPattern[row] ?? 0;
    const count = (shard.firstPattern[row + 1] ?? 0) - from;
    this.#room ??= {
      width,
      embeddingWidth,
      patterns: new Float32Array(this.#wanted.length * this.#mostPatterns * width),
      embeddings: new Float32Array(this.#wanted.length * embeddingWidth),
    };
    const patterns = shard.patterns.subarray(from * width, (from + count) * width);
    const embedding = shard.embeddings.subarray(row * embeddingWidth, (row + 1) * embeddingWidth);
    const patches = shard.patches(row);
    const flag = shard.flag(row);
    for (let place = firstPlace; place >= 0; place = this.#nextPlace[place] ?? -1) {
      this.#room.patterns.set(patterns, place * this.#mostPatterns * width);
      this.#room.embeddings.set(embedding, place * embeddingWidth);
      this.#counts[place] = count;
      this.#patches[place] = patches;
      this.#widths[place] = shard.widths[row] ?? 0;
      this.#heights[place] = shard.heights[row] ?? 0;
      this.#flags[place] = flag;
    }
  }
}
