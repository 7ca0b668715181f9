// Work that is cancelled, and a background process that dies: said once, nothing broken is left behind, and the next run goes on from there.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tilesWorkspace } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { workbenchMissing } from './present.mjs';
import { hostProcesses, until } from './processes.mjs';
import { panel, selectionIn, selectionsOf, stepOf } from './selection.mjs';

test('interrupted work', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace({ images: 400 });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  const settings = { 'freesel.threads': 1 };
  await withWorkbench({ name: 'interrupted', t, data: data.workspace, settings }, async (session, step) => {
    const { ui, page } = session;
    const begin = async (budget) => {
      await ui.rightClickInExplorer('tiles', 'Select Samples to Label');
      await ui.quickInput.waitFor();
      await ui.quickInputType(budget);
      await ui.quickInputAccept();
      await stepOf(ui, '2/2');
      await ui.quickInputAccept();
    };
    const status = ui.statusItem(/^\s*FreeSel/);
    const reading = ui.statusItem(/FreeSel ([1-8]\d) %/);

    await step('cancelled while images are read: over within a second, nothing written, nothing said', async (t) => {
      await begin('30');
      await reading.waitFor();
      const started = performance.now();
      await status.click();
      await status.waitFor({ state: 'detached' });
      t.diagnostic(`from the click to the end: ${Math.round(performance.now() - started)} ms`);
      assert.deepEqual(selectionsOf(session), []);
      assert.equal(hostProcesses(session).length, 1, 'the background process lives on');
      await page.waitForTimeout(500);
      assert.equal(await page.locator('.notification-toast').count(), 0);
    });

    let died;
    await step('the background process is killed: one clear message with what to do', async () => {
      await begin('30');
      await reading.waitFor();
      const [host] = hostProcesses(session);
      died = host.id;
      process.kill(host.id, 'SIGKILL');
      const toast = await ui.waitForNotification(/the background process stopped/);
      assert.match(await toast.textContent(), /SIGKILL.*What was computed is kept; run the command again/);
      await toast.getByRole('button', { name: 'Show Log' }).waitFor();
      await status.waitFor({ state: 'detached' });
      await page.waitForTimeout(1000);
      assert.equal(await page.locator('.notification-list-item').count(), 1, 'said once');
      assert.deepEqual(selectionsOf(session), []);
    });

    await step('it is back, and the next run goes on from what was read', async () => {
      await until(() => hostProcesses(session).some(({ id }) => id !== died));
      await ui.clearNotifications();
      await begin('30');
      await panel(ui, 'tiles-30');
      const { picks, pool } = selectionIn(session, 'tiles-30.freesel.json');
      assert.equal(picks.length, 30);
      assert.equal(pool.images, 400);
      assert.equal(new Set(picks.map(({ path }) => path)).size, 30);
      await status.waitFor({ state: 'detached' });
    });

    await step('without its store it reads anew, is cancelled again, and the next run ends well', async () => {
      for (const part of ['features', 'paths']) rmSync(path.join(session.folder, '.freesel', part), { recursive: true, force: true });
      await ui.views.openContainer('Explorer');
      await begin('31');
      await status.waitFor();
      await ui.openPalette('FreeSel: Cancel');
      await until(async () => (await status.count()) === 0);
      assert.ok(!selectionsOf(session).includes('tiles-31.freesel.json'));
      await ui.views.openContainer('Explorer');
      await begin('31');
      await panel(ui, 'tiles-31');
      assert.ok(selectionsOf(session).includes('tiles-31.freesel.json'));
    });
    await step('a process that does not listen is ended by the second cancel, and the next run has a new one', async (t) => {
      for (const part of ['features', 'paths']) rmSync(path.join(session.folder, '.freesel', part), { recursive: true, force: true });
      await ui.views.openContainer('Explorer');
      await begin('32');
      await reading.waitFor();
      const [host] = hostProcesses(session);
      process.kill(host.id, 'SIGSTOP');
      await status.click();
      await page.waitForTimeout(1000);
      assert.ok(hostProcesses(session).some(({ id }) => id === host.id));
      const started = performance.now();
      await status.click();
      await status.waitFor({ state: 'detached' });
      t.diagnostic(`from the second click to the end: ${Math.round(performance.now() - started)} ms`);
      await until(() => hostProcesses(session).every(({ id }) => id !== host.id));
      await page.waitForTimeout(500);
      assert.equal(await page.locator('.notification-toast').count(), 0);
      await begin('32');
      await panel(ui, 'tiles-32');
      assert.equal(selectionIn(session, 'tiles-32.freesel.json').picks.length, 32);
    });
    session.expectQuiet();
  });
});
