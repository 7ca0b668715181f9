import { greatestDots } from './dot-kernel.js';
import type { Products } from './products.js';

/** The product in plain loops, summed in float64: what faster ones are compared with, and what is left where none can be had. */
export const plainProducts: Products = {
  greatest(images, group, terms, width) {
    const count = images.length / (group * width);
    const termCount = terms.length / width;
    if (!Number.isInteger(count) || !Number.isInteger(termCount)) {
      return Promise.reject(
        new RangeError(`greatest: ${images.length} and ${terms.length} numbers are not groups of ${group} and rows of ${width}`),
      );
    }
    const result = new Float32Array(count * termCount);
    greatestDots(new Float64Array(images), count, group, new Float64Array(terms), 0, termCount, width, result);
    return Promise.resolve(result);
  },
};
