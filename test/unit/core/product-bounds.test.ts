import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainProducts } from '../../../src/core/plain-products.js';
import { ProductBounds } from '../../../src/core/product-bounds.js';
import { dot, patternVectors } from '../../../src/core/vectors.js';
import { clusteredPool } from './pools.js';

for (const width of [1, 6, 70, 250]) {
  test(`bounds lie above the products they stand for, and nearer ones are nearer: ${width} numbers`, async () => {
    for (const [seed, centre] of [
      [1, 'pool'],
      [2, 'none'],
    ] as const) {
      const vectors = patternVectors(clusteredPool({ seed, images: 60, clusters: 7, patterns: 3 }, width), centre);
      const count = vectors.values.length / vectors.width;
      const bounds = await ProductBounds.of(vectors, plainProducts);
      const short = await plainProducts.greatest(bounds.rows, 1, bounds.rows, bounds.width);
      let slack = 0;
      let less = 0;
      for (let p = 0; p < count; p++) {
        for (let q = 0; q < count; q++) {
          const product = dot(vectors.values, p * vectors.width, vectors.values, q * vectors.width, vectors.width);
          const bound = short[p * count + q] ?? NaN;
          const nearer = bounds.nearer(bound, p, q);
          // A third of the doubt is what short products in float64 may take of it.
          assert.ok(bound >= product - bounds.doubt / 3 && nearer >= product - bounds.doubt / 3, `${p}, ${q}`);
          slack += bound - product;
          less += bound - nearer;
        }
      }
      assert.ok(width <= 109 || less > slack / 4, `${less} of ${slack}`);
      // Where the axes span everything, nothing but doubt is left between a bound and its product.
      if (width <= 109) assert.ok((slack - less) / count ** 2 < 1e-3);
    }
  });
}
