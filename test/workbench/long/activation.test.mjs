// How long the extension takes to activate in a folder with a selection: five times, as the workbench itself measures it.
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { tilesWorkspace } from '../data.mjs';
import { withWorkbench } from '../harness.mjs';
import { workbenchMissing } from '../present.mjs';
import { withSelection } from '../selection.mjs';

test('activation', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace({ images: 24 });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  await withWorkbench({ name: 'activation', data: data.workspace, prepare: withSelection({ budget: 10 }) }, async (session) => {
    const times = [];
    for (let i = 0; i < 5; i++) {
      if (i > 0) await session.reload();
      await session.ui.explorerBadge('tiles');
      await session.ui.openPalette('Developer: Show Running Extensions');
      const row = session.page.locator('.runtime-extensions-editor .extension').filter({ hasText: 'FreeSel' }).first();
      const time = row.locator('.activation-time');
      await time.filter({ hasText: /\d+ms/ }).waitFor();
      times.push(Number(/(\d+)ms/.exec(await time.textContent())?.[1]));
      await session.ui.openPalette('View: Close All Editors');
    }
    t.diagnostic(`activation: ${times.join(', ')} ms; median ${times.toSorted((a, b) => a - b)[2]} ms (mark: 50)`);
  });
});
