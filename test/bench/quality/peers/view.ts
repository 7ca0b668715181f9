import { embeddingVectors, type Pool, type Products } from '../../../../src/core/index.js';
import { clusterings, type Clusterings } from './k-means.js';

/** What a selector sees of a pool: features, never labels. */
export interface View {
  readonly features: Pool;
  /** Number of images, N. */
  readonly images: number;
  /** Embeddings, centred on their mean and of unit length: [N x width]. */
  readonly whole: Float32Array;
  readonly width: number;
  /** Cosines of `whole`: [N x N]. */
  readonly cosines: Float32Array;
  /** Distances, 1 - cosine, from 0: [N x N]. */
  readonly distances: Float32Array;
  /** Classes that there are. Only ProbCover asks, as its paper does. */
  readonly classes: number;
  readonly products: Products;
  readonly clusterings: Clusterings;
}

/** Makes what selectors share, once for a pool. */
export async function viewOf(features: Pool, classes: number, products: Products): Promise<View> {
  const { values: whole, width, images } = embeddingVectors(features);
  const cosines = await products.greatest(whole, 1, whole, width);
  return {
    features,
    images,
    whole,
    width,
    cosines,
    distances: cosines.map((cosine) => Math.max(0, 1 - cosine)),
    classes,
    products,
    clusterings: clusterings({ values: whole, width }, products),
  };
}
