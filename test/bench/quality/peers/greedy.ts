/**
 * Greedy maximisation of `sum over t of max over chosen j of benefit[j, t]`, lazily (Minoux 1978): a gain only ever falls, so an old one bounds the new one.
 * Ties go to the lowest image.
 *
 * @param benefit from 0; row j is what image j does for each term: [N x T]
 * @returns chosen images, first pick first
 */
export function lazyGreedy(benefit: Float32Array, images: number, budget: number): number[] {
  const terms = benefit.length / images;
  const current = new Float32Array(terms);
  const gainOf = (image: number): number => {
    let gain = 0;
    for (let t = 0, at = image * terms; t < terms; t++, at++) {
      const more = (benefit[at] as number) - (current[t] as number);
      if (more > 0) gain += more;
    }
    return gain;
  };
  const gains = Float64Array.from({ length: images }, (_, image) => gainOf(image));
  const left = new Set(gains.keys());
  const order: number[] = [];
  while (order.length < Math.min(budget, images)) {
    const isFresh = new Uint8Array(images);
    for (;;) {
      let best = -1;
      for (const image of left) if (best < 0 || (gains[image] as number) > (gains[best] as number)) best = image;
      if (isFresh[best] === 1) {
        order.push(best);
        left.delete(best);
        for (let t = 0, at = best * terms; t < terms; t++, at++) current[t] = Math.max(current[t] as number, benefit[at] as number);
        break;
      }
      gains[best] = gainOf(best);
      isFresh[best] = 1;
    }
  }
  return order;
}
