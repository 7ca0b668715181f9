import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { mulberry32, uniform } from '../../../../src/core/index.js';
import { balancedAccuracy, choleskyOf, fitProbe, type Gram } from '../../../bench/quality/probe.js';

interface Points {
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly string[];
}

/** Points around the corners of a simplex, `apart` from each other, of unequal counts. */
function points(seed: number, counts: readonly number[], apart: number, width = 6): Points {
  const draw = mulberry32(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform(draw))) * Math.cos(2 * Math.PI * uniform(draw));
  const rows: number[][] = [];
  const labels: string[] = [];
  counts.forEach((count, c) => {
    for (let i = 0; i < count; i++) {
      rows.push(Array.from({ length: width }, (_, k) => (k === c ? apart : 0) + 0.3 * normal()));
      labels.push(String.fromCharCode(97 + c));
    }
  });
  return { rows, labels };
}

const gramOf = ({ rows }: Points): Gram => ({
  images: rows.length,
  values: Float32Array.from(rows.flatMap((a) => rows.map((b) => a.reduce((sum, own, k) => sum + own * (b[k] ?? 0), 0)))),
});

/** The same regression in its own weights by plain gradient steps, much slower: weights [k x width], then intercepts. */
function plainly({ rows, labels }: Points, classes: readonly string[]): { weights: number[][]; intercepts: number[] } {
  const [n, k, width] = [rows.length, classes.length, rows[0]?.length ?? 0];
  const penalty = k === 2 ? 2 : 1;
  const weights = classes.map(() => new Array<number>(width).fill(0));
  const intercepts = classes.map(() => 0);
  const importance = labels.map((label) => (30 * n) / k / labels.filter((own) => own === label).length);
  const rate = 1 / (importance.reduce((sum, own, i) => sum + own * (1 + (rows[i] ?? []).reduce((s, x) => s + x * x, 0)), 0) / 2 + penalty);
  for (let step = 0; step < 60_000; step++) {
    const gradient = weights.map((own) => own.map((weight) => penalty * weight));
    const shift = intercepts.map(() => 0);
    rows.forEach((row, i) => {
      const scores = weights.map((own, c) => own.reduce((sum, weight, d) => sum + weight * (row[d] ?? 0), intercepts[c] ?? 0));
      const exps = scores.map((score) => Math.exp(score - Math.max(...scores)));
      const total = exps.reduce((a, b) => a + b, 0);
      exps.forEach((own, c) => {
        const pull = (importance[i] ?? 0) * (own / total - (classes[c] === labels[i] ? 1 : 0));
        shift[c] = (shift[c] ?? 0) + pull;
        row.forEach((x, d) => ((gradient[c] as number[])[d] = (gradient[c]?.[d] ?? 0) + pull * x));
      });
    });
    weights.forEach((own, c) => own.forEach((weight, d) => (own[d] = weight - rate * (gradient[c]?.[d] ?? 0))));
    shift.forEach((own, c) => (intercepts[c] = (intercepts[c] ?? 0) - rate * own));
  }
  return { weights, intercepts };
}

/** Scores of a fitted probe for every row, minus their mean over classes: what the intercepts leave open. */
function scoresOf(data: Points, classes: readonly string[]): number[][] {
  const n = data.rows.length;
  const { coefficients, intercepts } = fitProbe(
    Float64Array.from(gramOf(data).values),
    Int32Array.from(data.labels, (label) => classes.indexOf(label)),
    classes.length,
  );
  const gram = gramOf(data).values;
  return data.rows.map((_, row) => {
    const scores = classes.map((_own, c) =>
      data.rows.reduce(
        (sum, _other, i) => sum + (gram[row * n + i] ?? 0) * (coefficients[i * classes.length + c] ?? 0),
        intercepts[c] ?? 0,
      ),
    );
    const middle = scores.reduce((a, b) => a + b, 0) / scores.length;
    return scores.map((score) => score - middle);
  });
}

test('a Gram matrix is the product of its factor, duplicates without an axis of their own', () => {
  const data = points(3, [3, 2], 1, 8);
  const rows = [...data.rows, data.rows[1] ?? []];
  const n = rows.length;
  const gram = Float64Array.from(rows.flatMap((a) => rows.map((b) => a.reduce((sum, own, k) => sum + own * (b[k] ?? 0), 0))));
  const lower = choleskyOf(gram, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (lower[i * n + k] ?? 0) * (lower[j * n + k] ?? 0);
      assert.ok(Math.abs(sum - (gram[i * n + j] ?? 0)) < 1e-9);
    }
  }
  assert.equal(lower[n * n - 1], 0);
});

test('the solution by images is that of plain gradient steps on the weights', () => {
  for (const counts of [
    [8, 3, 5],
    [9, 4],
  ]) {
    const data = points(5, counts, 0.4);
    const classes = counts.map((_, c) => String.fromCharCode(97 + c));
    const { weights, intercepts } = plainly(data, classes);
    const expected = data.rows.map((row) => {
      const scores = weights.map((own, c) => own.reduce((sum, weight, d) => sum + weight * (row[d] ?? 0), intercepts[c] ?? 0));
      const middle = scores.reduce((a, b) => a + b, 0) / scores.length;
      return scores.map((score) => score - middle);
    });
    const greatest = Math.max(...expected.flat().map(Math.abs));
    scoresOf(data, classes).forEach((own, i) =>
      own.forEach((score, c) =>
        assert.ok(Math.abs(score - (expected[i]?.[c] ?? 0)) < 0.01 * greatest, `${score} ${expected[i]?.[c] ?? 0}`),
      ),
    );
  }
});

test('separable classes are told apart, every class of the test counts the same, unseen ones are lost', () => {
  const data = points(1, [40, 6, 6, 4], 3);
  const gram = gramOf(data);
  const all = [...data.labels.keys()];
  const chosen = [0, 1, 40, 41, 46, 52];
  const rest = all.filter((image) => !chosen.includes(image));
  assert.equal(balancedAccuracy(gram, data.labels, chosen, rest), 1);
  assert.equal(balancedAccuracy(gram, data.labels, chosen.slice(0, 5), rest), 3 / 4);
  // One class alone is the answer to everything; nothing chosen, no answer.
  assert.equal(balancedAccuracy(gram, data.labels, [0, 1], rest), 1 / 4);
  assert.equal(balancedAccuracy(gram, data.labels, [], rest), 0);
});

const python = process.env['PYTHON'];
const hasSklearn = python !== undefined && spawnSync(python, ['-c', 'import sklearn']).status === 0;
test('scikit-learn finds the same', { skip: hasSklearn ? false : 'there is no scikit-learn in PYTHON' }, () => {
  const program = `
import sys, json, numpy as np
from sklearn.linear_model import LogisticRegression
d = json.load(sys.stdin); x, y = np.array(d["rows"]), np.array(d["labels"])
m = LogisticRegression(C=30, class_weight="balanced", max_iter=100000, tol=1e-10).fit(x, y)
s = m.decision_function(x)
print(json.dumps((np.stack([-s / 2, s / 2], 1) if s.ndim == 1 else s - s.mean(1, keepdims=True)).tolist()))`;
  for (const counts of [
    [20, 5, 9, 3],
    [9, 4],
  ]) {
    const data = points(9, counts, 0.5);
    const run = spawnSync(python ?? '', ['-c', program], { input: JSON.stringify(data), encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    const expected = JSON.parse(run.stdout) as number[][];
    const classes = counts.map((_, c) => String.fromCharCode(97 + c));
    const greatest = Math.max(...expected.flat().map(Math.abs));
    scoresOf(data, classes).forEach((own, i) =>
      own.forEach((score, c) =>
        assert.ok(Math.abs(score - (expected[i]?.[c] ?? 0)) < 0.01 * greatest, `${score} ${expected[i]?.[c] ?? 0}`),
      ),
    );
  }
});
