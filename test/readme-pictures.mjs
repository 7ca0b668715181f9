// Makes the pictures of the README: node test/readme-pictures.mjs   (needs the build, and Chromium as /usr/bin/chromium or CHROMIUM)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const place = mkdtempSync(path.join(os.tmpdir(), 'freesel-pictures-'));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const { status } = spawnSync(process.execPath, ['dist/cli.js', 'demo', '--out', place], {
    stdio: 'inherit',
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
  });
  if (status !== 0) throw new Error('the demo failed');
  const page = await browser.newPage({ viewport: { width: 1200, height: 790 }, colorScheme: 'light' });
  await page.goto(`file://${path.join(place, 'contact-sheet.html')}`);
  const picture = await page.screenshot();
  await sharp(picture).png({ palette: true, quality: 80, compressionLevel: 9 }).toFile('media/readme/demo.png');
} finally {
  await browser.close();
  rmSync(place, { recursive: true, force: true });
}
