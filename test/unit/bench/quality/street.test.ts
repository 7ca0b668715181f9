import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mulberry32, plainProducts, uniform } from '../../../../src/core/index.js';
import { describeCells, describeWhole, gridSide, wholeSide } from '../../../bench/quality/descriptors.js';
import { meanUnion, ridgeAnswers } from '../../../bench/quality/street-probe.js';
import { cellLabels, objectsIn } from '../../../bench/quality/street.js';

test('objects are areas that connect by edges, from 60 pixels on', () => {
  const [width, height] = [40, 20];
  const mask = new Uint8Array(width * height);
  const fill = (x0: number, y0: number, w: number, h: number, value: number): void => {
    for (let y = y0; y < y0 + h; y++) for (let x = x0; x < x0 + w; x++) mask[y * width + x] = value;
  };
  fill(0, 0, 8, 8, 1); // 64 pixels
  fill(8, 8, 10, 6, 1); // touches by a corner only: another object
  fill(30, 0, 7, 8, 1); // 56: none
  fill(20, 16, 20, 3, 2); // 60 pixels
  assert.deepEqual([...objectsIn(mask, width, height, 3)], [1, 2, 1]);
});

test('a cell has the class of most of its pixels that count', () => {
  const [width, height] = [28, 28];
  const mask = new Uint8Array(width * height).fill(2);
  mask.set([0, 1], 0);
  mask.set([1, 1], width);
  for (const at of [2, 3, width + 2, width + 3]) mask[at] = 3;
  const labels = cellLabels(mask, width, height, 4, 3);
  assert.deepEqual([labels[0], labels[1], labels[2]], [1, 3, 2]);
});

test('mean intersection over union is over the classes of the test', () => {
  const union = meanUnion(Uint8Array.of(0, 0, 1, 5), Uint8Array.of(0, 1, 1, 1));
  assert.ok(Math.abs(union - (1 / 2 + 1 / 3) / 2) < 1e-12);
});

test('the ridge probe minimises weighted squares plus penalty', async () => {
  const draw = mulberry32(3);
  const [n, d] = [60, 3];
  const labels = Uint8Array.from({ length: n }, (_, i) => (i < 40 ? 2 : i < 52 ? 4 : 7));
  const values = Float32Array.from({ length: n * d }, (_, i) => uniform(draw) + (labels[Math.floor(i / d)] === 2 + 2 * (i % d) ? 0.3 : 0));
  const classes = [2, 4, 7];
  const weights = [...labels].map((label) => Math.sqrt(n / 3 / labels.filter((own) => own === label).length));
  const scale = n / weights.reduce((a, b) => a + b, 0);
  // Plain gradient steps on the same loss, all classes and the free mean.
  const found = classes.map((name) => {
    const at = new Array<number>(d + 1).fill(0);
    for (let step = 0; step < 4000; step++) {
      const gradient = at.map((own, k) => (k < d ? own : 0));
      for (let i = 0; i < n; i++) {
        const row = [...values.subarray(i * d, (i + 1) * d), 1];
        const miss = row.reduce((sum, x, k) => sum + x * (at[k] ?? 0), 0) - (labels[i] === name ? 1 : 0);
        row.forEach((x, k) => (gradient[k] = (gradient[k] ?? 0) + (weights[i] ?? 0) * scale * miss * x));
      }
      gradient.forEach((own, k) => (at[k] = (at[k] ?? 0) - own / 150));
    }
    return at;
  });
  const asked = Float32Array.from({ length: 300 * d }, () => uniform(draw) * 1.3);
  const answers = await ridgeAnswers({ values, width: d }, labels, { values: asked, width: d }, plainProducts);
  for (let i = 0; i < 300; i++) {
    const row = [...asked.subarray(i * d, (i + 1) * d), 1];
    const scores = found.map((at) => row.reduce((sum, x, k) => sum + x * (at[k] ?? 0), 0));
    const [first = 0, second = 0] = [...scores].sort((a, b) => b - a);
    if (first - second > 1e-3) assert.equal(answers[i], classes[scores.indexOf(first)]);
  }
  assert.ok(new Set(answers).size === 3);
});

test('descriptors: shares of colours, texture and gradients, as roots', () => {
  const flat = new Uint8Array(wholeSide * wholeSide * 3).fill(200);
  const whole = describeWhole(flat);
  assert.equal(whole.length, 441 + 64 + 256);
  assert.ok(whole.subarray(0, 441).every((own) => own === 0));
  assert.deepEqual(
    [...whole.subarray(441, 505)].flatMap((own, i) => (own > 0 ? [[i, own]] : [])),
    [[63, 1]],
  );
  assert.equal(whole[505], 1);
  // Stripes that change from left to right have gradients of the first orientation only.
  const stripes = Uint8Array.from(flat, (_, i) => (Math.floor(i / 3) % 8 < 4 ? 0 : 255));
  const cells = describeWhole(stripes);
  assert.ok(cells.subarray(0, 441).every((own, i) => (i % 9 === 0 ? own > 0 : own === 0)));
  assert.ok(Math.abs(cells.subarray(0, 441).reduce((sum, own) => sum + own * own, 0) - 1) < 1e-5);
  const { values, width } = describeCells(new Uint8Array(gridSide * gridSide * 3).fill(10));
  assert.equal(values.length, 196 * width);
  assert.deepEqual(
    [...values.subarray(0, width)].flatMap((own, i) => (own > 0 ? [[i, own]] : [])),
    [
      [9, 1],
      [73, 1],
    ],
  );
});
