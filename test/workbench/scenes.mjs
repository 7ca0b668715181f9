// Takes pictures of everything a user sees, in light, dark and high contrast, wide and narrow, English and Japanese, to be looked at:
//   node --import tsx test/workbench/scenes.mjs [en|ja] [scene ...]
// They lie in out/workbench/RELEASE/. The images are those of ../shared/data/clothing.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sharedData } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { openPanel, selectionIn, stepOf, withSelection } from './selection.mjs';

const themes = ['light', 'dark', 'hc'];
const wide = 1280;
/** A panel of 400 pixels beside the activity bar. */
const narrow = 448;
const budget = 24;
const file = `clothing-${budget}.freesel.json`;
/** At most so many images of each kind. */
const perKind = 40;

function clothing() {
  const from = sharedData('clothing');
  if (from === undefined) throw new Error('there is no ../shared/data/clothing');
  const parent = mkdtempSync(path.join(os.tmpdir(), 'freesel-scenes-'));
  for (const kind of readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const into = path.join(parent, 'shop', 'clothing', kind.name);
    mkdirSync(into, { recursive: true });
    const names = readdirSync(path.join(from, kind.name)).sort().slice(0, perKind);
    for (const [i, name] of names.entries()) {
      const short = `${kind.name}-${String(i + 1).padStart(2, '0')}${path.extname(name)}`;
      cpSync(path.join(from, kind.name, name), path.join(into, short));
    }
  }
  return { parent, workspace: path.join(parent, 'shop') };
}

const words = {
  en: {
    select: 'FreeSel: Select Samples',
    open: 'FreeSel: Open Selection',
    menu: 'Select Samples to Label',
    view: 'Selections',
    notebook: 'Inspect Selection in Notebook',
  },
  ja: {
    select: 'FreeSel: サンプルを選択',
    open: 'FreeSel: 選択を開く',
    menu: 'ラベルを付けるサンプルを選択',
    view: '選択',
    notebook: '選択をノートブックで調べる',
  },
};

const scenes = {
  /** The Explorer with ranks on chosen images, and beside it the panel. */
  async panel({ session, ui, page, language, widths }) {
    const { picks } = selectionIn(session, file);
    const kindOf = (pick) => pick.path.split('/')[0];
    const often = (kind) => picks.filter((pick) => kindOf(pick) === kind).length;
    const [kind] = [...new Set(picks.map(kindOf))].sort((one, other) => often(other) - often(one));
    const shown = picks.find((pick) => kindOf(pick) === kind && pick.rank > 1);
    await openPanel(session, words[language].open);
    await ui.views.openContainer('Explorer');
    await ui.expand('clothing');
    await ui.item(kind).waitFor();
    await ui.expand(kind);
    const editor = await ui.webviews.customEditor('.cell');
    await editor.locator(`.cell[aria-posinset="${shown.rank}"]`).click();
    await page.mouse.move(640, 795);
    await page.waitForTimeout(1500);
    if (widths[0] === narrow) await ui.sideBar(false);
    await ui.pictures(`panel-${language}`, { themes, widths });
    await ui.openPalette('View: Close All Editors');
  },

  /** The guided input: folder, budget, what is wrong with it, sampler. */
  async guided({ ui, page, language, widths }) {
    await ui.openPalette(words[language].select);
    await stepOf(ui, '1/3');
    await page.waitForTimeout(1500);
    await ui.pictures(`guided-folder-${language}`, { themes: ['light'], widths });
    await ui.quickInputPick('clothing');
    await stepOf(ui, '2/3');
    await page.waitForTimeout(1500);
    await ui.pictures(`guided-budget-${language}`, { themes, widths });
    await ui.quickInputType('101 %');
    await ui.pictures(`guided-wrong-${language}`, { themes, widths });
    await ui.quickInputType('30');
    await ui.quickInputAccept();
    await stepOf(ui, '3/3');
    await ui.pictures(`guided-sampler-${language}`, { themes, widths });
    await page.keyboard.press('Escape');
  },

  /** Progress while images are read. */
  async working({ session, ui, page, language, widths }) {
    rmSync(path.join(session.folder, '.freesel/features'), { recursive: true, force: true });
    await ui.views.openContainer('Explorer');
    await ui.rightClickInExplorer('clothing', words[language].menu);
    await ui.quickInput.waitFor();
    await ui.quickInputType('30');
    await ui.quickInputAccept();
    await stepOf(ui, '2/2');
    await ui.quickInputAccept();
    await ui.statusItem(/FreeSel [2-9]\d %/).waitFor();
    await ui.pictures(`working-${language}`, { themes: [undefined], widths });
    await (await ui.webviews.customEditor('.cell')).locator('.cell').first().waitFor();
    await page.waitForTimeout(500);
    await ui.openPalette('View: Close All Editors');
  },

  /** The view, with the tooltip of an image. */
  async view({ ui, page, language }) {
    await ui.views.openContainer('FreeSel');
    const title = words[language].view;
    await ui.views.expandRow(title, `clothing-${budget}`);
    const rows = await ui.views.rows(title);
    const seventh = rows.find(({ label }) => label.startsWith('7  '));
    for (const theme of themes) {
      const back = await ui.switchTheme(theme);
      await ui.retry(5, async () => {
        const { x, y } = await (await ui.views.row(title, seventh.label)).boundingBox();
        await page.mouse.move(900, 700);
        await page.mouse.move(x + 90, y + 10, { steps: 5 });
        await page.locator('.workbench-hover:visible img').waitFor({ timeout: 5000 });
      });
      await ui.screenshot(`view-${language}-${theme}-${wide}`);
      await back();
    }
    await page.mouse.move(900, 700);
  },

  /** The hover over an image of the text, and its code lenses. */
  async hover({ ui, page, language, session }) {
    await ui.views.openContainer('Explorer');
    await ui.expand('.freesel');
    await ui.item('selections').waitFor();
    await ui.expand('selections');
    await ui.item(file).waitFor();
    await ui.editor.open(file);
    const { picks } = selectionIn(session, file);
    await page.keyboard.press('Control+G');
    await ui.quickInputType(':44');
    await ui.quickInputAccept();
    for (const theme of themes) {
      const back = await ui.switchTheme(theme);
      const hover = await ui.editor.hover(picks[2].path);
      await hover.locator('img').first().waitFor();
      await ui.screenshot(`hover-${language}-${theme}-${wide}`);
      await page.mouse.move(640, 795);
      await page.keyboard.press('Escape');
      await back();
    }
    await ui.openPalette('View: Close All Editors');
  },

  /** The notebook, with its outputs and without a kernel. */
  async notebook({ ui, page, language, widths }) {
    await ui.sideBar(true);
    await ui.views.openContainer('FreeSel');
    await ui.views.rowMenu(words[language].view, `clothing-${budget}`, words[language].notebook);
    await ui.quickInput.locator('.monaco-list-row', { hasText: 'clothing' }).waitFor();
    await ui.quickInputAccept();
    const again = page.getByRole('button', { name: /Replace|Overwrite|OK/ });
    await page.waitForTimeout(1500);
    if (await again.isVisible().catch(() => false)) await again.click();
    else if (await ui.quickInput.isVisible()) await ui.quickInputAccept();
    await ui.editor.tab(`clothing-${budget}.ipynb`).waitFor();
    await ui.sideBar(false);
    const gallery = await ui.webviews.holding('section ol > li');
    await gallery.locator('ol li img').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(1000);
    await ui.pictures(`notebook-top-${language}`, { themes: ['light'], widths });
    await page.mouse.move(widths[0] / 2, 400);
    for (let i = 0; i < 60 && !(await inSight(gallery)); i++) {
      await page.mouse.wheel(0, 150);
      await page.waitForTimeout(150);
    }
    await ui.pictures(`notebook-${language}`, { themes, widths });
    await ui.openPalette('View: Close All Editors');
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

const named = process.argv.slice(2);
const all = Object.keys(scenes);
const wanted = named.some((own) => own in scenes) ? all.filter((own) => named.includes(own)) : all;
const languages = Object.keys(words).filter((own) => !named.some((other) => other in words) || named.includes(own));
const inNarrow = new Set(['panel', 'guided', 'notebook']);
const data = clothing();
try {
  for (const language of languages) {
    const locale = language === 'en' ? undefined : language;
    const prepare = withSelection({ folder: 'clothing', budget });
    const settings = { 'explorer.autoReveal': false };
    await withWorkbench({ name: `scenes-${language}`, data: data.workspace, locale, prepare, settings }, async (session) => {
      for (const width of [wide, narrow]) {
        for (const name of wanted.filter((own) => width === wide || inNarrow.has(own))) {
          console.log(`${name}, ${language}, ${width}`);
          await scenes[name]({ session, ui: session.ui, page: session.page, language, widths: [width] });
        }
      }
    });
  }
} finally {
  rmSync(data.parent, { recursive: true, force: true });
}
