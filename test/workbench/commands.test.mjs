// What is done with selections that are there: compare, export, clear the badges, delete; and the background process started anew.
import assert from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tilesWorkspace } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { workbenchMissing } from './present.mjs';
import { hostProcesses, until } from './processes.mjs';
import { panel, selectionIn, selectionsOf, withSelection } from './selection.mjs';

const first = 'tiles-10.freesel.json';
const second = 'tiles-14.freesel.json';

async function prepare(session) {
  for (const budget of [10, 14]) await withSelection({ budget })(session);
}

test('commands on selections', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace({ images: 60 });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  await withWorkbench({ name: 'commands', t, data: data.workspace, prepare }, async (session, step) => {
    const { ui } = session;
    const view = 'Selections';
    const paths = (name) => selectionIn(session, name).picks.map((pick) => pick.path);
    /** The workbench's own file dialog, once it has listed a folder. */
    const dialog = () => ui.quickInput.locator('.monaco-list-row', { hasText: 'tiles' }).first().waitFor();
    const tab = (shown) => shown.page.locator('.tab', { hasText: 'tiles-10 and tiles-14' });
    const compared = async (shown) => {
      const page = await shown.webviews.holding('.compared');
      await page.getByText('In both').waitFor();
      const signs = await page.locator('.sign').evaluateAll((all) => all.map((sign) => sign.title));
      const chosen = new Set([...paths(first), ...paths(second)]);
      assert.deepEqual(new Set(signs), chosen);
      return page;
    };

    await step('two selections are compared from the view', async () => {
      await ui.views.openContainer('FreeSel');
      await ui.views.rowMenu(view, 'tiles-10', 'Compare With…');
      await ui.quickInput.locator('.monaco-list-row', { hasText: 'tiles-14' }).waitFor();
      await ui.quickInputAccept();
      await tab(ui).waitFor();
      const page = await compared(ui);
      await page.getByRole('button', { name: 'Swap sides' }).click();
      await page.locator('h1').first().getByText('tiles-14').waitFor();
      await until(() => page.locator('.sign img').evaluateAll((all) => all.length === 14 && all.every((own) => own.complete)));
    });

    await step('the comparison is back after a reload, sides as they were', async () => {
      await ui.openPalette('Developer: Reload Window');
      await ui.page.locator('.monaco-workbench').waitFor({ state: 'detached' });
      await tab(ui).waitFor();
      const page = await compared(ui);
      await page.locator('h1').first().getByText('tiles-14').waitFor();
      await ui.openPalette('View: Close All Editors');
    });

    await step('a list of paths is exported and opens', async () => {
      await ui.views.openContainer('FreeSel');
      await ui.views.rowMenu(view, 'tiles-10', 'Export…');
      await ui.quickInputPick('List of paths');
      await dialog();
      await ui.quickInputAccept();
      await ui.editor.tab('tiles-10.txt').waitFor();
      const lines = readFileSync(path.join(session.folder, 'tiles-10.txt'), 'utf8').trim().split('\n');
      assert.deepEqual(
        lines,
        paths(first).map((own) => `tiles/${own}`),
      );
    });

    for (const [title, isKind] of [
      ['Folder of copies', (stat) => stat.isFile() && !stat.isSymbolicLink()],
      ['Folder of links', (stat) => stat.isSymbolicLink()],
    ]) {
      await step(`${title}: the images themselves in a new folder`, async () => {
        const before = new Set(readdirSync(session.folder));
        await ui.views.openContainer('FreeSel');
        await ui.views.rowMenu(view, 'tiles-10', 'Export…');
        await ui.quickInputPick(title);
        await dialog();
        await ui.quickInputAccept();
        const made = await until(() => readdirSync(session.folder).find((name) => !before.has(name) && name !== 'tiles-10.txt'));
        const folder = path.join(session.folder, made);
        const all = () => readdirSync(folder, { recursive: true }).filter((name) => /\.jpg$/.test(name));
        await until(() => all().length === 10);
        for (const name of all()) assert.ok(isKind(lstatSync(path.join(folder, name))), name);
        await ui.statusItem('10 images exported').waitFor();
      });
    }

    await step('badges are cleared, and the command goes with them', async () => {
      await ui.views.openContainer('FreeSel');
      await ui.views.rowAction(view, 'tiles-10', 'Open Selection');
      await panel(ui, 'tiles-10');
      await ui.views.openContainer('Explorer');
      await ui.explorerBadge('tiles', '•');
      await ui.openPalette('View: Close All Editors');
      await ui.openPalette('FreeSel: Clear Decorations');
      await until(async () => (await ui.explorerBadge('tiles')) === undefined);
      await ui.page.keyboard.press('F1');
      await ui.quickInputType('>FreeSel: Clear Decorations');
      const named = ui.quickInput.locator('.label-name', { hasText: /^FreeSel: Clear Decorations$/ });
      await ui.page.waitForTimeout(1000);
      assert.equal(await named.count(), 0);
      await ui.page.keyboard.press('Escape');
    });

    await step('the background process is started anew', async () => {
      const before = await until(() => hostProcesses(session)[0]);
      await ui.openPalette('FreeSel: Restart Host');
      await until(() => hostProcesses(session).some(({ id }) => id !== before.id));
    });

    await step('a selection is deleted after a question', async () => {
      await ui.views.openContainer('FreeSel');
      await ui.views.rowMenu(view, 'tiles-14', 'Delete');
      const ask = ui.page.locator('.monaco-dialog-box');
      await ask.waitFor();
      assert.deepEqual(selectionsOf(session), [first, second]);
      await ask.getByRole('button', { name: 'Move to Trash' }).click();
      // A server has no trash: it is asked once more.
      await ask.getByRole('button', { name: 'Delete Permanently' }).click();
      await until(() => !existsSync(path.join(session.folder, '.freesel/selections', second)));
      await until(async () => (await ui.views.rows(view)).every(({ label }) => label !== 'tiles-14'));
    });
    // A window that is reloaded writes its own log too late, and asks for pictures whose host has gone.
    session.expectQuiet({ allowed: [/IndexedDB database .* is closed/, /status of 404 .*\/thumbnails\//] });
  });
});
