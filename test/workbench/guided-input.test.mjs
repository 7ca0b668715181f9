// The guided input from the palette: folder, budget, sampler; what is typed wrong is said at once, Back keeps what was entered.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { tilesWorkspace } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { workbenchMissing } from './present.mjs';
import { filesOf, until } from './processes.mjs';
import { panel, selectionIn, selectionsOf, stepOf } from './selection.mjs';

test('the guided input', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace({ images: 60 });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  await withWorkbench({ name: 'guided-input', t, data: data.workspace }, async (session, step) => {
    const { ui, page } = session;
    const before = filesOf(session);
    const field = ui.quickInput.locator('input.input');
    const message = ui.quickInput.locator('.quick-input-message');
    const rows = ui.quickInput.locator('.quick-input-list .quick-input-list-row:first-child .label-name');
    const says = (text) => message.filter({ hasText: text }).waitFor();
    const holds = (text) => until(async () => (await field.inputValue()) === text, { words: `${text} in the field` });
    const back = () => ui.quickInput.getByRole('button', { name: 'Back' }).click();

    await step('folders of the workspace are offered, and the whole of it', async () => {
      await ui.openPalette('FreeSel: Select Samples');
      await stepOf(ui, '1/3');
      await rows.filter({ hasText: 'MT_Uneven' }).waitFor();
      const names = await rows.allTextContents();
      assert.equal(names[0], 'quality');
      assert.ok(names.includes('tiles') && names.includes('MT_Free'), names.join());
      assert.equal(names.at(-1), 'Choose another folder…');
      assert.equal(await ui.quickInput.getByRole('button', { name: 'Back' }).count(), 0);
    });

    await step('a folder that does not exist finds nothing, and Enter takes nothing', async () => {
      await ui.quickInputType('no such folder');
      await rows.filter({ hasText: 'Choose another folder…' }).waitFor();
      assert.deepEqual(await rows.allTextContents(), ['Choose another folder…']);
      await ui.quickInputType('');
    });

    await step('the pool is counted and a budget suggested', async () => {
      await ui.quickInputPick('tiles');
      await stepOf(ui, '2/3');
      await says('There are 60 images in tiles.');
      await holds('15');
    });

    for (const wrong of ['0', 'abc', '101%', '-3', '2.5', '0 %']) {
      await step(`${wrong} is no budget`, async () => {
        await ui.quickInputType(wrong);
        await says('Enter a whole number from 1, or a percentage up to 100 %.');
        await ui.quickInputAccept();
        await stepOf(ui, '2/3');
      });
    }

    await step('blanks are the suggestion, more than there are is all', async () => {
      await ui.quickInputType('61');
      await says('There are only 60 images: all of them will be chosen.');
      await ui.quickInputType('25 %');
      await says('25 % of the 60 images in tiles: 15.');
      await ui.quickInputType('   ');
      await says('There are 60 images in tiles.');
      await ui.quickInputAccept();
      await stepOf(ui, '2/3');
      await holds('15');
    });

    await step('Back keeps what was entered', async () => {
      await ui.quickInputType('8');
      await ui.quickInputAccept();
      await stepOf(ui, '3/3');
      assert.deepEqual(await rows.allTextContents(), [
        'Stand for all images',
        'By chance, unlike images more often',
        'The most unlike first',
      ]);
      await back();
      await stepOf(ui, '2/3');
      await holds('8');
      await back();
      await stepOf(ui, '1/3');
      const active = ui.quickInput.locator('.monaco-list-row.focused .quick-input-list-row:first-child .label-name');
      await until(async () => (await active.textContent()) === 'tiles');
      await ui.quickInputAccept();
      await stepOf(ui, '2/3');
      await holds('8');
    });

    await step('Escape ends it, and nothing is written', async () => {
      await page.keyboard.press('Escape');
      await ui.quickInput.waitFor({ state: 'hidden' });
      assert.deepEqual(filesOf(session), before);
    });

    await step('a sampler of the paper, by keyboard alone', async () => {
      await ui.openPalette('FreeSel: Select Samples');
      await stepOf(ui, '1/3');
      await rows.filter({ hasText: 'tiles' }).waitFor();
      await ui.quickInputType('tiles');
      await page.keyboard.press('Enter');
      await stepOf(ui, '2/3');
      await ui.quickInputType('10%');
      await page.keyboard.press('Enter');
      await stepOf(ui, '3/3');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await panel(ui);
      const [name] = selectionsOf(session);
      const { settings, picks } = selectionIn(session, name);
      assert.equal(settings.sampler, 'farthest');
      assert.equal(picks.length, 6);
    });
    session.expectQuiet();
  });
});
