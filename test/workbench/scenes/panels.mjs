// The panel in its states, and the comparison.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freesel } from '../processes.mjs';
import { openPanel, panel, selectionIn } from '../selection.mjs';
import { atWidth, file, name, restPointer, themes, unreadable, words } from './setting.mjs';

/** Pictures of the editor in front; the side bar is there only where there is room for it. */
async function picturesOf(ui, title, { width, hasSideBar = width > 700, wanted = themes }) {
  await atWidth(ui, width, hasSideBar, async () => {
    await restPointer(ui.page);
    await ui.page.waitForTimeout(800);
    await ui.pictures(title, { themes: wanted });
  });
}

export const panels = {
  /** The Explorer with ranks on chosen images and a mark on the one that cannot be read, and beside it the panel. */
  panel: {
    isNarrowToo: true,
    async show({ session, ui, language, width }) {
      const { picks } = selectionIn(session, file);
      const kind = unreadable.split('/')[0];
      const shown = picks.find((pick) => pick.path.startsWith(`${kind}/`) && pick.rank > 1);
      await openPanel(session, words[language].open);
      await ui.views.openContainer('Explorer');
      await ui.expand('clothing');
      await ui.item(kind).waitFor();
      await ui.expand(kind);
      const editor = await ui.webviews.customEditor('.cell');
      await editor.locator(`.cell[aria-posinset="${shown.rank}"]`).click();
      await picturesOf(ui, `panel-${language}`, { width });
    },
  },

  /** What stands over the gallery: images left out, the keys, a notice with undo, a wrong number. */
  panelParts: {
    isNarrowToo: true,
    async show({ session, ui, page, language, width }) {
      await openPanel(session, words[language].open);
      const editor = await ui.webviews.customEditor('.cell');
      await editor.getByRole('button', { name: words[language].leftOut }).click();
      await picturesOf(ui, `left-out-${language}`, { width, wanted: ['light', 'hc'] });
      await editor.getByRole('button', { name: words[language].leftOut }).click();
      await editor.getByRole('button', { name: words[language].keys }).first().click();
      await picturesOf(ui, `keys-${language}`, { width, wanted: ['dark', 'hc'] });
      await page.keyboard.press('Escape');
      await editor.locator('.cell').first().click();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('p');
      await editor.locator('.notice').waitFor();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('x');
      await editor.locator('.notice', { hasText: /-\d\d\.jpg.*-\d\d\.jpg/ }).waitFor();
      await picturesOf(ui, `notice-${language}`, { width, wanted: ['light', 'hc'] });
      await editor.locator('.budget .field input').fill('5000');
      await editor.locator('.budget .field.wrong').waitFor();
      await picturesOf(ui, `wrong-number-${language}`, { width, wanted: ['light', 'hc'] });
      await page.keyboard.press('Escape');
      await ui.openPalette('File: Revert File');
    },
  },

  /** What the panel says where something is missing: half a text, no folder, images elsewhere, nothing chosen. */
  states: {
    isNarrowToo: true,
    async show({ session, ui, page, language, width }) {
      const folder = path.join(session.folder, '.freesel/selections');
      const selection = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
      const others = {
        missing: { ...selection, root: 'folder-that-was-moved' },
        outside: { ...selection, root: '..' },
        empty: { ...selection, picks: [], settings: { ...selection.settings, budget: 0 } },
      };
      for (const [state, changed] of Object.entries(others)) {
        writeFileSync(path.join(folder, `${state}.freesel.json`), JSON.stringify(changed, null, 2));
        await ui.openPalette(words[language].open);
        await ui.quickInputPick(state);
        await ui.webviews.customEditor(`.page:has(h1:text-is("${state}")), .centre`);
        await picturesOf(ui, `${state}-${language}`, { width, hasSideBar: false, wanted: ['light', 'hc'] });
        await ui.openPalette('View: Close All Editors');
        rmSync(path.join(folder, `${state}.freesel.json`));
        await page.waitForTimeout(2000); // until it is no longer the active one
      }
      const isBeside = width > 700;
      if (!isBeside) await openPanel(session, words[language].open);
      await ui.openPalette(words[language].openText);
      await ui.editor.text.locator('.view-line').first().waitFor();
      if (isBeside) {
        await ui.openPalette('View: Split Editor Right');
        await ui.openPalette(words[language].open);
        await panel(ui);
        await page.keyboard.press('Control+1');
      }
      await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('x');
      if (!isBeside) await ui.editor.tab(file).first().click();
      await (await ui.webviews.customEditor('.notice, .centre')).locator('.notice, .centre').first().waitFor();
      await picturesOf(ui, `half-${language}`, { width, hasSideBar: false, wanted: ['light', 'hc'] });
      await page.keyboard.press('Control+1');
      await ui.openPalette('File: Revert File');
    },
  },

  /** Two selections side by side. */
  compare: {
    isNarrowToo: true,
    async show({ session, ui, language, width }) {
      await freesel(
        session,
        'select',
        'clothing',
        '--budget',
        '24',
        '--rarity',
        '0',
        '--blend',
        '0',
        '--out',
        '.freesel/selections/clothing-typical.freesel.json',
      );
      await ui.openPalette(words[language].compare);
      await ui.quickInputPick(name);
      await ui.quickInputPick('clothing-typical');
      const page = await ui.webviews.holding('.cols');
      await page.locator('.sign img').nth(5).waitFor();
      await picturesOf(ui, `compare-${language}`, { width, hasSideBar: false });
      rmSync(path.join(session.folder, '.freesel/selections/clothing-typical.freesel.json'));
    },
  },
};
