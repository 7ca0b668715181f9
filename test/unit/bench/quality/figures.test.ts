import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barsFor, lostCells } from '../../../bench/quality/bars.js';
import type { Score } from '../../../bench/quality/evaluation.js';
import { lead, ranksOf, standardError, summaries, type PoolScores } from '../../../bench/quality/figures.js';
import { plotOf } from '../../../bench/quality/plot.js';
import { cellsCsv } from '../../../bench/quality/report.js';
import { streetSummaries } from '../../../bench/quality/street-figures.js';

const score = (budget: number, own: number, other: number | null, junk = 0): Score => ({
  budget,
  own,
  other,
  found: 1,
  junk,
  covered: 0.5,
});
/** Two splits of two budgets for each selector, from points of own and other features. */
const pool = (name: string, junkShare: number, points: Record<string, readonly (readonly [number, number])[]>, junk = 0): PoolScores => ({
  pool: name,
  budgets: [5, 10],
  junkShare,
  scores: new Map(
    Object.entries(points).map(([selector, own]) => [
      selector,
      [0, 2].map((from) => [0, 1].map((i) => score(5 + 5 * i, (own[from + i]?.[0] ?? 0) / 100, (own[from + i]?.[1] ?? 0) / 100, junk))),
    ]),
  ),
});

const flat = [
  [50, 30],
  [60, 40],
  [50, 30],
  [60, 40],
] as const;
const better = [
  [54, 32],
  [66, 42],
  [52, 32],
  [64, 42],
] as const;
const mixed = [
  [49, 29],
  [63, 43],
  [49, 29],
  [63, 43],
] as const;
const pools = [
  pool('one', 0, { random: flat, ours: better, theirs: mixed }),
  pool('two', 0.1, { random: flat, ours: mixed, theirs: better }, 0.2),
];

test('ranks: 1 for the greatest, equal ones share', () => {
  assert.deepEqual(ranksOf([3, 9, 1]), [2, 1, 3]);
  assert.deepEqual(ranksOf([5, 5, 1, 7]), [2.5, 2.5, 4, 1]);
});

test('standard error of a mean', () => {
  assert.ok(Math.abs(standardError([1, 2, 3, 4]) - Math.sqrt(5 / 3 / 4)) < 1e-12);
  assert.ok(Number.isNaN(standardError([1])));
});

test('a summary has means, errors over splits, cells, worst pool and rank', () => {
  const [random, ours, theirs] = summaries(pools, ['random', 'ours', 'theirs']);
  assert.ok(random && ours && theirs);
  assert.equal(random.own, 0);
  // Pool one: +5 and +3 by split on own; two: +1 and +1.
  assert.ok(Math.abs(ours.own - (4 + 1) / 2) < 1e-9);
  assert.ok(Math.abs(ours.ownError - 0.5) < 1e-9, String(ours.ownError));
  assert.ok(Math.abs(ours.other - (2 + 1) / 2) < 1e-9);
  assert.ok(Math.abs(ours.both - (3 + 1) / 2) < 1e-9);
  assert.equal(ours.cells, 3 / 4);
  assert.equal(ours.worst.pool, 'two');
  assert.ok(Math.abs(ours.worst.points - 1) < 1e-9);
  // Cells of one: 1, 1; of two: 3 (below random), 2 (after theirs).
  assert.equal(ours.rank, (1 + 1 + 3 + 2) / 4);
  assert.ok(Math.abs(lead(pools, 'ours', 'theirs', 'own').points) < 1e-9);
  assert.ok(Math.abs(lead(pools, 'ours', 'theirs', 'own').error - 3) < 1e-9);
});

test('bars say what falls short, and by how much', () => {
  const sums = summaries(pools, ['random', 'ours', 'theirs']);
  const bars = barsFor('ours', ['theirs'], pools, sums, []);
  const verdict = (words: string) => bars.find(({ bar }) => bar.includes(words));
  assert.equal(verdict('in every pool')?.holds, true);
  assert.equal(verdict('cells')?.holds, false);
  assert.equal(verdict('own features')?.holds, false);
  assert.equal(verdict('more than 2 points')?.holds, true);
  assert.match(verdict('more than 2 points')?.figure ?? '', /2\.0 below theirs on two/);
  assert.equal(verdict('junk picked')?.holds, false);
  assert.match(verdict('junk picked')?.figure ?? '', /20\.0 % of the picks, 10\.0 % of the pool/);
  assert.equal(verdict('street')?.holds, undefined);
  assert.deepEqual(
    lostCells('ours', pools).map(({ pool: name, budget }) => [name, budget]),
    [['two', 5]],
  );
});

test('pools without other features count on their own ones', () => {
  const lone: PoolScores = {
    pool: 'lone',
    budgets: [5],
    junkShare: 0,
    scores: new Map([
      ['random', [[score(5, 0.5, null)]]],
      ['ours', [[score(5, 0.6, null)]]],
    ]),
  };
  const [, ours] = summaries([lone], ['random', 'ours']);
  assert.ok(ours && Math.abs(ours.both - 10) < 1e-9 && Number.isNaN(ours.other));
  assert.equal(barsFor('ours', [], [lone], summaries([lone], ['random', 'ours']), [])[2]?.holds, undefined);
});

test('street: means over splits and budgets, both probes', () => {
  const street = (own: number, other: number) => ({ budget: 2, own, other, rare: 1, found: 1 });
  const [, ours] = streetSummaries(
    new Map([
      ['random', [[street(0.2, 0.1)], [street(0.3, 0.1)]]],
      ['ours', [[street(0.22, 0.14)], [street(0.34, 0.12)]]],
    ]),
  );
  assert.ok(ours && Math.abs(ours.own - 3) < 1e-9 && Math.abs(ours.other - 3) < 1e-9);
  assert.ok(Math.abs(ours.ownError - 1) < 1e-9);
});

test('files name their command, and every cell is in them', () => {
  const csv = cellsCsv('npm run bench:quality -- --save', pools, ['random', 'ours', 'theirs']);
  const lines = csv.trim().split('\n');
  assert.equal(lines[0], '# npm run bench:quality -- --save');
  assert.equal(lines.length, 2 + 2 * 2 * 3);
  assert.ok(lines.includes('one,5,ours,3.00,1.00,2.00,0.00,1.0000,0.0000,0.5000'), csv);
  const svg = plotOf('npm run bench:quality -- --save', pools, ['random', 'ours', 'theirs'], ['ours', 'theirs']);
  assert.match(svg, /<!-- npm run bench:quality - - - -save -->/);
  assert.equal(svg.match(/<g /g)?.length, 2);
  assert.ok(!svg.includes('NaN'));
});
