// Several folders in a workspace, and none: selections are kept in the folder that they are of, and without a folder one is asked for.
import assert from 'node:assert/strict';
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tilesWorkspace } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { workbenchMissing } from './present.mjs';
import { freesel, until } from './processes.mjs';
import { panel, selectByMenu, stepOf } from './selection.mjs';

test('several roots', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace({ images: 36 });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  let roots;
  const prepare = async (session) => {
    roots = ['north', 'south'].map((name) => path.join(session.root, name));
    for (const root of roots)
      cpSync(path.join(session.folder, 'tiles'), path.join(root, `tiles-${path.basename(root)}`), { recursive: true });
    const file = path.join(session.root, 'plants.code-workspace');
    writeFileSync(file, JSON.stringify({ folders: roots.map((root) => ({ path: root })) }));
    session.shows = { workspace: file };
  };
  await withWorkbench({ name: 'roots', t, data: data.workspace, prepare }, async (session, step) => {
    const { ui } = session;
    const kept = (root, name) => existsSync(path.join(root, '.freesel/selections', `${name}.freesel.json`));

    await step('each root keeps its own selections', async () => {
      for (const [i, name] of ['tiles-north', 'tiles-south'].entries()) {
        await ui.views.openContainer('Explorer');
        await ui.expand(path.basename(roots[i]));
        await ui.item(name).waitFor();
        await selectByMenu(session, { folder: name, budget: 8 });
        assert.ok(kept(roots[i], `${name}-8`));
        assert.ok(!kept(roots[1 - i], `${name}-8`));
      }
    });

    await step('the view lists both, and says whose each is', async () => {
      await ui.views.openContainer('FreeSel');
      const rows = (await ui.views.rows('Selections')).filter(({ level }) => level === 1);
      assert.deepEqual(rows.map(({ label }) => label).sort(), ['tiles-north-8', 'tiles-south-8']);
    });

    await step('the palette offers the folders of both', async () => {
      await ui.openPalette('FreeSel: Select Samples');
      await stepOf(ui, '1/3');
      for (const name of ['tiles-north', 'tiles-south']) await ui.quickInput.locator('.label-name', { hasText: name }).first().waitFor();
      await ui.page.keyboard.press('Escape');
    });
    session.expectQuiet();
  });
});

test('no folder', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace({ images: 36 });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  const prepare = (session) => {
    session.shows = {};
  };
  await withWorkbench({ name: 'no-folder', t, data: data.workspace, prepare }, async (session, step) => {
    const { ui } = session;
    await step('the view offers to begin; a folder is asked for, and its selection lies beside it', async () => {
      await ui.views.openContainer('FreeSel');
      await ui.page.locator('.part.sidebar').getByRole('button', { name: 'Select Samples' }).click();
      await ui.quickInput.locator('.monaco-list-row', { hasText: 'Choose a folder…' }).waitFor();
      await ui.quickInputAccept();
      await until(async () => (await ui.quickInput.locator('input.input').inputValue()).startsWith('/'));
      await ui.quickInputType(`${path.join(session.folder, 'tiles')}/`);
      await ui.quickInput.locator('.monaco-list-row', { hasText: 'MT_Free' }).waitFor();
      await ui.page.waitForTimeout(1000); // the dialog takes a folder once it has looked at it
      await ui.quickInput.getByRole('button', { name: 'Use This Folder' }).click();
      await stepOf(ui, '2/3');
      await ui.quickInputType('6');
      await ui.quickInputAccept();
      await stepOf(ui, '3/3');
      await ui.quickInputAccept();
      const editor = await panel(ui, 'tiles-6');
      assert.equal(await editor.locator('.cell').count(), 6);
      // The folder was named by hand: nobody is asked again whether its images may be shown.
      await until(
        async () => (await editor.locator('.cell img').evaluateAll((all) => all.filter((own) => own.naturalWidth > 10).length)) === 6,
      );
    });

    await step('a selection elsewhere is shown as text with its hovers', async () => {
      await freesel(session, 'select', 'tiles', '--budget', '4', '--out', 'chosen.freesel.json');
      // The dialog takes a path once it has looked at it.
      await ui.retry(5, async () => {
        await ui.openPalette('File: Open File...');
        await until(async () => (await ui.quickInput.locator('input.input').inputValue()).startsWith('/'));
        await ui.quickInputType(path.join(session.folder, 'chosen.freesel.json'));
        await ui.page.waitForTimeout(1000);
        await ui.quickInput.getByRole('button', { name: 'OK' }).click();
        await ui.editor.tab('chosen.freesel.json').waitFor({ timeout: 8000 });
      });
      await ui.editor.codeLens('Open Panel').waitFor();
    });
    session.expectQuiet();
  });
});
