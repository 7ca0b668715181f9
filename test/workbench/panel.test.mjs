// The panel: the document is the state. Pins, exclusions and budgets are edits of it, with undo, dirty mark and save; half-typed text gets a banner.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { tilesWorkspace } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { workbenchMissing } from './present.mjs';
import { until } from './processes.mjs';
import { openPanel, panel, selectionIn, withSelection } from './selection.mjs';

const file = 'tiles-20.freesel.json';

test('the panel', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace({ images: 60 });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  await withWorkbench({ name: 'panel', t, data: data.workspace, prepare: withSelection({ budget: 20 }) }, async (session, step) => {
    const { ui, page } = session;
    let editor = await openPanel(session);
    const saved = () => selectionIn(session, file);
    const tab = ui.editor.tab(file);
    const dirty = () => tab.and(page.locator('.dirty'));
    const cells = () => editor.locator('.cell');
    const pathOf = async (rank) => (await editor.locator(`.cell[aria-posinset="${rank}"]`).getAttribute('title')) ?? '';
    const notice = (text) => editor.locator('.notice p', { hasText: text });
    const isClean = () => until(async () => (await dirty().count()) === 0, { words: 'no dirty mark' });
    const { picks } = saved();

    await step('it opens with the sentence, the first image selected and why it was chosen', async () => {
      assert.match(
        await editor.locator('.hero').innerText(),
        /^These 20 images cover \d+ % of what the pool shows; 20 random ones cover \d+(–\d+)? %\.$/,
      );
      assert.equal(await editor.locator('.cell[aria-selected="true"]').getAttribute('aria-label'), `1, ${picks[0].path}`);
      assert.match(await editor.locator('.why .says').innerText(), /^Chosen first: /);
      await until(
        async () => editor.locator('.cell img').evaluateAll((all) => all.length > 3 && all.every((image) => image.naturalWidth > 40)),
        {
          words: 'thumbnails',
        },
      );
      assert.equal(await dirty().count(), 0, 'looking changes nothing');
    });

    await step('arrows move, and why follows', async () => {
      await cells().first().focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await editor.locator('.cell[aria-selected="true"][aria-posinset="3"]').waitFor();
      await editor.locator('.why .no', { hasText: '3' }).waitFor();
      assert.match(await editor.locator('.why .says').innerText(), /^Chosen (3rd|third)/);
      const region = editor.locator('.why .pair figure').first();
      await until(async () => region.locator('img').evaluate((image) => image.naturalWidth > 100), { words: 'the picture of the region' });
      assert.ok((await region.locator('svg').count()) > 0, 'the region is outlined');
      assert.equal(await editor.locator('.why .pair figure').count(), 2);
      await page.keyboard.press('End');
      await editor.locator('.cell[aria-selected="true"][aria-posinset="20"]').waitFor();
      await page.keyboard.press('Home');
      await editor.locator('.cell[aria-selected="true"][aria-posinset="1"]').waitFor();
    });

    await step('P pins: an edit with undo in the page, saved by the workbench', async () => {
      await page.keyboard.press('ArrowRight');
      const path = await pathOf(2);
      await page.keyboard.press('p');
      await notice('Pinned').waitFor();
      await dirty().waitFor();
      assert.deepEqual(saved().settings.pinned, [], 'nothing is written before it is saved');
      await page.keyboard.press('Control+S');
      await isClean();
      assert.deepEqual(saved().settings.pinned, [path]);
      await editor.getByRole('button', { name: 'Undo' }).click();
      await dirty().waitFor();
      await editor.locator('.marks').waitFor({ state: 'detached' });
      await page.keyboard.press('Control+S');
      await isClean();
      assert.deepEqual(saved().settings.pinned, []);
    });

    await step('X excludes, and another image takes the place', async () => {
      await cells().first().click();
      const path = await pathOf(1);
      await page.keyboard.press('x');
      await notice('Excluded').waitFor();
      assert.equal(
        await cells()
          .filter({ has: editor.locator(`[title="${path}"]`) })
          .count(),
        0,
      );
      assert.notEqual(await pathOf(1), path);
      await page.keyboard.press('Control+S');
      await isClean();
      const { settings, picks: now } = saved();
      assert.deepEqual(settings.excluded, [path]);
      assert.equal(now.length, 20);
      assert.ok(!now.some((pick) => pick.path === path));
    });

    await step('the workbench undoes it', async () => {
      await page.keyboard.press('Control+Z');
      await dirty().waitFor();
      await until(async () => (await pathOf(1)) === picks[0].path, { words: 'the first image is back' });
      await page.keyboard.press('Control+S');
      await isClean();
      assert.deepEqual(saved().picks, picks);
    });

    await step('the budget by field and by bracket', async () => {
      const field = editor.locator('.budget input[type="text"], .budget input[inputmode="numeric"]').first();
      await field.fill('12');
      await field.press('Enter');
      await notice('12 images are chosen now, 8 fewer.').waitFor();
      await editor.locator('.hero', { hasText: 'These 12 images' }).waitFor();
      await cells().first().click();
      await page.keyboard.press(']');
      await notice('13 images are chosen now, 1 more.').waitFor();
      await page.keyboard.press('Control+S');
      await isClean();
      const { picks: now } = saved();
      assert.deepEqual(
        now.map(({ path }) => path),
        picks.slice(0, 13).map(({ path }) => path),
        'a prefix of the same order',
      );
    });

    await step('? lists the keys, Escape closes the list', async () => {
      await page.keyboard.press('?');
      await editor.getByRole('dialog', { name: 'Keys' }).waitFor();
      await page.keyboard.press('Escape');
      await editor.getByRole('dialog').waitFor({ state: 'detached' });
    });

    await step('search by path', async () => {
      const some = (await pathOf(1)).split('/')[1];
      await editor.locator('.search input').fill(some);
      await until(async () => (await cells().count()) === 1);
      await editor.locator('.search input').fill('no such image');
      await editor.getByText('No image matches').waitFor();
      await editor.getByRole('button', { name: 'Clear search' }).last().click();
      await until(async () => (await cells().count()) > 1);
    });

    await step('half-typed text gets a banner, and the text wins', async () => {
      await ui.openPalette('FreeSel: Open Selection as Text');
      await ui.editor.text.locator('.view-line').first().waitFor();
      await ui.openPalette('View: Split Editor Right');
      await ui.openPalette('FreeSel: Open Selection');
      editor = await panel(ui);
      await page.keyboard.press('Control+1'); // the group of the text
      await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor(); // before it, keys are the panel's
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('x');
      await notice('The text is no complete selection: its JSON is unfinished.').waitFor();
      assert.ok((await cells().count()) > 0, 'the last whole state is still there');
      await page.keyboard.press('Control+Z');
      await notice('The text is no complete selection').waitFor({ state: 'detached' });
    });

    await step('nothing was written to the console, nothing left the machine', () => session.expectQuiet());
  });
});
