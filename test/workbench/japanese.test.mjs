// In Japanese: menu, guided input, view, panel, text and messages.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { tilesWorkspace } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { workbenchMissing } from './present.mjs';
import { until } from './processes.mjs';
import { panel, selectionIn, stepOf } from './selection.mjs';

const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;
/** What an English speaker would read; names, keys, numbers and units are the same in Japanese. */
const english = /\b(the|of|images?|chosen|select|label|with|and|cannot|not|first|this)\b/i;

test('in Japanese', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace({ images: 60 });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  await withWorkbench({ name: 'japanese', t, data: data.workspace, locale: 'ja' }, async (session, step) => {
    const { ui } = session;
    const inJapanese = (texts) => {
      for (const text of texts.filter((own) => own.trim() !== '')) assert.ok(japanese.test(text) && !english.test(text), text);
    };
    const menu = 'ラベルを付けるサンプルを選択';
    let entry;

    await step('the menu of a folder', async () => {
      // An extension's entries come some seconds after the window.
      const entries = await until(
        async () => {
          await ui.rightClickInExplorer('tiles');
          const found = (await ui.menuEntries()).filter((own) => japanese.test(own));
          await session.page.keyboard.press('Escape');
          return found.length > 0 && found;
        },
        { words: `the entry ${menu}` },
      );
      assert.equal(entries.length, 1, entries.join());
      [entry] = entries;
    });

    await step('the guided input', async () => {
      await ui.rightClickInExplorer('tiles', entry);
      await ui.quickInput.waitFor();
      await ui.quickInput.locator('.quick-input-message', { hasText: '60' }).waitFor();
      inJapanese([
        await ui.quickInput.locator('.quick-input-title').innerText(),
        (await ui.quickInput.locator('.quick-input-message').innerText()).replace(/\(Press.*\)/, ''),
      ]);
      await ui.quickInputType('0');
      await ui.quickInput.locator('.quick-input-message', { hasText: '100' }).waitFor();
      inJapanese([await ui.quickInput.locator('.quick-input-message').innerText()].map((text) => text.replace(/\(Press.*\)/, '')));
      await ui.quickInputType('12');
      await ui.quickInputAccept();
      await stepOf(ui, '2/2');
      inJapanese(await ui.quickInput.locator('.quick-input-list .label-name').allTextContents());
      await ui.quickInputAccept();
    });

    await step('the panel', async () => {
      const editor = await panel(ui, 'tiles-12');
      inJapanese(await editor.locator('.hero, .why .says, .why dt, .budget label, .bar .name span').allInnerTexts());
      const labels = await editor
        .locator('[aria-label]:not(.cell), [title]:not(.cell):not(.file):not(h1)')
        .evaluateAll((all) =>
          all.map((e) => e.getAttribute('aria-label') ?? e.getAttribute('title')).filter((text) => !/\.jpg$|^tiles-12$/.test(text)),
        );
      inJapanese(labels);
      assert.equal(await editor.locator('html').getAttribute('lang'), 'ja');
    });

    await step('the view, the badges and the text', async () => {
      const [selection] = await ui.views.rows('選択結果');
      inJapanese([selection.description]);
      await ui.views.openContainer('Explorer');
      const badge = await ui.explorerBadge('tiles', '•');
      inJapanese([badge.tooltip]);
      const { picks } = selectionIn(session, 'tiles-12.freesel.json');
      assert.equal(picks.length, 12);
    });

    await step('nothing was written to the console, nothing left the machine', () => session.expectQuiet());
  });
});
