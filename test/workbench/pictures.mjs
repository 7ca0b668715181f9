// Makes the README's picture of the extension: node test/workbench/pictures.mjs   (needs the workbench, Chromium and ../shared/data/clothing, which is CC0)
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { withWorkbench } from './harness.mjs';
import { packedExtension } from './packed.mjs';
import { project } from './release.mjs';
import { panel, selectByMenu } from './selection.mjs';

const clothing = path.join(project, '../shared/data/clothing');
const every = 4;

if (!existsSync(clothing)) {
  console.log(`SKIPPED: ${clothing} is not there`);
} else {
  process.env.FREESEL_VSIX ??= packedExtension();
  const parent = mkdtempSync(path.join(os.tmpdir(), 'freesel-pictures-'));
  const shop = path.join(parent, 'shop');
  for (const { name: kind } of readdirSync(clothing, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const into = path.join(shop, 'clothing', kind);
    mkdirSync(into, { recursive: true });
    readdirSync(path.join(clothing, kind))
      .sort()
      .filter((_, i) => i % every === 0)
      .forEach((name, i) => {
        // The names that they have are too long to be read beside a picture.
        cpSync(path.join(clothing, kind, name), path.join(into, `${kind}-${String(i + 1).padStart(2, '0')}${path.extname(name)}`));
      });
  }
  const settings = { 'explorer.autoReveal': false };
  try {
    await withWorkbench({ name: 'pictures', data: shop, settings, viewport: { width: 1280, height: 800 } }, async (session) => {
      const { ui, page } = session;
      await selectByMenu(session, { folder: 'clothing', budget: 24 });
      await ui.views.openContainer('Explorer');
      await ui.expand('clothing');
      await ui.expand('hat');
      const shown = await panel(ui);
      await shown.locator('.cell').nth(6).click();
      await page.mouse.move(640, 790);
      await page.waitForTimeout(2500);
      await ui.pictures('panel', { themes: ['light', 'dark', 'hc'], widths: [1280, 700] });
      await ui.switchTheme('light');
      await page.waitForTimeout(1500);
      await sharp(await page.screenshot())
        .png({ palette: true, quality: 85, compressionLevel: 9 })
        .toFile(path.join(project, 'media/readme/panel.png'));
    });
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}
