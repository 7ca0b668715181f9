/**
 * Greatest dot product of each term with the vectors of each image, in float64. Every product is summed in the order of its numbers, so equal rows give
 * equal bits wherever they stand.
 *
 * @param images vectors of `count` images, `group` consecutive ones each: [count * group x width]
 * @param terms [.. x width], of which `termCount` from `firstTerm` on are taken
 * @param result row i holds, for every term, the greatest of its products with image i: [count x termCount]
 */
export function greatestDots(
  images: Float64Array,
  count: number,
  group: number,
  terms: Float64Array,
  firstTerm: number,
  termCount: number,
  width: number,
  result: Float32Array | Float64Array,
): void {
  let term = 0;
  for (; term + 3 < termCount; term += 4) {
    const t0 = (firstTerm + term) * width;
    const t1 = t0 + width;
    const t2 = t1 + width;
    const t3 = t2 + width;
    for (let image = 0; image < count; image++) {
      let g0 = -Infinity;
      let g1 = -Infinity;
      let g2 = -Infinity;
      let g3 = -Infinity;
      for (let row = image * group; row < (image + 1) * group; row++) {
        const at = row * width;
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        for (let k = 0; k < width; k++) {
          const value = images[at + k] as number;
          s0 += value * (terms[t0 + k] as number);
          s1 += value * (terms[t1 + k] as number);
          s2 += value * (terms[t2 + k] as number);
          s3 += value * (terms[t3 + k] as number);
        }
        if (s0 > g0) g0 = s0;
        if (s1 > g1) g1 = s1;
        if (s2 > g2) g2 = s2;
        if (s3 > g3) g3 = s3;
      }
      const to = image * termCount + term;
      result[to] = g0;
      result[to + 1] = g1;
      result[to + 2] = g2;
      result[to + 3] = g3;
    }
  }
  for (; term < termCount; term++) {
    const t0 = (firstTerm + term) * width;
    for (let image = 0; image < count; image++) {
      let greatest = -Infinity;
      for (let row = image * group; row < (image + 1) * group; row++) {
        const at = row * width;
        let sum = 0;
        for (let k = 0; k < width; k++) sum += (images[at + k] as number) * (terms[t0 + k] as number);
        if (sum > greatest) greatest = sum;
      }
      result[image * termCount + term] = greatest;
    }
  }
}
