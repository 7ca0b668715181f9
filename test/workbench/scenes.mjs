// Takes pictures of everything a user sees, in light, dark and high contrast, wide and narrow, English and Japanese, to be looked at:
//   node --import tsx test/workbench/scenes.mjs [en|ja] [wide|narrow] [scene ...]
// They lie in out/workbench/RELEASE/. The images are those of ../shared/data/clothing.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sharedData } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { asking } from './scenes/asking.mjs';
import { panels } from './scenes/panels.mjs';
import { budget, languages, odd, unreadable, widths } from './scenes/setting.mjs';
import { texts } from './scenes/texts.mjs';
import { views } from './scenes/views.mjs';
import { withSelection } from './selection.mjs';

const scenes = { ...views, ...asking, ...panels, ...texts };

/** At most so many images of each kind. */
const perKind = 40;

function clothing() {
  const from = sharedData('clothing');
  if (from === undefined) throw new Error('there is no ../shared/data/clothing');
  const parent = mkdtempSync(path.join(os.tmpdir(), 'freesel-scenes-'));
  const images = path.join(parent, 'shop', 'clothing');
  for (const kind of readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const into = path.join(images, kind.name);
    mkdirSync(into, { recursive: true });
    const names = readdirSync(path.join(from, kind.name)).sort().slice(0, perKind);
    for (const [i, name] of names.entries()) {
      const short = `${kind.name}-${String(i + 1).padStart(2, '0')}${path.extname(name)}`;
      cpSync(path.join(from, kind.name, name), path.join(into, short));
    }
  }
  writeFileSync(path.join(images, unreadable), 'no picture');
  cpSync(path.join(images, 'pants/pants-01.jpg'), path.join(images, odd));
  return { parent, workspace: path.join(parent, 'shop') };
}

const named = process.argv.slice(2);
const chosen = (all) => (all.some((own) => named.includes(own)) ? all.filter((own) => named.includes(own)) : all);
const data = clothing();
try {
  for (const language of chosen(languages)) {
    const locale = language === 'en' ? undefined : language;
    const prepare = withSelection({ folder: 'clothing', budget });
    const settings = { 'explorer.autoReveal': false };
    await withWorkbench({ name: `scenes-${language}`, data: data.workspace, locale, prepare, settings }, async (session) => {
      for (const width of chosen(Object.keys(widths))) {
        const own = Object.keys(scenes).filter((name) => width === 'wide' || scenes[name].isNarrowToo);
        for (const name of chosen(Object.keys(scenes)).filter((one) => own.includes(one))) {
          console.log(`${name}, ${language}, ${width}`);
          const { ui, page } = session;
          await scenes[name].show({ session, ui, page, language, width: widths[width] });
          await ui.openPalette('View: Close All Editors');
        }
      }
    });
  }
} finally {
  rmSync(data.parent, { recursive: true, force: true });
}
