import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { mulberry32, uniform } from '../../src/core/index.js';
import { lastingText, parseSelection, type Selection } from '../../src/core/selection.js';

const images = 300;
const kills = 20;
const place = mkdtempSync(path.join(os.tmpdir(), 'freesel-kills-'));
after(() => rmSync(place, { recursive: true, force: true }));

/** Images of a few looks, by a seed. */
async function draw(folder: string): Promise<void> {
  mkdirSync(folder);
  const random = mulberry32(5);
  for (let i = 0; i < images; i += 1) {
    const colour = (): number => Math.floor(256 * uniform(random));
    const [a, b] = [`rgb(${colour()},${colour()},${colour()})`, `rgb(${colour()},${colour()},${colour()})`];
    const svg = `<svg width="240" height="200"><rect width="240" height="200" fill="${a}"/><circle cx="${colour() / 2 + 50}" cy="100" r="${10 + colour() / 5}" fill="${b}"/></svg>`;
    await sharp(Buffer.from(svg))
      .jpeg()
      .toFile(path.join(folder, `${String(i).padStart(4, '0')}.jpg`));
  }
}

interface Ended {
  readonly code: number | null;
  readonly ms: number;
}

/** Runs a selection; kills it after some time where that is asked for. */
function select(store: string, out: string, killAfterMs?: number): Promise<Ended> {
  return new Promise((done, failed) => {
    const start = performance.now();
    const args = ['select', 'pool', '--budget', '12', '--store', store, '--out', out];
    const child = spawn(process.execPath, [path.resolve('dist/cli.js'), ...args], { cwd: place, stdio: 'ignore' });
    const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    child.on('error', failed);
    child.on('exit', (code) => {
      clearTimeout(timer);
      done({ code, ms: performance.now() - start });
    });
  });
}

function read(out: string): Selection {
  const parsed = parseSelection(readFileSync(path.join(place, out), 'utf8'));
  assert.equal(parsed.kind, 'selection');
  return (parsed as { selection: Selection }).selection;
}

test(`${kills} kills at random moments: each next run ends with the selection of an uninterrupted one`, async (t) => {
  await draw(path.join(place, 'pool'));
  const whole = await select('whole', 'whole.json');
  assert.equal(whole.code, 0);
  const wanted = lastingText(read('whole.json'));
  const random = mulberry32(11);
  for (let i = 0; i < kills; i += 1) {
    const share = uniform(random);
    const store = `store-${i}`;
    await select(store, 'killed.json', share * whole.ms);
    const next = await select(store, `next-${i}.json`);
    assert.equal(next.code, 0, `killed at ${Math.round(100 * share)} %`);
    const selection = read(`next-${i}.json`);
    assert.equal(lastingText(selection), wanted, `killed at ${Math.round(100 * share)} %`);
    t.diagnostic(`killed at ${Math.round(100 * share)} %: ${selection.run.embedded} of ${images} embedded by the next run`);
    rmSync(path.join(place, store), { recursive: true, force: true });
  }
});
