import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { tryLock } from '../../../src/store/lock.js';
import { range, scratch } from './made-up.js';

/** The number of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

test('a lock is held by one, and can be had again after its release', async (context) => {
  const file = path.join(scratch(context), '.lock');
  const first = await tryLock(file);
  assert.ok(first);
  assert.equal(await tryLock(file), undefined);
  await first.release();
  assert.equal(fs.existsSync(file), false);
  const second = await tryLock(file);
  assert.ok(second);
  await first.release();
  assert.equal(fs.existsSync(file), true, 'a lock that was given back took another one with it');
  await second.release();
});

test('a lock of a dead process, or of a process whose number is used again, is taken over by exactly one', async (context) => {
  const owners = [
    { pid: deadPid(), host: os.hostname(), nonce: 'a' },
    ...(process.platform === 'linux' ? [{ pid: process.pid, started: '1', host: os.hostname(), nonce: 'b' }] : []),
  ];
  for (const owner of owners) {
    const folder = scratch(context);
    const file = path.join(folder, '.lock');
    fs.writeFileSync(file, JSON.stringify(owner));
    const held = (await Promise.all(range(0, 20).map(() => tryLock(file)))).filter((lock) => lock !== undefined);
    assert.equal(held.length, 1);
    assert.deepEqual(fs.readdirSync(folder), ['.lock']);
  }
});

test('locks of other machines, and locks being written, are respected until they are old', async (context) => {
  for (const [content, oldMs] of [
    [JSON.stringify({ pid: 1, host: 'another', nonce: 'c' }), 25 * 3_600_000],
    ['', 120_000],
  ] as const) {
    const file = path.join(scratch(context), '.lock');
    fs.writeFileSync(file, content);
    assert.equal(await tryLock(file), undefined);
    const then = new Date(Date.now() - oldMs);
    fs.utimesSync(file, then, then);
    assert.ok(await tryLock(file));
  }
});
