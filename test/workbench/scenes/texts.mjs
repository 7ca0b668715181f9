// The selection as text, and its notebook.
import { selectionIn } from '../selection.mjs';
import { file, inThemes, name, restPointer, themes, words } from './setting.mjs';

/** Opens the selection as text with its images in view. */
async function openText({ ui, page, language }) {
  await ui.openPalette(words[language].openText);
  await ui.editor.text.locator('.view-line').first().waitFor();
  await page.keyboard.press('Control+G');
  await ui.quickInputType(':44');
  await ui.quickInputAccept();
  await ui.editor.codeLens().first().waitFor({ state: 'attached' }); // lenses move the lines, and what moves has no hover
  await page.waitForTimeout(1500);
}

export const texts = {
  /** The hover over an image of the text, and its code lenses. */
  hover: {
    async show({ session, ui, page, language, width }) {
      await openText({ ui, page, language });
      const { picks } = selectionIn(session, file);
      await inThemes(ui, themes, width, async (end) => {
        await page.waitForTimeout(1000);
        await ui.retry(5, async () => {
          const hover = await ui.editor.hover(picks[2].path);
          await hover.locator('img').first().waitFor({ timeout: 5000 });
        });
        await ui.screenshot(`hover-${language}-${end}`);
        await restPointer(page);
        await page.keyboard.press('Escape');
      });
    },
  },

  /** Mistakes made by hand, where they stand and in the list of problems. */
  problems: {
    async show({ ui, page, language, width }) {
      await openText({ ui, page, language });
      await ui.editor.problems();
      await page.keyboard.press('Control+1');
      await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
      for (const [line, column, text] of [
        [36, 10, '9'],
        [38, 19, 'x'],
      ]) {
        await page.keyboard.press('Control+G');
        await ui.quickInputType(`:${line}:${column}`);
        await ui.quickInputAccept();
        await page.keyboard.type(text);
        await page.keyboard.press('Escape'); // suggestions
      }
      await page.locator('.markers-panel .monaco-list-row').nth(1).waitFor();
      await restPointer(page);
      await page.waitForTimeout(1000);
      await ui.pictures(`problems-${language}`, { themes: ['light', 'hc'], widths: [width] });
      await page.keyboard.press('Control+1');
      await ui.openPalette('File: Revert File');
      await ui.openPalette('View: Hide Panel');
    },
  },

  /** The notebook, with its outputs and without a kernel. */
  notebook: {
    isNarrowToo: true,
    async show({ ui, page, language, width }) {
      await ui.sideBar(true);
      await ui.views.openContainer('FreeSel');
      await ui.views.rowMenu(words[language].view, name, words[language].notebook);
      await ui.quickInput.locator('.monaco-list-row', { hasText: 'clothing' }).waitFor();
      await ui.quickInputAccept();
      const again = page.getByRole('button', { name: /Replace|Overwrite|OK/ });
      await page.waitForTimeout(1500);
      if (await again.isVisible().catch(() => false)) await again.click();
      else if (await ui.quickInput.isVisible()) await ui.quickInputAccept();
      await ui.editor.tab(`${name}.ipynb`).waitFor();
      await ui.sideBar(false);
      const gallery = await ui.webviews.holding('section ol > li');
      await gallery.locator('ol li img').first().waitFor({ state: 'attached' });
      await page.waitForTimeout(1000);
      await ui.pictures(`notebook-top-${language}`, { themes: ['light'], widths: [width] });
      await page.mouse.move(width / 2, 400);
      for (let i = 0; i < 60 && !(await inSight(gallery)); i++) {
        await page.mouse.wheel(0, 150);
        await page.waitForTimeout(150);
      }
      await ui.pictures(`notebook-${language}`, { themes, widths: [width] });
      await ui.sideBar(true);
    },
  },
};

/** Whether the gallery begins in the upper third of the window. */
async function inSight(gallery) {
  const box = await gallery
    .locator('section ol')
    .first()
    .boundingBox({ timeout: 2000 })
    .catch(() => null);
  return box !== null && box.height > 50 && box.y < 260;
}
