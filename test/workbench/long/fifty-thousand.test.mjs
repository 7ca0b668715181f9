// A selection of 50,000 images in 500 folders: badges in the tree, the view, the panel; how long the extension host is blocked is printed.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { selectionText } from '../../../src/core/selection.ts';
import { reportSubtests, runInHost } from '../inside.mjs';
import { workbenchMissing } from '../present.mjs';
import { freesel } from '../processes.mjs';
import { panel } from '../selection.mjs';
import { tinyImage } from '../tiny-image.mjs';

const folders = 500;
const each = 100;
const nameOf = (i) => `lot-${String(Math.floor(i / each)).padStart(3, '0')}/part-${String(i % each).padStart(2, '0')}.bmp`;

/** The images, and a selection of all of them, written from one of a few. */
async function prepare(session) {
  const data = path.join(session.folder, 'parts');
  for (let i = 0; i < folders; i++) mkdirSync(path.join(data, path.dirname(nameOf(i * each))), { recursive: true });
  for (let i = 0; i < folders * each; i++) writeFileSync(path.join(data, nameOf(i)), tinyImage(i));
  const few = path.join(session.folder, 'few');
  mkdirSync(few);
  for (let i = 0; i < 8; i++) writeFileSync(path.join(few, `${i}.bmp`), tinyImage(i));
  await freesel(session, 'select', 'few', '--budget', '4', '--out', 'few.freesel.json');
  const selection = JSON.parse(readFileSync(path.join(session.folder, 'few.freesel.json'), 'utf8'));
  const { picks } = selection;
  const all = Array.from({ length: folders * each }, (_, i) => ({
    ...picks[i === 0 ? 0 : 1 + (i % 3)],
    rank: i + 1,
    path: nameOf((i * 7919) % (folders * each)),
  }));
  const nearest = all[0].path;
  for (const pick of all) if (pick.nearest) pick.nearest = { ...pick.nearest, path: nearest };
  const place = path.join(session.folder, '.freesel/selections');
  mkdirSync(place, { recursive: true });
  const text = selectionText({
    ...selection,
    root: 'parts',
    budget: all.length,
    pool: { ...selection.pool, images: all.length },
    picks: all,
  });
  writeFileSync(path.join(place, 'all.freesel.json'), text);
}

test('50,000 picks', { skip: workbenchMissing(), timeout: 600_000 }, async (t) => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'freesel-data-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const result = await runInHost({
    name: 'fifty-thousand',
    tests: ['test/extension/fifty-thousand.test.ts'],
    data,
    timeout: 400_000,
    prepare,
    meanwhile: async ({ ui, page }) => {
      const editor = await panel(ui, 'all');
      assert.match(await editor.locator('.hero').innerText(), /50,000/);
      await editor.locator('.cell').first().click();
      for (let i = 0; i < 5; i++) await page.keyboard.press('PageDown');
      await page.keyboard.press('End');
      await editor.locator('.cell[aria-posinset="50000"]').waitFor();
      await ui.views.openContainer('Explorer');
      await ui.explorerBadge('parts', '•');
      await ui.expand('parts');
      await ui.expand('lot-000');
      await ui.explorerBadge('part-00.bmp', '1');
      await ui.views.openContainer('FreeSel');
      const rows = await ui.views.rows('Selections');
      assert.match(rows[0].description, /50,000/);
      await ui.setting('freesel.seed', 7);
    },
  });
  for (const line of result.lines.filter((own) => /50,000|memory/.test(own))) t.diagnostic(line);
  await reportSubtests(t, result);
});
