// A folder that is not trusted: only the embedded model, and no image outside of it is shown. Once trusted, after a confirmation.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tilesWorkspace } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { workbenchMissing } from './present.mjs';
import { freesel } from './processes.mjs';
import { panel, selectByMenu, selectionIn } from './selection.mjs';

/** A selection whose images lie beside the opened folder, and a setting of the folder that names a model. */
async function prepare(session) {
  await freesel(session, 'select', 'tiles', '--budget', '10');
  const outside = path.join(session.root, 'elsewhere');
  cpSync(path.join(session.folder, 'tiles'), outside, { recursive: true });
  const made = path.join(session.folder, '.freesel/selections/tiles-10.freesel.json');
  const selection = JSON.parse(readFileSync(made, 'utf8'));
  assert.equal(selection.root, 'tiles');
  writeFileSync(made, JSON.stringify({ ...selection, root: '../elsewhere' }, null, 2));
  renameSync(made, path.join(session.folder, '.freesel/selections/outside.freesel.json'));
  mkdirSync(path.join(session.folder, '.vscode'));
  writeFileSync(path.join(session.folder, '.vscode/settings.json'), JSON.stringify({ 'freesel.model': 'planted.onnx' }));
}

test('a folder that is not trusted', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace({ images: 48 });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  await withWorkbench({ name: 'trust', t, data: data.workspace, trust: true, prepare }, async (session, step) => {
    const { ui, page } = session;
    await ui.restricted.waitFor();
    const loaded = (editor) => editor.locator('.cell img').evaluateAll((all) => all.filter((image) => image.naturalWidth > 10).length);

    await step('images outside are not shown', async () => {
      await ui.openPalette('FreeSel: Open Selection');
      const editor = await panel(ui, 'outside');
      await editor.getByText('They are not shown while the workspace is not trusted.').waitFor();
      await editor.getByRole('button', { name: 'Manage Trust' }).waitFor();
      await page.waitForTimeout(1000);
      assert.equal(await loaded(editor), 0);
      assert.match(await editor.locator('.why .says').innerText(), /^Chosen first/, 'the reasons stay readable');
    });

    await step('the model that the folder names is ignored: the embedded one runs', async () => {
      await ui.openPalette('View: Close All Editors');
      await ui.views.openContainer('Explorer');
      await selectByMenu(session, { budget: 9 });
      assert.equal(selectionIn(session, 'tiles-9.freesel.json').model.id, 'freesel-lite');
    });

    await step('once trusted, images outside are shown after a confirmation', async () => {
      await ui.openPalette('View: Close All Editors');
      await ui.trustFolder();
      await ui.openPalette('FreeSel: Open Selection');
      await ui.quickInputPick('outside');
      const editor = await panel(ui, 'outside');
      const show = editor.getByRole('button', { name: /^Show images of .*elsewhere/ });
      await show.waitFor();
      assert.equal(await loaded(editor), 0);
      await show.click();
      await editor.locator('.cell img').first().waitFor();
      await show.waitFor({ state: 'detached' });
    });

    await step('nothing was written to the console, nothing left the machine', () => session.expectQuiet());
  });
});
