// The main job on all the tiles, budget 24: how long it takes from the click on the menu to badges, the first and the second time, and the memory it takes.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { sharedData, tilesWorkspace } from '../data.mjs';
import { withWorkbench } from '../harness.mjs';
import { workbenchMissing } from '../present.mjs';
import { extensionHosts, hostProcesses } from '../processes.mjs';
import { selectByMenu, selectionIn } from '../selection.mjs';

const missing = sharedData('tiles') === undefined && 'there is no ../shared/data/tiles';
const all = 1344;

test('all tiles, budget 24', { skip: workbenchMissing() || missing, timeout: 900_000 }, async (t) => {
  const data = await tilesWorkspace({ images: all });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  await withWorkbench({ name: 'tiles', data: data.workspace, settings: { 'explorer.autoReveal': false } }, async (session) => {
    for (const time of ['first', 'second']) {
      const started = performance.now();
      const ms = await selectByMenu(session, { budget: 24, isLong: true });
      await session.ui.views.openContainer('Explorer');
      await session.ui.explorerBadge('tiles', '•');
      t.diagnostic(
        `${time} time: ${(ms / 1000).toFixed(1)} s from the click on the menu to the panel, badges after ${((performance.now() - started) / 1000).toFixed(1)} s`,
      );
      await session.ui.openPalette('View: Close All Editors');
      await session.ui.openPalette('FreeSel: Clear Decorations');
    }
    assert.equal(selectionIn(session, 'tiles-24.freesel.json').picks.length, 24);
    const megabytes = (processes) => processes.map(({ bytes }) => `${Math.round(bytes / 1e6)} MB`).join(', ');
    t.diagnostic(`memory: extension host ${megabytes(extensionHosts(session))}, background process ${megabytes(hostProcesses(session))}`);
  });
});
