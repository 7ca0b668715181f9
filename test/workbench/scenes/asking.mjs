// What FreeSel asks and says on the way: guided input, progress, forms of export, differences.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { selectionIn, stepOf } from '../selection.mjs';
import { file, inThemes, restPointer, themes, words } from './setting.mjs';

export const asking = {
  /** The guided input: folder, budget, what is wrong with it, sampler. */
  guided: {
    isNarrowToo: true,
    async show({ ui, page, language, width }) {
      const pictures = async (step, wanted) => {
        await restPointer(page);
        await page.waitForTimeout(1000);
        await ui.pictures(`guided-${step}-${language}`, { themes: wanted, widths: [width] });
      };
      await ui.openPalette(words[language].select);
      await stepOf(ui, '1/3');
      await pictures('folder', ['light']);
      await ui.quickInputPick('clothing');
      await stepOf(ui, '2/3');
      await pictures('budget', themes);
      await ui.quickInputType('101 %');
      await pictures('wrong', themes);
      await ui.quickInputType('30');
      await ui.quickInputAccept();
      await stepOf(ui, '3/3');
      await pictures('sampler', themes);
      await page.keyboard.press('Escape');
    },
  },

  /** Progress while images are read, in each theme once. */
  working: {
    async show({ session, ui, page, language, width }) {
      await inThemes(ui, themes, width, async (end) => {
        rmSync(path.join(session.folder, '.freesel/features'), { recursive: true, force: true });
        await ui.views.openContainer('Explorer');
        await ui.rightClickInExplorer('clothing', words[language].menu);
        await ui.quickInput.waitFor();
        await ui.quickInputType('30');
        await ui.quickInputAccept();
        await stepOf(ui, '2/2');
        await ui.quickInputAccept();
        await ui.statusItem(/FreeSel [2-9]\d %/).waitFor();
        await page.screenshot({ path: path.join(ui.out, `working-${language}-${end}.png`) });
        await (await ui.webviews.customEditor('.cell')).locator('.cell').first().waitFor();
        await ui.openPalette('View: Close All Editors');
      });
      rmSync(path.join(session.folder, '.freesel/selections/clothing-30.freesel.json'));
    },
  },

  /** The forms in which a selection can be handed over, and what is said when images have changed since. */
  after: {
    async show({ session, ui, page, language, width }) {
      await ui.openPalette(words[language].export);
      await ui.quickInput.locator('.monaco-list-row').nth(3).waitFor();
      await restPointer(page);
      await ui.pictures(`export-${language}`, { themes: ['light', 'hc'], widths: [width] });
      await page.keyboard.press('Escape');
      const { picks } = selectionIn(session, file);
      const image = path.join(session.folder, 'clothing', picks[1].path);
      const before = readFileSync(image);
      writeFileSync(image, readFileSync(path.join(session.folder, 'clothing', picks[0].path)));
      await ui.openPalette(words[language].verify);
      await page.locator('.notification-toast .monaco-button').first().waitFor();
      await ui.pictures(`verify-${language}`, { themes: ['light'], widths: [width] });
      await page.locator('.notification-toast .monaco-button').first().click();
      await page.locator('.monaco-editor .view-line').first().waitFor();
      await restPointer(page);
      await page.waitForTimeout(1000);
      await ui.pictures(`differences-${language}`, { themes: ['light'], widths: [width] });
      writeFileSync(image, before);
    },
  },
};
