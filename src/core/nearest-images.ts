/** The least distances of every row to images, kept while distances come by in any order. */
export class NearestImages {
  /** Rising: [rows x kept] */
  private readonly least: Float32Array;
  /** The last of each row, apart so that most distances are turned away by one read: [rows] */
  private readonly limit: Float32Array;

  /**
   * @param rows number of rows
   * @param kept how many distances of a row are kept, from 1
   */
  constructor(
    readonly rows: number,
    private readonly kept: number,
  ) {
    this.least = new Float32Array(rows * kept).fill(Infinity);
    this.limit = new Float32Array(rows).fill(Infinity);
  }

  /** Takes in the distances of one image to `count` rows from `firstRow` on, which lie in `distances` from `at` on. */
  see(distances: Float32Array, at: number, firstRow: number, count: number): void {
    const { limit } = this;
    for (let i = 0; i < count; i++) {
      const distance = distances[at + i] as number;
      if (distance < (limit[firstRow + i] as number)) this.insert(firstRow + i, distance);
    }
  }

  private insert(row: number, distance: number): void {
    const { least, kept } = this;
    const start = row * kept;
    let place = start + kept - 1;
    while (place > start && (least[place - 1] as number) > distance) {
      least[place] = least[place - 1] as number;
      place--;
    }
    least[place] = distance;
    this.limit[row] = least[start + kept - 1] as number;
  }

  /** Entry `place`, counted from 0, of the rising distances of every row: [rows] */
  entry(place: number): Float32Array {
    const entries = new Float32Array(this.rows);
    for (let row = 0; row < this.rows; row++) entries[row] = this.least[row * this.kept + place] as number;
    return entries;
  }
}

/** Which neighbour a radius or a bandwidth is measured by, its own image being entry 0 (spec, sections 5 and 6). */
export function neighbourEntry(neighbours: number, images: number): number {
  return Math.min(neighbours, images - 1);
}

/**
 * Quantile by linear interpolation between ranks; 0.5 is the median.
 *
 * @param values at least one
 * @param share 0 to 1
 * @throws RangeError if there is no value
 */
export function quantile(values: Float32Array, share: number): number {
  if (values.length === 0) throw new RangeError('quantile of nothing');
  const sorted = values.slice().sort();
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const below = sorted[low] as number;
  const above = sorted[Math.min(low + 1, sorted.length - 1)] as number;
  return below + (above - below) * (place - low);
}
