// A process of the bench: takes tasks and says the scores of one selector after the other.
import type { Products } from '../../../src/core/index.js';
import { matrixProducts } from '../../../src/model/matrix-products.js';
import { benchOf, scoresOf } from './evaluation.js';
import { selectors } from './selectors.js';
import { streetBenchOf, streetScoresOf } from './street-probe.js';
import { streetOf, type Street } from './street.js';
import type { Said, Task } from './tasks.js';

const say = (said: Said): void => void process.send?.(said);
let street: Promise<Street> | undefined;

async function run(task: Task, products: Products): Promise<void> {
  const chosen = selectors.filter(({ name }) => task.selectors.includes(name));
  const secondsSince = (start: number): number => (performance.now() - start) / 1000;
  switch (task.kind) {
    case 'pool': {
      const bench = await benchOf(task.pool, task.split, products);
      for (const selector of chosen) {
        const start = performance.now();
        const scores = await scoresOf(bench, selector, task.split, task.budgets);
        say({ kind: 'scores', selector: selector.name, scores, seconds: secondsSince(start) });
      }
      break;
    }
    case 'street': {
      const bench = await streetBenchOf(await (street ??= streetOf()), task.split, products);
      for (const selector of chosen) {
        const start = performance.now();
        const scores = await streetScoresOf(bench, selector, task.split);
        say({ kind: 'scores', selector: selector.name, scores, seconds: secondsSince(start) });
      }
      break;
    }
  }
  say({ kind: 'done' });
}

// One thread each: there are as many of these processes as cores are asked for.
const products = await matrixProducts(1);
process.on('message', (task: Task) => {
  run(task, products).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
