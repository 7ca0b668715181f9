/**
 * The one matrix product that selection stands on, given to `core` as a function: by the model's runtime, or by the plain loops of `plainProducts`.
 */
export interface Products {
  /**
   * Greatest dot product of each term with the vectors of each image.
   *
   * @param images vectors of n images, `group` consecutive ones each: [n * group x width]
   * @param terms [t x width]
   * @returns [n x t]: row i holds, for every term, the greatest of its products with the vectors of image i
   */
  greatest(images: Float32Array, group: number, terms: Float32Array, width: number): Promise<Float32Array>;
}
