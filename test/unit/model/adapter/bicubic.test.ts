import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resizePositions } from '../../../../src/model/adapter/bicubic.js';
import { deviation } from './reference.js';

// A grid of 4 x 4 with two numbers each, and what torch.nn.functional.interpolate (2.9, bicubic, scale_factor of a grid that is 0.1 larger) makes of it.
const grid = [
  -0.125, 0.375, -0.75, 0.125, 0.625, -0.25, 1.625, -1.625, 0, -0.25, 0.25, -0.25, 0.875, 0.25, 0.625, 0.375, 0.25, 0.875, -0.5, -1.625, 1,
  0.5, -0.125, 0, 0.625, 2.25, 1.875, -1.25, 1, 0.5, 2.375, -0.125,
];
const smaller = [-0.1218, 0.0119, 0.1158, 0.0813, 1.1514, -0.5412, 0.3727, 1.0547, 0.574, -0.994, 0.7692, 0.159];
const larger = [
  -0.0649, 0.4419, -0.4395, 0.3533, -0.8442, 0.1934, -0.3104, 0.0506, 0.6734, -0.333, 1.3714, -1.2117, 1.7816, -1.8793, -0.0753, -0.2049,
  -0.0789, -0.1219, -0.0209, -0.0013, 0.3724, 0.0847, 0.8099, 0.0643, 0.9786, -0.0859, 1.0319, -0.2141, 0.1233, 0.185, -0.068, -0.3346,
  -0.2391, -0.9472, 0.403, -0.4111, 0.9584, 0.4477, 0.4366, 0.5136, -0.1165, 0.4159, 0.4004, 1.5959, 0.1621, 0.1908, -0.0821, -1.5889,
  0.4644, -0.8922, 1.0212, 0.5644, 0.6855, 0.3241, 0.2937, -0.1176, 0.5036, 2.6308, 1.1099, 1.0234, 1.8804, -1.0784, 1.4931, -0.7185,
  1.0163, 0.5257, 1.8042, 0.2429, 2.5487, -0.1811,
];

test('positions are resized as PyTorch does it for DINO', () => {
  const values = Float32Array.from(grid);
  const from = { rows: 4, columns: 4 };
  assert.ok(deviation(resizePositions(values, 2, from, { rows: 2, columns: 3 }), Float32Array.from(smaller)) < 1e-4);
  assert.ok(deviation(resizePositions(values, 2, from, { rows: 5, columns: 7 }), Float32Array.from(larger)) < 1e-4);
  assert.equal(resizePositions(values, 2, from, from), values);
});
