// What a user gets on real pools: images a second, seconds of a first and a second run, classes found against chance.
// usage: npm run bench [-- POOL...]     POOL is a folder of ../shared/data, or any folder with one folder per class
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mulberry32, partialShuffle } from '../../src/core/index.js';
import { parseSelection } from '../../src/core/selection.js';
import { listImages } from '../../src/images/index.js';

const budget = 24;
const draws = 200;
const shared = path.resolve('../shared/data');
const asked = process.argv.slice(2);
const pools = asked.length > 0 ? asked : ['tiles', 'steel', 'clothing'].map((name) => path.join(shared, name));

interface Ran {
  readonly seconds: number;
  readonly peakMegabytes: number;
}

function freesel(args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((done, failed) => {
    const start = performance.now();
    const child = spawn(process.execPath, [path.resolve('dist/cli.js'), ...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
    let peak = 0;
    const poll = setInterval(() => {
      try {
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8'))?.[1] ?? 0));
      } catch {
        // Not Linux, or gone.
      }
    }, 50);
    child.on('error', failed);
    child.on('exit', (code) => {
      clearInterval(poll);
      if (code === 0) done({ seconds: (performance.now() - start) / 1000, peakMegabytes: peak / 1024 });
      else failed(new Error(`freesel ${args.join(' ')} ended with ${String(code)}`));
    });
  });
}

const classOf = (file: string): string => file.split('/')[0] ?? '';
const distinct = (files: readonly string[]): number => new Set(files.map(classOf)).size;

/** Mean number of classes in random selections of the budget's size. */
function byChance(files: readonly string[]): number {
  let sum = 0;
  for (let seed = 1; seed <= draws; seed += 1) {
    const deck = Int32Array.from(files, (_, i) => i);
    partialShuffle(deck, Math.min(budget, deck.length), mulberry32(seed));
    sum += distinct([...deck.subarray(0, budget)].map((i) => files[i] ?? ''));
  }
  return sum / draws;
}

console.log(
  `${os.cpus()[0]?.model ?? ''}, ${os.availableParallelism()} cores, Node ${process.versions.node}, load ${os.loadavg()[0]?.toFixed(1) ?? ''}, ${new Date().toISOString().slice(0, 10)}; budget ${budget}`,
);
console.log(
  '| pool | images | first run, s | images/s | second run, s | peak MB | classes found | by chance (mean of 200) | covered | random covers |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const pool of pools) {
  if (!existsSync(pool)) {
    console.log(`| ${path.basename(pool)} | skipped: ${pool} is not there |`);
    continue;
  }
  const place = mkdtempSync(path.join(os.tmpdir(), 'freesel-bench-'));
  try {
    const name = path.basename(pool);
    cpSync(pool, path.join(place, name), { recursive: true });
    const args = ['select', name, '--budget', String(budget), '--out', 'selection.json'];
    const first = await freesel(args, place);
    const second = await freesel(args, place);
    const parsed = parseSelection(readFileSync(path.join(place, 'selection.json'), 'utf8'));
    if (parsed.kind !== 'selection') throw new Error('no selection was written');
    const { picks, coverage } = parsed.selection;
    const files = (await listImages(path.join(place, name), { include: [], exclude: [] })).files.map((file) => file.path);
    const percent = (share: number): string => `${Math.round(100 * share)} %`;
    const cells = [
      name,
      files.length,
      first.seconds.toFixed(1),
      Math.round(files.length / first.seconds),
      second.seconds.toFixed(2),
      Math.round(Math.max(first.peakMegabytes, second.peakMegabytes)),
      `${distinct(picks.map((pick) => pick.path))} of ${distinct(files)}`,
      byChance(files).toFixed(1),
      percent(coverage.share),
      `${percent(coverage.random.low)} to ${percent(coverage.random.high)}`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
