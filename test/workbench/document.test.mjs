// The selection file as text: hover with picture and reason, code lenses, links, problems of hand-made mistakes. And the notebook that inspects it.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { tilesWorkspace } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { workbenchMissing } from './present.mjs';
import { filesOf, until } from './processes.mjs';
import { panel, selectionIn, withSelection } from './selection.mjs';

const file = 'tiles-20.freesel.json';

test('the selection as text, and its notebook', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace({ images: 60 });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  await withWorkbench({ name: 'document', t, data: data.workspace, prepare: withSelection({ budget: 20 }) }, async (session, step) => {
    const { ui, page } = session;
    const { picks } = selectionIn(session, file);
    const image = (pick) => path.join(session.folder, 'tiles', pick.path);
    const problem = (text) => page.locator('.markers-panel .monaco-list-row').filter({ hasText: text });

    await step('code lenses open, verify and compare', async () => {
      await ui.openPalette('FreeSel: Open Selection as Text');
      for (const title of ['Open Panel', 'Verify', 'Compare With…']) await ui.editor.codeLens(title).waitFor();
      assert.equal(await ui.statusItem('JSON').count(), 1, 'the language stays json');
    });

    await step('the hover shows the image and why it was chosen', async () => {
      const hover = await ui.editor.hover(path.posix.basename(picks[0].path));
      await hover.getByText('Chosen first').waitFor();
      await until(
        async () =>
          hover
            .locator('img')
            .first()
            .evaluate((picture) => picture.naturalWidth > 50),
        { words: 'the picture in the hover' },
      );
      await page.keyboard.press('Escape');
    });

    await step('a link opens the image', async () => {
      await page.mouse.move(640, 790);
      await page.keyboard.press('Control+G'); // away from the scroll bar at the lower edge
      await ui.quickInputType(':44');
      await ui.quickInputAccept();
      await page.waitForTimeout(500);
      const link = ui.editor.text
        .locator('.detected-link')
        .filter({ hasText: path.posix.basename(picks[0].path) })
        .first();
      await link.waitFor();
      const { x, y, width, height } = await link.boundingBox();
      await page.mouse.move(x + width / 2, y + height / 2, { steps: 3 });
      await page.keyboard.down('Control');
      await page.mouse.click(x + width / 2 + 1, y + height / 2);
      await page.keyboard.up('Control');
      await ui.editor.tab(path.posix.basename(picks[0].path)).waitFor();
      await ui.openPalette('View: Close Editor');
    });

    await step('an image that is gone, and one that changed, are problems', async () => {
      await ui.editor.problems();
      rmSync(image(picks[1]));
      writeFileSync(
        image(picks[2]),
        await sharp({ create: { width: 90, height: 70, channels: 3, background: 'teal' } })
          .jpeg()
          .toBuffer(),
      );
      // The text is checked as it is edited.
      await page.keyboard.press('Control+1');
      await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
      await page.keyboard.press('Control+End');
      await page.keyboard.type(' ');
      await problem('There is no such image any more.').waitFor();
      await problem('The image was changed since the selection.').waitFor();
    });

    await step('a mistake made by hand is named where it is', async () => {
      await ui.openPalette('File: Revert File');
      const lines = readFileSync(path.join(session.folder, '.freesel/selections', file), 'utf8').split('\n');
      const line = lines.findIndex((own) => /"rank": ?2,/.test(own));
      const column = lines[line].indexOf('2,', lines[line].indexOf('"rank"'));
      await page.keyboard.press('Control+G');
      await ui.quickInputType(`:${line + 1}:${column + 1}`);
      await ui.quickInputAccept();
      await page.keyboard.press('Delete');
      await page.keyboard.type('7');
      const row = problem('Ranks have to rise one by one: 2 is expected here, not 7.').first();
      await row.waitFor();
      assert.match(await row.getAttribute('aria-label'), new RegExp(`at line ${line + 1} and character ${column + 1}`));
      await ui.openPalette('File: Revert File');
      await row.waitFor({ state: 'detached' });
    });

    await step('the lens opens the panel', async () => {
      await ui.openPalette('View: Toggle Problems');
      await page.keyboard.press('Control+Home');
      await ui.editor.codeLens('Open Panel').click();
      await panel(ui, 'tiles-20');
      await ui.openPalette('View: Close All Editors');
    });

    await step('the notebook opens with its outputs, without a kernel', async () => {
      const before = filesOf(session);
      await ui.openPalette('FreeSel: Inspect Selection in Notebook');
      await ui.quickInput.locator('.monaco-list-row', { hasText: 'tiles' }).waitFor(); // the dialog takes Enter once it has listed the folder
      await ui.quickInputAccept();
      await ui.editor.tab('tiles-20.ipynb').waitFor();
      const gallery = await ui.webviews.holding('section ol > li');
      await until(
        async () =>
          gallery.locator('ol li img').evaluateAll((all) => all.length >= 15 && all.every((picture) => picture.naturalWidth > 40)),
        {
          words: 'thumbnails in the notebook',
        },
      );
      assert.match(await gallery.locator('section').first().textContent(), /These 20 images cover \d+ %/);
      assert.match(await gallery.locator('ol li').first().textContent(), /Chosen first/);
      const added = filesOf(session).filter((name) => !before.includes(name));
      assert.deepEqual(added, ['tiles-20.ipynb']);
      const text = readFileSync(path.join(session.folder, 'tiles-20.ipynb'), 'utf8');
      assert.ok(!text.includes(session.folder), 'no path of this machine');
    });

    await step('nothing was written to the console, nothing left the machine', () => session.expectQuiet());
  });
});
