// Whether a selection is worth its labels: probes trained on the images that selectors choose, on pools of several kinds, beside random and published methods.
// usage: npm run bench:quality [-- OPTION... FOLDER...]
//   FOLDER           any folder with one folder for each class, in place of the pools of ../shared/data
//   --features FILE  Arrow or Parquet with the columns path, label, embedding, patterns (other and split, if there): features made elsewhere
//   --pools A,B      some of the pools only; street is one    --selectors A,B  some of the selectors only (random always)
//   --judge NAME     the selector that is held to the bars; the product's default where nothing is said
//   --budgets 1,2    labels of each class on the mean         --splits N       5
//   --workers N      processes, 2                             --quick          1 split, budgets 2 and 6: a look
//   --save           writes test/bench/results/quality.{md,csv,svg}
// What is slow is kept in .cache/quality: another selector costs only its own runs.
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from '../../../src/core/problem.js';
import { barsFor, lostCells } from './bars.js';
import { budgetsFor, junkShare, labelsPerClass } from './evaluation.js';
import { FeaturesRefused, readFeatures } from './features-file.js';
import { mean, summaries, type PoolScores } from './figures.js';
import type { Selector } from './peers/selector.js';
import { plotOf } from './plot.js';
import { fingerprintOf, missingFolders, poolNames, poolOf, poolOfFolder, type PoolName, type QualityPool } from './pools.js';
import { barTable, behindTable, cellsCsv, junkTable, lostTable, overallTable, poolTable, streetTable } from './report.js';
import { defaultSelector, selectors } from './selectors.js';
import { streetSummaries } from './street-figures.js';
import { hasStreet, streetBudgets, streetOf } from './street.js';
import { isKept, keepResult, keptScores, keptStreetScores, resultFile, runTasks, type Task } from './tasks.js';

/** An option that means nothing; the message is a sentence for the user. */
class OptionRefused extends Error {}

process.on('uncaughtException', (error) => {
  const isSaid = error instanceof OptionRefused || error instanceof FeaturesRefused || error instanceof Problem;
  console.error(isSaid ? error.message : error);
  process.exit(1);
});

const { values: asked, positionals: askedFolders } = parseArgs({
  allowPositionals: true,
  options: {
    features: { type: 'string', multiple: true, default: [] },
    pools: { type: 'string' },
    selectors: { type: 'string' },
    judge: { type: 'string', default: defaultSelector },
    budgets: { type: 'string' },
    splits: { type: 'string' },
    workers: { type: 'string', default: '2' },
    quick: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
  },
});
const command = ['npm run bench:quality', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');
const splits = counted('--splits', asked.splits ?? (asked.quick ? '1' : '5'));
const workers = counted('--workers', asked.workers);
const perClass = asked.budgets?.split(',').map((own) => counted('--budgets', own)) ?? (asked.quick ? [2, 6] : labelsPerClass);
const start = performance.now();
const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(0)} s`;

/** A whole number from 1. */
function counted(option: string, value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new OptionRefused(`${option} takes whole numbers from 1, not ${value}.`);
  return count;
}

/** Those of a list that are asked for by name; what is not known ends the run with a sentence. */
function named<T extends string>(list: string | undefined, known: readonly T[], what: string): readonly T[] {
  if (list === undefined) return known;
  const names = list.split(',').map((own) => own.trim());
  const strange = names.find((own) => !(known as readonly string[]).includes(own));
  if (strange !== undefined) throw new OptionRefused(`There is no ${what} named ${strange}; there are ${known.join(', ')}.`);
  return known.filter((own) => names.includes(own));
}

const askedSelectors = named(
  asked.selectors,
  selectors.map(({ name }) => name),
  'selector',
);
const running = selectors.filter(({ name, kind }) => kind === 'random' || name === asked.judge || askedSelectors.includes(name));
if (!running.some(({ name }) => name === asked.judge)) throw new OptionRefused(`There is no selector named ${asked.judge} to judge.`);
const hasOwnData = askedFolders.length + asked.features.length > 0;
const askedPools = named<PoolName | 'street'>(asked.pools, [...poolNames, 'street'], 'pool');

const pools: QualityPool[] = [];
for (const file of asked.features) pools.push(await readFeatures(file));
for (const folder of askedFolders) pools.push(await poolOfFolder(folder));
for (const name of hasOwnData ? [] : poolNames.filter((own) => askedPools.includes(own))) {
  const [missing] = missingFolders(name);
  if (missing === undefined) pools.push(await poolOf(name));
  else console.error(`skipped: ${name}, since there is no ${missing}`);
}
const withStreet = !hasOwnData && askedPools.includes('street') && hasStreet();
if (!hasOwnData && askedPools.includes('street') && !withStreet) console.error('skipped: street, since there is no ../shared/data/street');
if (withStreet) await streetOf();
console.error(`${pools.map(({ name, labels }) => `${name} ${labels.length}`).join(', ')}; ready after ${seconds()}`);

interface Wanted {
  readonly pool: QualityPool | 'street';
  readonly key: string;
  readonly budgets: readonly number[];
}
const wanted: Wanted[] = [
  ...(withStreet ? [{ pool: 'street' as const, key: 'street', budgets: streetBudgets }] : []),
  ...pools.map((pool) => ({ pool, key: fingerprintOf(pool), budgets: budgetsFor(pool, perClass) })),
];
const fileOf = (selector: Selector, { key, budgets }: Wanted, split: number): string => resultFile(selector, { pool: key, split, budgets });

const tasks = wanted.flatMap((own) =>
  Array.from({ length: splits }, (_, split): Task => {
    const open = running.filter((selector) => !isKept(fileOf(selector, own, split))).map(({ name }) => name);
    return own.pool === 'street'
      ? { kind: 'street', split, selectors: open }
      : { kind: 'pool', pool: own.pool, budgets: own.budgets, split, selectors: open };
  }).filter(({ selectors: open }) => open.length > 0),
);
const times = new Map<string, number>();
let done = 0;
const all = tasks.reduce((sum, task) => sum + task.selectors.length, 0);
await runTasks(tasks, workers, (task, { selector: name, scores, seconds: took }) => {
  const own = wanted.find(({ pool }) => pool === (task.kind === 'street' ? 'street' : task.pool));
  const selector = running.find((one) => one.name === name);
  if (!own || !selector) throw new Error(`a worker gave scores of ${name}, which nobody asked for`);
  keepResult(fileOf(selector, own, task.split), scores);
  times.set(name, (times.get(name) ?? 0) + took);
  done++;
  if (done % 20 === 0 || done === all) console.error(`${done} of ${all} runs of a selector on a split, ${seconds()}`);
});
if (times.size > 0) console.error([...times].map(([name, took]) => `${name} ${took.toFixed(0)} s`).join(', '));

const scoresIn = <T>(own: Wanted, read: (file: string) => T): Map<string, readonly T[]> =>
  new Map(running.map((selector) => [selector.name, Array.from({ length: splits }, (_, split) => read(fileOf(selector, own, split)))]));
const pooled = wanted.flatMap((own): PoolScores[] =>
  own.pool === 'street'
    ? []
    : [
        {
          pool: own.pool.name,
          budgets: own.budgets,
          junkShare: mean(Array.from({ length: splits }, (_, split) => junkShare(own.pool as QualityPool, split))),
          scores: scoresIn(own, keptScores),
        },
      ],
);
const street = wanted.flatMap((own) => (own.pool === 'street' ? streetSummaries(scoresIn(own, keptStreetScores)) : []));
const names = running.map(({ name }) => name);
const sums = pooled.length > 0 ? summaries(pooled, names) : [];
const peers = running.filter(({ kind }) => kind === 'peer').map(({ name }) => name);

const machine = `${os.cpus()[0]?.model.trim() ?? ''}, ${os.availableParallelism()} cores, load ${os.loadavg()[0]?.toFixed(1) ?? ''}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines]);
const report = [
  `# ${command}`,
  '',
  `${machine}; ${pooled.length} pools, ${splits} ${splits === 1 ? 'split' : 'splits'} (60 % to choose from, 40 % to test on), ${perClass.join(', ')} labels a class on the mean; embeddings and patterns of the embedded model unless a file of features was named.`,
  '',
  'Points of balanced accuracy of a logistic probe above the mean of 20 random selections, mean over budgets and splits, ± standard error over splits. *own*: probe on the embeddings that selectors see; *other*: on colours, texture and gradients, which none saw. A small model and hard pools: other features and other data give other figures.',
  ...section('All pools', sums.length > 0 ? overallTable(sums) : []),
  ...section('Pool by pool, mean of both probes', sums.length > 0 ? poolTable(sums, pooled) : []),
  ...section('Junk among the picks', junkTable(sums, pooled)),
  ...section('Street: per-cell probe, mean IoU in points above random', streetTable(street)),
  ...section(`Bars for ${asked.judge}`, barTable(barsFor(asked.judge, peers, pooled, sums, street))),
  ...section(`Where ${asked.judge} is not above random`, sums.length > 0 ? lostTable(lostCells(asked.judge, pooled)) : []),
  ...section(
    `Where ${asked.judge} is more than 3 points below the best of the ${names.length} selectors`,
    sums.length > 0 ? behindTable(asked.judge, pooled, names, 3) : [],
  ),
];
console.log(report.join('\n'));
if (asked.save && pooled.length > 0) {
  const results = path.resolve('test/bench/results');
  mkdirSync(results, { recursive: true });
  writeFileSync(path.join(results, 'quality.md'), `${report.join('\n')}\n`);
  writeFileSync(path.join(results, 'quality.csv'), cellsCsv(command, pooled, names));
  const shown = [
    asked.judge,
    ...['facility location', 'MaxHerding', 'K-means', 'ActiveFT'].filter((name) => name !== asked.judge && names.includes(name)),
  ];
  writeFileSync(path.join(results, 'quality.svg'), plotOf(command, pooled, names, shown));
}
