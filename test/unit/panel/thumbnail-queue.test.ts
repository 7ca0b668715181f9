import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ThumbnailQueue } from '../../../src/panel/thumbnail-queue.js';

interface Asked {
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
  readonly answer: (addresses: readonly (string | null)[]) => void;
}

function queueWithLog(batchSize = 3): { queue: ThumbnailQueue; asked: Asked[] } {
  const asked: Asked[] = [];
  const queue = new ThumbnailQueue(
    (paths, _size, signal) =>
      new Promise((answer, fail) => {
        asked.push({ paths, signal, answer });
        signal.addEventListener('abort', () => fail(new Error('cancelled')));
      }),
    1,
    batchSize,
  );
  return { queue, asked };
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 15));

test('wishes are asked for in batches, two at a time, each once', async () => {
  const { queue, asked } = queueWithLog();
  for (const path of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) queue.want(path, 256);
  queue.want('a', 256);
  await settled();
  assert.deepEqual(
    asked.map(({ paths }) => paths.join('')),
    ['abc', 'def'],
  );
  asked[0]?.answer(['A', null, 'C']);
  await settled();
  assert.equal(queue.address('a', 256), 'A');
  assert.equal(queue.address('b', 256), null);
  assert.equal(queue.address('d', 256), undefined);
  assert.equal(queue.address('a', 96), undefined);
  assert.deepEqual(asked[2]?.paths, ['g']);
  queue.want('a', 256);
  await settled();
  assert.equal(asked.length, 3);
  queue.dispose();
});

test('what has scrolled away is not asked for, and a batch that nobody wants is cancelled', async () => {
  const { queue, asked } = queueWithLog();
  const drops = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((path) => queue.want(path, 256));
  await settled();
  for (const drop of drops.slice(0, 3)) drop();
  drops[6]?.();
  assert.equal(asked[0]?.signal.aborted, true);
  assert.equal(asked[1]?.signal.aborted, false);
  await settled();
  assert.equal(asked.length, 2);
  assert.equal(queue.address('a', 256), undefined);
  queue.want('a', 256);
  await settled();
  assert.deepEqual(asked[2]?.paths, ['a']);
  queue.dispose();
});

test('what is forgotten is wished for anew by those who are told', async () => {
  const { queue, asked } = queueWithLog();
  let times = 0;
  const stop = queue.subscribe(() => (times += 1));
  queue.want('a', 256);
  await settled();
  asked[0]?.answer([null]);
  await settled();
  assert.equal(times, 1);
  queue.clear();
  assert.equal(times, 2);
  assert.equal(queue.generation, 1);
  assert.equal(queue.address('a', 256), undefined);
  queue.want('a', 256);
  await settled();
  asked[1]?.answer(['A']);
  await settled();
  assert.equal(queue.address('a', 256), 'A');
  stop();
  queue.dispose();
});
