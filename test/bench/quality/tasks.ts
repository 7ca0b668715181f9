import { fork, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { Score } from './evaluation.js';
import { cacheFolder } from './folder-pool.js';
import type { Selector } from './peers/selector.js';
import type { QualityPool } from './pools.js';
import type { StreetScore } from './street-probe.js';

/** One split of a pool, or of the street images, with the selectors that have to run on it. */
export type Task = { readonly split: number; readonly selectors: readonly string[] } & (
  { readonly kind: 'pool'; readonly pool: QualityPool; readonly budgets: readonly number[] } | { readonly kind: 'street' }
);

/** What a worker says: the scores of one selector, or that the task is done. */
export type Said =
  | {
      readonly kind: 'scores';
      readonly selector: string;
      readonly scores: readonly Score[] | readonly StreetScore[];
      readonly seconds: number;
    }
  | { readonly kind: 'done' };

/** What every result depends on beside its selector. */
const protocolSources = ['evaluation', 'probe', 'splits', 'coverage-share', 'matrix', 'street', 'street-probe', 'peers/view'].map(
  (name) => `test/bench/quality/${name}.ts`,
);

function contentOf(source: string): string {
  if (!statSync(source).isDirectory()) return readFileSync(source, 'utf8');
  return readdirSync(source)
    .sort()
    .map((name) => contentOf(path.join(source, name)))
    .join('\n');
}

/** File that keeps the scores of a selector on one split: another one whenever anything changes that they depend on. */
export function resultFile(
  selector: Selector,
  what: { readonly pool: string; readonly split: number; readonly budgets: readonly number[] },
): string {
  const hash = createHash('sha256').update(JSON.stringify([what, selector.name, selector.seeds]));
  for (const source of [...protocolSources, ...selector.sources]) hash.update(contentOf(source));
  return path.join(cacheFolder, 'results', `${hash.digest('hex').slice(0, 32)}.json`);
}

export const isKept = (file: string): boolean => existsSync(file);

const scores = v.array(
  v.object({
    budget: v.number(),
    own: v.number(),
    other: v.nullable(v.number()),
    found: v.number(),
    junk: v.number(),
    covered: v.number(),
  }),
);
const streetScores = v.array(v.object({ budget: v.number(), own: v.number(), other: v.number(), rare: v.number(), found: v.number() }));
const jsonIn = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** What `keepResult` wrote. */
export const keptScores = (file: string): readonly Score[] => v.parse(scores, jsonIn(file));
export const keptStreetScores = (file: string): readonly StreetScore[] => v.parse(streetScores, jsonIn(file));

export function keepResult(file: string, scores: readonly unknown[]): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(scores));
  renameSync(`${file}.new`, file);
}

/**
 * Runs tasks in processes of their own, since a process is to have one runtime session at work; a task that fails fails all.
 *
 * @param take is given the scores as they come
 */
export async function runTasks(
  tasks: readonly Task[],
  workers: number,
  take: (task: Task, said: Extract<Said, { kind: 'scores' }>) => void,
): Promise<void> {
  const queue = [...tasks];
  const worker = async (): Promise<void> => {
    const child = fork(path.join(import.meta.dirname, 'worker.ts'), { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
    try {
      for (let task = queue.shift(); task; task = queue.shift()) await runTask(child, task, take);
    } finally {
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, worker));
}

function runTask(child: ChildProcess, task: Task, take: (task: Task, said: Extract<Said, { kind: 'scores' }>) => void): Promise<void> {
  return new Promise((done, failed) => {
    const ended = (): void => failed(new Error(`a worker of the bench ended${task.kind === 'pool' ? ` on ${task.pool.name}` : ''}`));
    const listen = (message: unknown): void => {
      const said = message as Said;
      if (said.kind === 'scores') {
        take(task, said);
        return;
      }
      child.off('message', listen).off('exit', ended);
      done();
    };
    child.on('message', listen).on('exit', ended);
    child.send(task);
  });
}
