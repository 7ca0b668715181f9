import type { Products } from './products.js';
import type { ImageVectors } from './vectors.js';

/** A rectangle of the matrix of images and terms. */
export interface ProductBlock {
  /** First image, as a place in the list of images that was asked for, and how many. */
  readonly firstImage: number;
  readonly images: number;
  /** First term and how many. */
  readonly firstTerm: number;
  readonly terms: number;
  /** Greatest products; that of image i and term t of the block is `values[i * stride + t]`. The reader may overwrite them. */
  readonly values: Float32Array;
  readonly stride: number;
}

/** Multiplications of one block: some milliseconds of a runtime, a quarter of a second of plain loops. */
const BLOCK_WORK = 2 ** 28;
/** Numbers in an input or a result. */
const BLOCK_NUMBERS = 2 ** 24;
/** Terms of a block: more would leave too few images for a product to be efficient. */
const BLOCK_TERMS = 8192;

/**
 * Greatest products of every term with the vectors of every image, in blocks of bounded size: all terms of one block of images, then the next images.
 *
 * @param images image numbers in the order wanted; undefined: all
 * @param terms [t x width]
 */
export async function* productBlocks(
  vectors: ImageVectors,
  images: ArrayLike<number> | undefined,
  terms: Float32Array,
  products: Products,
): AsyncGenerator<ProductBlock, void, void> {
  const { width } = vectors;
  const group = images ? widest(vectors, images) : vectors.group;
  const count = images ? images.length : vectors.images;
  const termCount = terms.length / width;
  if (count === 0 || termCount === 0) return;
  const termBlocks = Math.ceil(termCount / Math.max(1, Math.min(BLOCK_TERMS, Math.floor(BLOCK_NUMBERS / width))));
  const termSize = Math.ceil(termCount / termBlocks);
  const most = Math.min(BLOCK_WORK / (group * width * termSize), BLOCK_NUMBERS / (group * width), BLOCK_NUMBERS / termSize);
  const imageSize = Math.ceil(count / Math.ceil(count / Math.max(1, Math.floor(most))));
  for (let firstImage = 0; firstImage < count; firstImage += imageSize) {
    const size = Math.min(imageSize, count - firstImage);
    const rows = padded(vectors, images, firstImage, size, group);
    for (let firstTerm = 0; firstTerm < termCount; firstTerm += termSize) {
      const part = Math.min(termSize, termCount - firstTerm);
      const columns = atLeastTwo(terms.subarray(firstTerm * width, (firstTerm + part) * width), width);
      const values = await products.greatest(rows, group, columns, width);
      yield { firstImage, images: size, firstTerm, terms: part, values, stride: columns.length / width };
    }
  }
}

/** Most vectors of one of the images. */
function widest(vectors: ImageVectors, images: ArrayLike<number>): number {
  let group = 1;
  for (let i = 0; i < images.length; i++) {
    const image = images[i] as number;
    group = Math.max(group, (vectors.first[image + 1] as number) - (vectors.first[image] as number));
  }
  return group;
}

/** Vectors of `size` images, each filled up to `group` with its last one, which changes no greatest product: [size * group x width]. */
function padded(vectors: ImageVectors, images: ArrayLike<number> | undefined, from: number, size: number, group: number): Float32Array {
  const { width, values, first } = vectors;
  if (!images && group === 1) return atLeastTwo(values.subarray(from * width, (from + size) * width), width);
  const rows = new Float32Array(size * group * width);
  for (let i = 0; i < size; i++) {
    const image = images ? (images[from + i] as number) : from + i;
    const start = first[image] as number;
    const end = first[image + 1] as number;
    let to = i * group * width;
    rows.set(values.subarray(start * width, end * width), to);
    to += (end - start) * width;
    for (let more = end - start; more < group; more++, to += width) rows.set(values.subarray((end - 1) * width, end * width), to);
  }
  return group === 1 ? atLeastTwo(rows, width) : rows;
}

/** A single row twice: runtimes sum a product with one row in another order than a product of matrices. */
function atLeastTwo(rows: Float32Array, width: number): Float32Array {
  if (rows.length !== width) return rows;
  const two = new Float32Array(2 * width);
  two.set(rows);
  two.set(rows, width);
  return two;
}
