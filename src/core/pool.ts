/**
 * What a model said of the images that can be chosen. Images are numbered in the order of their paths (UTF-8 bytes),
 * so a tie always goes to the lowest number.
 */
export interface Pool {
  /** Number of images, N. */
  readonly images: number;
  /** Numbers in a pattern, D. */
  readonly width: number;
  /** Numbers in an image embedding, E. */
  readonly embeddingWidth: number;
  /** Patterns as stored, neither centred nor of unit length: [P x D], image after image. */
  readonly patterns: Float32Array;
  /** Patterns of image i are `firstPattern[i]` to `firstPattern[i + 1] - 1`: [N + 1]. Every image has at least one. */
  readonly firstPattern: Int32Array;
  /** Image embeddings as stored: [N x E]. */
  readonly embeddings: Float32Array;
}
