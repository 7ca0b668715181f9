// Time of the paper's samplers beside the plain loops that compute every distance in float64, and beside numpy, on made pools.
// usage: npm run bench:samplers -- [--images 16551] [--patterns 5] [--width 128,384] [--budget 3000] [--loops 12] [--full]
//   --loops  picks of the loops and of numpy that are timed; those of the loops in the sampler's course; every pick costs the same, so their time for the budget follows
//   --full   also 100,000 x 5 and 1,000,000 x 1 with 128 numbers, budget 10,000, each in a process of its own for its peak of memory
// numpy is taken from the python in PYTHON, if that is set.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { greatestDots } from '../../src/core/dot-kernel.js';
import { paperSampler } from '../../src/core/paper-samplers.js';
import type { Pool } from '../../src/core/pool.js';
import { distanceOf, patternVectors } from '../../src/core/vectors.js';
import { matrixProducts } from '../../src/model/matrix-products.js';
import { madePool } from './made-pool.js';

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '16551' },
    patterns: { type: 'string', default: '5' },
    width: { type: 'string', default: '128,384' },
    budget: { type: 'string', default: '3000' },
    loops: { type: 'string', default: '12' },
    full: { type: 'boolean', default: false },
    alone: { type: 'boolean', default: false },
  },
});
const kinds = ['probability', 'farthest'] as const;
type Kind = (typeof kinds)[number];
const budget = Number(options.budget);
const loopPicks = Number(options.loops);
const made = (images: number, patterns: number, width: number): Pool => madePool({ images, patterns, width, embeddingWidth: 1 });
const load = (): string => os.loadavg()[0]?.toFixed(1) ?? '';
const secondsSince = (start: number): number => (performance.now() - start) / 1000;
const row = (...cells: (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);

/** Seconds of a sampler, and of what is done `loopPicks` times in its course: so both meet the same load. */
async function timed(pool: Pool, kind: Kind, picks: number, beside?: () => void): Promise<{ seconds: number; besideSeconds: number }> {
  const products = await matrixProducts(os.availableParallelism());
  let start = performance.now();
  let seconds = 0;
  let besideSeconds = 0;
  let done = 0;
  const run = paperSampler(pool, { kind, centre: 'pool', seed: 1, budget: picks, initial: [] }, products);
  for (;;) {
    const step = await run.next();
    if (step.done) return { seconds: seconds + secondsSince(start), besideSeconds: besideSeconds / Math.max(1, done) };
    if (!beside || step.value.done < ((done + 0.5) * picks) / loopPicks) continue;
    seconds += secondsSince(start);
    start = performance.now();
    beside();
    besideSeconds += secondsSince(start);
    done++;
    start = performance.now();
  }
}

/** A pick in plain loops: the distances of every pattern to an image in float64, and the squared distances summed. */
function loopsOf(pool: Pool): () => void {
  const { width, first, values } = patternVectors(pool, 'pool');
  const terms = new Float64Array(values);
  const nearest = new Float64Array(terms.length / width).fill(Infinity);
  const chunk = new Float64Array(4096);
  let picked = 0;
  const pick = (): void => {
    const image = (picked++ * 7919) % pool.images;
    const [from = 0, to = 0] = [first[image], first[image + 1]];
    for (let at = 0; at < nearest.length; at += chunk.length) {
      const n = Math.min(chunk.length, nearest.length - at);
      greatestDots(terms.subarray(from * width, to * width), 1, to - from, terms, at, n, width, chunk);
      for (let i = 0; i < n; i++) nearest[at + i] = Math.min(nearest[at + i] ?? 0, distanceOf(chunk[i] ?? 0));
    }
    let total = 0;
    for (const distance of nearest) total += distance * distance;
    if (!(total > 0)) throw new Error('no distances');
  };
  // Compiled before the clock runs.
  pick();
  pick();
  return pick;
}

/** The published way: one product of the pool with the new image's patterns in float32, for every pick. */
const numpyProgram = `
import sys, time, numpy as np
x = np.fromfile(sys.argv[1], np.float32).reshape(-1, int(sys.argv[2]))
k, picks = int(sys.argv[3]), int(sys.argv[4])
d = np.full(len(x), 9, np.float32)
def pick(i):
    np.minimum(d, 1 - (x @ x[i * k:(i + 1) * k].T).max(1), out=d)
    np.cumsum(d.astype(float) ** 2)
pick(0)
start = time.time()
for i in range(1, picks + 1): pick(i * 7919 % (len(x) // k))
print((time.time() - start) / picks)
`;

function secondsOfNumpy(pool: Pool, patterns: number): number | undefined {
  const python = process.env['PYTHON'];
  if (!python) return undefined;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'freesel-bench-'));
  try {
    const file = path.join(folder, 'pool.f32');
    const { values, width } = patternVectors(pool, 'pool');
    writeFileSync(file, values);
    const run = spawnSync(python, ['-c', numpyProgram, file, String(width), String(patterns), String(loopPicks)], { encoding: 'utf8' });
    return run.status === 0 ? Number(run.stdout) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes that memory gives in a second, by copies of a pool. */
function bandwidth(pool: Pool): number {
  const to = new Float32Array(pool.patterns.length);
  to.set(pool.patterns);
  const start = performance.now();
  for (let i = 0; i < 5; i++) to.set(pool.patterns);
  return (5 * 2 * to.byteLength) / secondsSince(start);
}

/** Slope of a line through the logarithms: how time grows. */
function exponent(points: readonly (readonly [size: number, seconds: number])[]): string {
  const logs = points.map(([size, seconds]) => [Math.log(size), Math.log(seconds)] as const);
  const mean = (of: (point: readonly [number, number]) => number): number => logs.reduce((sum, own) => sum + of(own), 0) / logs.length;
  const [x, y] = [mean(([own]) => own), mean(([, own]) => own)];
  return (mean(([a, b]) => (a - x) * (b - y)) / mean(([a]) => (a - x) ** 2)).toFixed(2);
}

/** One measure for a process of its own. */
async function alone(): Promise<void> {
  const [images, patterns, width] = [Number(options.images), Number(options.patterns), Number(options.width)];
  const pool = made(images, patterns, width);
  for (const kind of kinds) {
    const { seconds } = await timed(pool, kind, budget);
    const peak = (process.resourceUsage().maxRSS * 1024) / pool.patterns.byteLength;
    row(kind, `${images} x ${patterns}`, width, budget, seconds.toFixed(1), `${peak.toFixed(2)} x the float32 pool`, load());
  }
}

async function compared(): Promise<void> {
  const [images, patterns] = [Number(options.images), Number(options.patterns)];
  row('sampler', 'pool', 'numbers', 'budget', 's', 'loops, s', 'ratio', 'numpy, s', 'ratio', 'floor of one pass a pick, s', 'load');
  row(...Array<string>(11).fill('---'));
  for (const width of options.width.split(',').map(Number)) {
    const pool = made(images, patterns, width);
    const floor = (budget * pool.patterns.byteLength) / bandwidth(pool);
    for (const kind of kinds) {
      const { seconds, besideSeconds } = await timed(pool, kind, budget, loopsOf(pool));
      const loops = besideSeconds * budget;
      const numpy = (secondsOfNumpy(pool, patterns) ?? NaN) * budget;
      const beside = (other: number): [string, string] =>
        Number.isNaN(other) ? ['no PYTHON', ''] : [other.toFixed(0), (other / seconds).toFixed(1)];
      row(kind, `${images} x ${patterns}`, width, budget, seconds.toFixed(1), ...beside(loops), ...beside(numpy), floor.toFixed(1), load());
    }
  }
}

async function growth(): Promise<void> {
  const [images, patterns, width] = [Number(options.images), Number(options.patterns), Number(options.width.split(',')[0])];
  const picks = Math.ceil(budget / 4);
  for (const kind of kinds) {
    const bySize: [number, number][] = [];
    for (const part of [1, 0.5, 0.25]) {
      const size = Math.round(images * part);
      bySize.push([size, (await timed(made(size, patterns, width), kind, picks)).seconds]);
    }
    const byBudget: [number, number][] = bySize.slice(0, 1).map(([, seconds]) => [picks, seconds]);
    for (const part of [0.5, 0.25])
      byBudget.push([picks * part, (await timed(made(images, patterns, width), kind, Math.round(picks * part))).seconds]);
    console.log(
      `${kind}: time grows as pool ^ ${exponent(bySize)} (budget ${picks}), as budget ^ ${exponent(byBudget)} (${picks / 4} to ${picks}); load ${load()}`,
    );
  }
}

if (options.alone) {
  await alone();
} else {
  console.log(
    `${os.cpus()[0]?.model ?? ''}, ${os.availableParallelism()} cores, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`,
  );
  await compared();
  await growth();
  if (options.full) {
    row('sampler', 'pool', 'numbers', 'budget', 's', 'peak of memory', 'load');
    for (const [images, patterns] of [
      [100_000, 5],
      [1_000_000, 1],
    ] as const) {
      const args = [`--images=${images}`, `--patterns=${patterns}`, '--width=128', '--budget=10000', '--alone'];
      spawnSync(process.execPath, ['--import', 'tsx', import.meta.filename, ...args], { stdio: 'inherit' });
    }
  }
}
