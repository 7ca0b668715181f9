// Takes the pictures of the extension at work, in light, dark and high contrast, wide and narrow, English and Japanese:
//   node --import tsx test/workbench/pictures.mjs [--readme] [scene ...]
// They lie in out/workbench/RELEASE/. With --readme the one of the first page goes to media/readme/. The images are ../shared/data/clothing, which are CC0.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { sharedData } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { project } from './release.mjs';
import { openPanel, selectionIn, stepOf, withSelection } from './selection.mjs';

const { values, positionals } = parseArgs({ options: { readme: { type: 'boolean', default: false } }, allowPositionals: true });
const themes = ['light', 'dark', 'hc'];
const budget = 24;
const file = `clothing-${budget}.freesel.json`;

/** At most so many images of each kind: enough to look like the real thing, few enough for a minute. */
const perKind = 60;

function clothing() {
  const from = sharedData('clothing');
  if (from === undefined) throw new Error('there is no ../shared/data/clothing');
  const parent = mkdtempSync(path.join(os.tmpdir(), 'freesel-pictures-'));
  for (const kind of readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const into = path.join(parent, 'shop', 'clothing', kind.name);
    mkdirSync(into, { recursive: true });
    for (const name of readdirSync(path.join(from, kind.name)).sort().slice(0, perKind))
      cpSync(path.join(from, kind.name, name), path.join(into, name));
  }
  return { parent, workspace: path.join(parent, 'shop') };
}

/** A PNG of few colours, as small as a page wants it. */
async function smallPicture(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  for (const colours of [256, 192, 128, 96, 64]) {
    const { size } = await sharp(from).png({ palette: true, colours, effort: 10, compressionLevel: 9 }).toFile(to);
    if (size < 200_000) {
      console.log(`${path.relative(project, to)}: ${(size / 1e3).toFixed(0)} KB, ${colours} colours`);
      return;
    }
  }
  throw new Error(`${to} is too large`);
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
  async panel({ session, ui, page, language }) {
    await openPanel(session, words[language].open);
    await ui.views.openContainer('Explorer');
    const { picks } = selectionIn(session, file);
    await ui.item('clothing').waitFor();
    await ui.expand('clothing');
    await ui.item(picks[6].path.split('/')[0]).waitFor();
    await ui.expand(picks[6].path.split('/')[0]);
    const editor = await ui.webviews.customEditor('.cell');
    await editor.locator('.cell[aria-posinset="7"]').click();
    await page.mouse.move(640, 795);
    await page.waitForTimeout(1500);
    const wide = await ui.pictures(`panel-${language}`, { themes, widths: [1280] });
    await ui.sideBar(false);
    await ui.pictures(`panel-${language}`, { themes, widths: [448] });
    await ui.sideBar(true);
    if (values.readme && language === 'en') await smallPicture(wide[1], path.join(project, 'media/readme/panel.png'));
  },

  /** The guided input: folder, budget, what is wrong with it, sampler. */
  async guided({ ui, page, language }) {
    const say = words[language];
    await ui.openPalette('View: Close All Editors');
    await ui.openPalette(say.select);
    await stepOf(ui, '1/3');
    await page.waitForTimeout(1500);
    await ui.pictures(`guided-folder-${language}`, { themes: ['light'], widths: [1280] });
    await ui.quickInputPick('clothing');
    await stepOf(ui, '2/3');
    await page.waitForTimeout(1500);
    await ui.pictures(`guided-budget-${language}`, { themes, widths: [1280, 448] });
    await ui.quickInputType('101 %');
    await ui.pictures(`guided-wrong-${language}`, { themes, widths: [1280] });
    await ui.quickInputType('30');
    await ui.quickInputAccept();
    await stepOf(ui, '3/3');
    await ui.pictures(`guided-sampler-${language}`, { themes, widths: [1280, 448] });
    await page.keyboard.press('Escape');
  },

  /** Progress while images are read. */
  async working({ session, ui, page, language }) {
    rmSync(path.join(session.folder, '.freesel/features'), { recursive: true, force: true });
    await ui.views.openContainer('Explorer');
    await ui.rightClickInExplorer('clothing', words[language].menu);
    await ui.quickInput.waitFor();
    await ui.quickInputType('30');
    await ui.quickInputAccept();
    await stepOf(ui, '2/2');
    await ui.quickInputAccept();
    await ui.statusItem(/FreeSel [2-9]\d %/).waitFor();
    await ui.pictures(`working-${language}`, { themes: [undefined], widths: [1280] });
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
      await page.mouse.move(900, 700);
      await (await ui.views.row(title, seventh.label)).hover();
      await page.locator('.workbench-hover:visible img').waitFor();
      await ui.screenshot(`view-${language}-${theme}-1280`);
      await back();
    }
  },

  /** The hover over an image of the text, and its code lenses. */
  async hover({ ui, page, language, session }) {
    await ui.views.openContainer('Explorer');
    await ui.expand('.freesel');
    await ui.expand('selections');
    await ui.editor.open(file);
    const { picks } = selectionIn(session, file);
    await page.keyboard.press('Control+G');
    await ui.quickInputType(':40');
    await ui.quickInputAccept();
    for (const theme of themes) {
      const back = await ui.switchTheme(theme);
      const hover = await ui.editor.hover(picks[2].path);
      await hover.locator('img').first().waitFor();
      await ui.screenshot(`hover-${language}-${theme}-1280`);
      await page.mouse.move(640, 795);
      await page.keyboard.press('Escape');
      await back();
    }
    await ui.openPalette('View: Close All Editors');
  },

  /** The notebook, with its outputs and without a kernel. */
  async notebook({ ui, page, language }) {
    await ui.views.openContainer('FreeSel');
    await ui.views.rowMenu(words[language].view, `clothing-${budget}`, words[language].notebook);
    await ui.quickInput.waitFor();
    await ui.quickInputAccept();
    await ui.editor.tab(`clothing-${budget}.ipynb`).waitFor();
    await ui.sideBar(false);
    const gallery = await ui.webviews.holding('section ol > li');
    await gallery.locator('ol li img').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(1000);
    await ui.pictures(`notebook-top-${language}`, { themes: ['light'], widths: [1280] });
    await gallery
      .locator('section h2')
      .first()
      .scrollIntoViewIfNeeded()
      .catch(() => undefined);
    await page.mouse.move(640, 400);
    for (let i = 0; i < 40 && !(await inSight(page, gallery)); i++) {
      await page.mouse.wheel(0, 200);
      await page.waitForTimeout(150);
    }
    await ui.pictures(`notebook-${language}`, { themes, widths: [1280, 448] });
    await ui.sideBar(true);
    await ui.openPalette('View: Close All Editors');
  },
};

/** Whether the gallery fills a good part of the window. */
async function inSight(page, gallery) {
  const box = await gallery
    .locator('section ol')
    .first()
    .boundingBox()
    .catch(() => null);
  return box !== null && box.y > 0 && box.y < 260;
}

const wanted = positionals.length > 0 ? positionals : Object.keys(scenes);
const data = clothing();
try {
  for (const language of ['en', 'ja']) {
    const locale = language === 'en' ? undefined : language;
    const prepare = withSelection({ folder: 'clothing', budget });
    await withWorkbench({ name: `pictures-${language}`, data: data.workspace, locale, prepare }, async (session) => {
      for (const name of wanted) {
        console.log(`${name}, ${language}`);
        await scenes[name]({ session, ui: session.ui, page: session.page, language });
      }
    });
  }
} finally {
  rmSync(data.parent, { recursive: true, force: true });
}
