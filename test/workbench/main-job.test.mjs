// Right-click, Enter, Enter: from a folder to badges, view and panel. Nothing happens before, and after a restart the badges need no process.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tilesWorkspace } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { workbenchMissing } from './present.mjs';
import { extensionHosts, filesOf, hostProcesses, until } from './processes.mjs';
import { panel, selectByMenu, selectionIn, selectionsOf } from './selection.mjs';

const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

test('right-click on a folder, Enter, Enter', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace();
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  await withWorkbench({ name: 'main-job', t, data: data.workspace }, async (session, step) => {
    const { ui, page } = session;
    const before = filesOf(session);

    await step('opening a folder starts no process and writes nothing', async () => {
      await page.waitForTimeout(1500);
      assert.deepEqual(hostProcesses(session), []);
      assert.deepEqual(filesOf(session), before);
      assert.equal(extensionHosts(session).length, 1);
    });

    let budget;
    await step('the suggestion is taken, and the panel shows the selection in rank order', async (t) => {
      const ms = await selectByMenu(session);
      t.diagnostic(`from the click on the menu to the panel, first time: ${ms} ms`);
      assert.deepEqual(selectionsOf(session), ['tiles-17.freesel.json']);
      const { picks } = selectionIn(session, 'tiles-17.freesel.json');
      budget = picks.length;
      assert.equal(budget, 17, 'twice the square root of 72');
      const labels = await (await panel(ui)).locator('.cell').evaluateAll((all) => all.map((cell) => cell.getAttribute('aria-label')));
      assert.deepEqual(
        labels,
        picks.slice(0, labels.length).map((pick) => `${pick.rank}, ${pick.path}`),
      );
    });

    await step('the view lists the selection and its images in rank order', async () => {
      await ui.views.openContainer('FreeSel');
      const { picks } = selectionIn(session, 'tiles-17.freesel.json');
      await (await ui.views.row('Selections', `${picks.length}  ${path.posix.basename(picks.at(-1).path)}`)).waitFor();
      const [selection, ...images] = await ui.views.rows('Selections');
      assert.equal(selection.label, 'tiles-17');
      assert.match(selection.description, /^17 images, \d+ % covered$/);
      assert.deepEqual(
        images.map(({ label, description }) => [label, description]),
        picks.map((pick) => [`${pick.rank}  ${path.posix.basename(pick.path)}`, path.posix.dirname(pick.path)]),
      );
      const row = await ui.views.row('Selections', images[0].label);
      await row.hover();
      const tooltip = page.locator('.workbench-hover:visible').filter({ hasText: 'Chosen first' });
      await tooltip.waitFor();
      await until(async () => tooltip.locator('img').evaluate((image) => image.complete && image.naturalWidth > 50), {
        words: 'the picture in the tooltip',
      });
      await page.mouse.move(640, 400);
    });

    const badges = async () => {
      await ui.views.openContainer('Explorer');
      const { picks } = selectionIn(session, selectionsOf(session).at(-1));
      const summary = await ui.explorerBadge('tiles', '•');
      assert.match(summary.tooltip, /\d+ chosen images/);
      await ui.expand('tiles');
      const [first] = picks;
      const [folder, image] = first.path.split('/');
      await ui.item(folder).waitFor();
      await ui.expand(folder);
      await ui.item(image).waitFor();
      const badge = await ui.explorerBadge(image, '1');
      assert.match(badge.tooltip, new RegExp(`FreeSel, no\\. 1 of ${picks.length}: Chosen first`));
    };
    await step('chosen images have badges in the Explorer, their folders a quiet summary', badges);

    await step('a second time images are not read again', async (t) => {
      const ms = await selectByMenu(session, { budget: 12 });
      t.diagnostic(`from the click on the menu to the panel, second time: ${ms} ms`);
      await until(() => selectionsOf(session).includes('tiles-12.freesel.json'));
      const [host] = hostProcesses(session);
      const [extensionHost] = extensionHosts(session);
      assert.ok(host && extensionHost);
      t.diagnostic(`memory: extension host ${megabytes(extensionHost.bytes)}, background process ${megabytes(host.bytes)}`);
      assert.equal(selectionIn(session, 'tiles-12.freesel.json').picks.length, 12);
      await ui.editor.tab('tiles-12.freesel.json').waitFor();
    });

    await step('the selection file is an ordinary text file and keeps its language', async () => {
      const text = readFileSync(path.join(session.folder, '.freesel/selections/tiles-12.freesel.json'), 'utf8');
      assert.ok(text.endsWith('\n'));
      assert.ok(!text.includes(session.folder), 'no path of this machine');
    });

    await step('after a restart the badges come from the file, without a process', async () => {
      await ui.openPalette('View: Close All Editors');
      await session.restart();
      await session.ui.views.openContainer('Explorer');
      await session.ui.explorerBadge('tiles', '•');
      await session.page.waitForTimeout(1500);
      assert.deepEqual(hostProcesses(session), []);
      await session.ui.views.openContainer('FreeSel');
      assert.deepEqual(
        (await session.ui.views.rows('Selections')).filter(({ level }) => level === 1).map(({ label }) => label),
        ['tiles-12', 'tiles-17'],
      );
    });

    await step('nothing left the machine, and nothing was written to the console', () => session.expectQuiet());
  });
});
