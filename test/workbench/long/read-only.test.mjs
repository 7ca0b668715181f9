// Images on a disk that cannot be written, and a workspace that cannot: the first works, of the second it is said what to do.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tilesWorkspace } from '../data.mjs';
import { withWorkbench } from '../harness.mjs';
import { workbenchMissing } from '../present.mjs';
import { filesOf } from '../processes.mjs';
import { selectByMenu, selectionsOf, stepOf } from '../selection.mjs';

const run = (...args) => spawnSync(args[0], args.slice(1)).status === 0;

/** Makes a folder read-only by mounting it over itself; gives the way back, undefined where this user may not. */
function readOnly(folder) {
  if (!run('mount', '--bind', folder, folder)) return undefined;
  if (!run('mount', '-o', 'remount,ro,bind', folder)) {
    run('umount', folder);
    return undefined;
  }
  return () => run('umount', '-l', folder);
}

const canMount = process.getuid?.() === 0 ? false : 'mounting needs root';

for (const whole of [false, true]) {
  const name = whole ? 'a workspace that cannot be written' : 'images that cannot be written, in a workspace that can';
  test(name, { skip: workbenchMissing() || canMount }, async (t) => {
    const data = await tilesWorkspace({ images: 36 });
    t.after(() => rmSync(data.parent, { recursive: true, force: true }));
    let back;
    const prepare = ({ folder }) => {
      back = readOnly(whole ? folder : path.join(folder, 'tiles'));
    };
    const env = { XDG_CACHE_HOME: path.join(data.parent, 'cache') };
    await withWorkbench({ name: `read-only-${whole}`, data: data.workspace, env, prepare }, async (session) => {
      try {
        if (!back) {
          t.skip('this user may not mount');
          return;
        }
        const { ui } = session;
        if (!whole) {
          await selectByMenu(session, { budget: 8 });
          assert.deepEqual(selectionsOf(session), ['tiles-8.freesel.json']);
          return;
        }
        const before = filesOf(session);
        await ui.rightClickInExplorer('tiles', 'Select Samples to Label');
        await ui.quickInput.waitFor();
        await ui.quickInputType('8');
        await ui.quickInputAccept();
        await stepOf(ui, '2/2');
        await ui.quickInputAccept();
        const toast = await ui.waitForNotification(/cannot be written/);
        t.diagnostic(await toast.locator('.notification-list-item-message').innerText());
        assert.deepEqual(filesOf(session), before);
      } finally {
        back?.();
      }
    });
  });
}
