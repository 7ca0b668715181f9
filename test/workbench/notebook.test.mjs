// A saved notebook with a selection among its outputs, as a colleague opens it: no kernel, no images, no engine.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { withWorkbench } from './harness.mjs';

const folder = mkdtempSync(path.join(os.tmpdir(), 'freesel-notebook-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const picture = 'data:image/webp;base64,UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoCAAIADMDOJaQAA3AA/uuuAAA=';
const covered = { share: 0.7, mean: 0.2, p95: 0.4 };
const images = 24;

/** What the notebook of a selection of made-up images holds. */
const selection = {
  version: 1,
  name: 'plates-24',
  language: 'en',
  chosen: images,
  pool: { images: 1344, patterns: 6720, fingerprint: '0'.repeat(64) },
  model: { id: 'freesel-lite', sha256: '0'.repeat(64), licence: 'Apache-2.0' },
  settings: { budget: images, sampler: 'coverage', seed: 0, patterns: 5, attentionRatio: 0.5 },
  coverage: { ...covered, radius: 0.45, patternRadius: 0.39, random: { ...covered, low: 0.43, high: 0.58, selections: 50 } },
  picks: Array.from({ length: images }, (_, i) => ({
    rank: i + 1,
    path: i === 3 ? '<img src=x onerror=alert(1)>.png' : `plates/${i + 1}.png`,
    gain: 1 / (i + 1),
    distance: i === 0 ? null : 0.5,
    ...(i > 0 && { nearest: { path: 'plates/1.png', pattern: 0 } }),
    represents: 7,
  })),
  thumbnails: Array.from({ length: images }, () => picture),
};

const outputs = [
  {
    output_type: 'display_data',
    metadata: {},
    data: { 'application/vnd.freesel.selection+json': selection, 'text/plain': ['a selection'] },
  },
];
const notebook = {
  cells: [{ cell_type: 'code', id: 'one', metadata: {}, execution_count: 1, source: ['1 + 1'], outputs }],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
};
writeFileSync(path.join(folder, 'saved.ipynb'), JSON.stringify(notebook, null, 1));

test('a saved notebook shows its selection in rank order, with reasons, without a kernel', async () => {
  await withWorkbench({ name: 'notebook', data: folder }, async (session) => {
    const { ui, page } = session;
    await openAsNotebook(session);
    const output = await ui.webviews.holding('.sentence');
    assert.equal(
      await output.locator('.sentence').textContent(),
      'These 24 images cover 70 % of what the pool shows; 24 random ones cover 43–58 %.',
    );
    const cells = output.locator('li');
    assert.equal(await cells.count(), images);
    assert.deepEqual(
      (await cells.locator('b').allTextContents()).map(Number),
      selection.picks.map(({ rank }) => rank),
    );
    assert.match(await cells.nth(1).textContent(), /^22\.pngplates\/Chosen 2nd: .*no\. 1/);
    assert.equal(await cells.nth(3).locator('.path').textContent(), '<img src=x onerror=alert(1)>.png');
    assert.equal(
      await cells
        .first()
        .locator('img')
        .evaluate((image) => image.naturalWidth),
      2,
    );

    await cells.first().click();
    for (const key of ['ArrowRight', 'End']) await page.keyboard.press(key);
    await output.locator('li:focus b', { hasText: /^24$/ }).waitFor();
    await page.keyboard.press('Home');
    await ui.pictures('notebook', { themes: ['light', 'dark', 'hc'], widths: [1280, 448] });
    session.expectQuiet();
  });
});

test('in Japanese its sentences are Japanese', async () => {
  await withWorkbench({ name: 'notebook-ja', data: folder, locale: 'ja' }, async (session) => {
    await openAsNotebook(session);
    const output = await session.ui.webviews.holding('.sentence');
    assert.match(await output.locator('.sentence').textContent(), /^この24枚で、プール全体/);
  });
});

/** The editor of notebooks comes some time after the window: before that, the file opens as text. */
async function openAsNotebook({ ui, page }) {
  await ui.editor.open('saved.ipynb');
  const editor = page.locator('.notebookOverlay');
  const isThere = await editor.waitFor({ timeout: 15_000 }).then(
    () => true,
    () => false,
  );
  if (!isThere) await ui.editor.reopenWith('Jupyter Notebook');
  await editor.waitFor();
}
