import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { SelectionBundle } from '../../../src/core/selection-bundle.js';
import { aBundle } from './a-bundle.js';

const executable = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const skip = existsSync(executable) ? false : `no ${executable}: name a Chromium in CHROMIUM`;
if (skip !== false) console.error(`NOT RUN: ${skip}`);
const built = fileURLToPath(new URL('../../../dist/renderer.js', import.meta.url));

let browser: Browser;
before(async () => {
  if (skip === false) browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
});
after(async () => {
  if (skip === false) await browser.close();
});

/** Shows an output in a page that holds nothing else, as a notebook does. What the page asks for beyond the renderer fails the test. */
async function shown(data: unknown, { locale = 'en-US', width = 1000 } = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 700 }, locale });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('dialog', (dialog) => {
    wrong.push(dialog.message());
    void dialog.dismiss();
  });
  await context.route('**', (route) => {
    const address = route.request().url();
    if (address === 'http://notebook.test/')
      return route.fulfill({ contentType: 'text/html', body: '<body><div id="output"></div></body>' });
    if (address === 'http://notebook.test/renderer.js') return route.fulfill({ contentType: 'text/javascript', path: built });
    wrong.push(address);
    return route.abort();
  });
  await page.goto('http://notebook.test/');
  await page.evaluate(`(async () => {
    const { activate } = await import('/renderer.js');
    const text = ${JSON.stringify(data === undefined ? 'no JSON' : JSON.stringify(data))};
    const renderer = activate({});
    const output = document.getElementById('output');
    // Twice: an output is shown again when it changes.
    for (let i = 0; i < 2; i += 1) await renderer.renderOutputItem({ json: () => JSON.parse(text) }, output);
  })()`);
  await page.waitForTimeout(50);
  assert.deepEqual(wrong, []);
  return page;
}

/** Where an element lies in the list that scrolls it. */
interface Placed {
  readonly offsetTop: number;
  readonly offsetHeight: number;
  readonly parentElement: { readonly scrollTop: number; readonly offsetHeight: number };
}

const pathOf = (i: number): string => `folder ${i % 3}/${i + 1}.png`;
const aBundleOf = (images: number): SelectionBundle => aBundle(Array.from({ length: images }, (_, i) => pathOf(i)));

test('an output shows how much is covered, then every image in rank order with path and reason', { skip }, async () => {
  const page = await shown(aBundleOf(5));
  assert.equal(
    await page.locator('.sentence').textContent(),
    'These 5 images cover 88 % of what the pool shows; 5 random ones cover 50–75 %.',
  );
  const cells = page.getByRole('listitem');
  assert.equal(await cells.count(), 5);
  for (let i = 0; i < 5; i += 1) {
    const cell = cells.nth(i);
    assert.equal(await cell.locator('b').textContent(), String(i + 1));
    assert.equal(await cell.locator('.path').textContent(), `${i + 1}.pngfolder ${i % 3}/`);
    assert.match((await cell.locator('.why').textContent()) ?? '', i === 0 ? /^Chosen first: / : /^Chosen \d/);
    assert.equal(await cell.locator('img').evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth), 2);
  }
});

test('readers of Japanese read Japanese, whatever language the notebook was made in', { skip }, async () => {
  const page = await shown(aBundleOf(3), { locale: 'ja-JP' });
  assert.match((await page.locator('.sentence').textContent()) ?? '', /^この3枚で、プール全体/);
  assert.match((await page.getByRole('listitem').last().textContent()) ?? '', /3番目に選択。/);
  assert.equal(await page.locator('section').getAttribute('lang'), 'ja');
});

test('a long selection scrolls by itself, and leaves the wheel to the notebook at its ends', { skip }, async () => {
  const page = await shown({ ...aBundleOf(80), chosen: 95 });
  assert.deepEqual([await page.locator('img').count(), await page.locator('.bare').count()], [60, 20]);
  assert.ok(await page.getByText('15 more images are in the selection file.').isVisible());
  await page.evaluate(`addEventListener('wheel', () => document.body.dataset.wheels = Number(document.body.dataset.wheels ?? 0) + 1)`);
  const wheels = async (): Promise<number> => Number((await page.locator('body').getAttribute('data-wheels')) ?? 0);
  const turn = async (by: number): Promise<void> => {
    await page.locator('ol').hover();
    await page.mouse.wheel(0, by);
    await page.waitForTimeout(100);
  };
  await turn(-100);
  assert.equal(await wheels(), 1);
  await turn(100);
  assert.equal(await wheels(), 1);
  await page.locator('ol').evaluate((list) => (list as unknown as { scrollTo(x: number, y: number): void }).scrollTo(0, 1e6));
  await turn(100);
  assert.equal(await wheels(), 2);
});

test('the keyboard reaches every image by one place in the tab order', { skip }, async () => {
  const page = await shown(aBundleOf(30), { width: 800 });
  const focused = async (): Promise<string> => {
    const cell = page.locator('li:focus');
    const isInView = await cell.evaluate((own) => {
      const { offsetTop, offsetHeight, parentElement } = own as unknown as Placed;
      return (
        offsetTop >= parentElement.scrollTop - 1 && offsetTop + offsetHeight <= parentElement.scrollTop + parentElement.offsetHeight + 1
      );
    });
    assert.ok(isInView);
    return (await cell.locator('b').textContent()) ?? '';
  };
  const ranks: string[] = [];
  for (const key of [
    'Tab',
    'ArrowRight',
    'ArrowDown',
    'ArrowLeft',
    'ArrowUp',
    'ArrowUp',
    'End',
    'ArrowRight',
    'ArrowUp',
    'Home',
    'ArrowLeft',
  ]) {
    await page.keyboard.press(key);
    ranks.push(await focused());
  }
  assert.deepEqual(ranks, ['1', '2', '6', '5', '1', '1', '30', '30', '26', '1', '1']);
  await page.keyboard.press('Tab');
  assert.equal(await page.locator('li:focus').count(), 0);
  await page.keyboard.press('Shift+Tab');
  assert.equal(await focused(), '1');
});

test('names are shown as they are and do nothing', { skip }, async () => {
  const paths = ['<img src=x onerror=alert(1)>.png', '"><script>alert(2)</script>', 'two\nlines.png', '表面/キズ 01.png', 'x'.repeat(2000)];
  const page = await shown({ ...aBundle(paths), name: '<b onclick=alert(3)>' }, { width: 400 });
  assert.equal(await page.locator('script, [onerror], [onclick], h2 b').count(), 0);
  assert.match((await page.locator('h2').textContent()) ?? '', /^<b onclick=alert\(3\)>/);
  assert.match((await page.getByRole('listitem').first().textContent()) ?? '', /<img src=x onerror=alert\(1\)>\.png/);
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 400);
});

test('what is no selection is said to be none', { skip }, async () => {
  for (const data of [
    undefined,
    null,
    [],
    'text',
    {},
    { ...aBundleOf(2), picks: [{ rank: 'first' }] },
    { ...aBundleOf(2), coverage: null },
  ])
    assert.match((await (await shown(data)).locator('section').textContent()) ?? '', /^This output holds no selection/);
  assert.match((await (await shown({ ...aBundleOf(2), version: 2 })).locator('section').textContent()) ?? '', /^A newer FreeSel/);
  const page = await shown({ ...aBundleOf(2), thumbnails: ['https://example.org/x.webp', 'javascript:alert(1)'] });
  assert.deepEqual(await page.locator('.frame small').allTextContents(), ['Picture not available', 'Picture not available']);
  assert.match((await (await shown({ ...aBundleOf(0), chosen: 0 })).locator('section').textContent()) ?? '', /No images are chosen\.$/);
});
