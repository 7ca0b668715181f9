// Explorer, the FreeSel view, menus, walkthrough, settings.
import { renameSync } from 'node:fs';
import path from 'node:path';
import { file, inThemes, name, restPointer, themes, words } from './setting.mjs';

export const views = {
  /** The view while there is no selection. */
  welcome: {
    async show({ session, ui, page, language, width }) {
      const made = path.join(session.folder, '.freesel/selections', file);
      const away = path.join(session.root, file);
      renameSync(made, away);
      await ui.views.openContainer('FreeSel');
      await page.locator('.welcome-view:visible').getByRole('button', { name: words[language].welcome }).waitFor();
      await restPointer(page);
      await ui.pictures(`welcome-${language}`, { themes, widths: [width] });
      renameSync(away, made);
      await ui.views.row(words[language].view, name).then((row) => row.waitFor());
    },
  },

  /** The view, with the tooltip of an image. */
  view: {
    async show({ ui, page, language, width }) {
      await ui.views.openContainer('FreeSel');
      const title = words[language].view;
      await ui.views.expandRow(title, name);
      const rows = await ui.views.rows(title);
      const seventh = rows.find(({ label }) => label.startsWith('7  '));
      await inThemes(ui, themes, width, async (end) => {
        await ui.retry(5, async () => {
          const { x, y } = await (await ui.views.row(title, seventh.label)).boundingBox();
          await page.mouse.move(900, 700);
          await page.mouse.move(x + 90, y + 10, { steps: 5 });
          await page.locator('.workbench-hover:visible img').waitFor({ timeout: 5000 });
        });
        await ui.screenshot(`view-${language}-${end}`);
      });
      await restPointer(page);
    },
  },

  /** What a right click offers: on a folder, on a selection and on one of its images. */
  menus: {
    async show({ ui, page, language, width }) {
      await inThemes(ui, ['light', 'hc'], width, async (end) => {
        await ui.views.openContainer('Explorer');
        await ui.rightClickInExplorer('clothing');
        await ui.screenshot(`menu-folder-${language}-${end}`);
        await page.keyboard.press('Escape');
        await ui.views.openContainer('FreeSel');
        await ui.views.rowMenu(words[language].view, name);
        await ui.screenshot(`menu-selection-${language}-${end}`);
        await page.keyboard.press('Escape');
      });
    },
  },

  /** The four steps of the walkthrough. */
  walkthrough: {
    async show({ ui, page, language, width }) {
      await ui.sideBar(false);
      await ui.openPalette('Welcome: Open Walkthrough...');
      await ui.quickInputPick(words[language].walkthrough);
      for (const [i, step] of words[language].steps.entries()) {
        await page.locator('.getting-started-step', { hasText: step }).first().click();
        await page.waitForTimeout(500);
        await restPointer(page);
        await ui.pictures(`walkthrough-${i + 1}-${language}`, {
          themes: language === 'en' || i === 0 ? themes : ['light'],
          widths: [width],
        });
      }
      await ui.sideBar(true);
    },
  },

  /** The settings page, FreeSel alone. */
  settings: {
    async show({ ui, page, language, width }) {
      await ui.sideBar(false);
      await ui.openPalette('Preferences: Open Settings (UI)');
      await page.locator('.settings-editor .suggest-input-container').click();
      await page.keyboard.type('@ext:freesel.freesel');
      await page.locator('.settings-editor .setting-item').nth(3).waitFor();
      await page.waitForTimeout(1500);
      await restPointer(page);
      await ui.pictures(`settings-${language}`, { themes, widths: [width] });
      await page.mouse.move(800, 500);
      await page.mouse.wheel(0, 5000);
      await page.waitForTimeout(500);
      await ui.pictures(`settings-end-${language}`, { themes: ['light'], widths: [width] });
      await ui.sideBar(true);
    },
  },
};
