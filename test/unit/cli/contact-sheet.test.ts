import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { contactSheet, type ContactSheetOptions } from '../../../src/cli/contact-sheet.js';
import type { Pick, Selection } from '../../../src/core/selection.js';

const sha256 = 'a'.repeat(64);
const share = { share: 0.82, mean: 0.3, p95: 0.5 };

function pick(rank: number, path: string): Pick {
  return { rank, path, sha256, gain: 1, distance: 0.5, pattern: { index: 0, patches: '0-3' }, represents: 3 };
}

function selection(picks: Pick[], over: Partial<Selection> = {}): Selection {
  return {
    version: 1,
    root: '.',
    pool: { images: 1344, patterns: 5120, fingerprint: sha256, flagged: [] },
    skipped: [],
    model: { id: 'freesel-lite', sha256, source: 'https://example.org', licence: 'Apache-2.0', trainingData: 'ImageNet-1k' },
    settings: {
      budget: picks.length,
      sampler: 'coverage',
      rarity: 1,
      blend: 0.25,
      seed: 0,
      patterns: 5,
      attentionRatio: 0.5,
      preprocessing: 1,
      include: [],
      exclude: [],
      initial: [],
      pinned: [],
      excluded: [],
    },
    picks,
    coverage: { ...share, radius: 0.49, patternRadius: 0.4, random: { ...share, low: 0.6, high: 0.71, selections: 20 } },
    run: { embedded: 0 },
    ...over,
  };
}

const options: ContactSheetOptions = {
  language: 'en',
  title: 'tiles',
  sentence: 'These 2 images cover 82 % of what the pool shows; 2 random ones cover 60–71 %.',
  reason: ({ rank }) => `reason of ${rank}`,
  thumbnail: () => Promise.resolve(undefined),
};

const hostile = [
  '<script>alert(1)</script>.jpg',
  '"><img src=x onerror=alert(1)>.jpg',
  "'onmouseover='alert(1)",
  '</style></title><b>.png',
  'a&lt;b&amp;.jpg',
  '\u202egpj.exe',
  'nul\u0000bell\u0007.jpg',
  'half\ud800.jpg',
];

/** Every tag that a page may hold, whatever the names in it. */
const tags = new Set(
  'html head meta title style body header h1 h2 span p strong main ol li div img b bdi table tr th td'
    .split(' ')
    .flatMap((tag) => [tag, `/${tag}`]),
);

function assertOnlyOwnTags(page: string): void {
  const body = page.replace(/<style>[^<]*<\/style>/, '');
  for (const [, tag] of body.matchAll(/<([^\s>]*)[^>]*>/g)) assert.ok(tag === '!DOCTYPE' || tags.has(tag ?? ''), `foreign tag ${tag}`);
  assert.doesNotMatch(body, /<[a-z][^>]*\son/i);
  assert.doesNotMatch(body, /(?![\t\n])\p{Cc}/u);
  assert.doesNotMatch(body, /(?:src|href)="(?!data:image\/)/);
}

test('hostile names, reasons and settings stay text', async () => {
  const picks = hostile.map((path, i) => pick(i + 1, path));
  const remarks = hostile.map((path) => ({ path, reason: path }));
  const own = selection(picks, { skipped: remarks, pool: { images: 9, patterns: 9, fingerprint: sha256, flagged: remarks } });
  own.settings.exclude = hostile;
  own.settings.pinned = hostile;
  own.model.source = 'javascript:"><script>';
  for (const text of hostile) {
    const page = await contactSheet(own, {
      ...options,
      title: text,
      sentence: `82 %; ${text}`,
      caption: (path) => path,
      reason: ({ path }) => path,
    });
    assertOnlyOwnTags(page);
  }
  const page = await contactSheet(own, options);
  assert.match(page, /&lt;script&gt;alert\(1\)&lt;\//);
  assert.match(page, /a&amp;lt;b&amp;amp;\.jpg/);
  assert.match(page, /<bdi>\u202egpj\.exe<\/bdi>/);
});

test('any name stays text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const page = await contactSheet(selection([pick(1, text)]), { ...options, title: text, sentence: text, reason: () => text });
      assertOnlyOwnTags(page);
    }),
  );
});

test('a selection of nothing is a page', async () => {
  for (const [language, none] of [
    ['en', 'No images are chosen.'],
    ['ja', '画像は選ばれていません。'],
  ] as const) {
    const page = await contactSheet(selection([]), { ...options, language });
    assertOnlyOwnTags(page);
    assert.ok(page.includes(none));
    assert.doesNotMatch(page, /<ol/);
    assert.ok(page.endsWith('</html>\n'));
  }
});

test('picks stand in rank order with picture, path, note and reason', async () => {
  const pixels = sharp({ create: { width: 4, height: 2, channels: 3, background: '#888' } });
  const pictures = new Map([
    ['a/1.png', await pixels.clone().webp().toBuffer()],
    ['b.png', await pixels.clone().jpeg().toBuffer()],
    ['c.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ]);
  const page = await contactSheet(selection([pick(3, 'c.png'), pick(2, 'b.png'), pick(1, 'a/1.png')]), {
    ...options,
    thumbnail: (path) => Promise.resolve(pictures.get(path)),
    caption: (path) => (path === 'b.png' ? 'good' : undefined),
  });
  const cells = page.split('<li>').slice(1);
  assert.equal(cells.length, 3);
  assert.match(
    cells[0] ?? '',
    /data:image\/webp;base64,UklGR[^]*<b>1<\/b>[^]*<bdi class="folder">a\/<\/bdi><bdi>1\.png<\/bdi>[^]*reason of 1/,
  );
  assert.match(cells[1] ?? '', /data:image\/jpeg;base64,\/9j\/[^]*<b>2<\/b>[^]*class="note">good<[^]*reason of 2/);
  assert.match(cells[2] ?? '', /Picture not available[^]*<b>3<\/b>/);
  assert.ok(
    page.includes('<strong>82 %</strong> of what the pool shows;<span> 2 random ones cover <span class="range">60–71 %</span>.</span>'),
  );
});

test('speaks both languages', async () => {
  const own = selection([pick(1, 'a.png')], { skipped: [{ path: 'x.png', reason: 'empty file' }] });
  const en = await contactSheet(own, options);
  assert.match(en, /<html lang="en">/);
  assert.match(en, /1 of 1,344 chosen/);
  assert.match(en, /coverage, rarity 1, details 25 %, whole image 75 %\. No randomness/);
  assert.match(en, /1,344 images with 5,120 patterns, 1 skipped/);
  assert.match(en, /x\.png: empty file/);
  const ja = await contactSheet(own, {
    ...options,
    language: 'ja',
    sentence: 'この2枚で、82 %をカバーできます。ランダムでは60～71 %です。',
  });
  assert.match(ja, /<html lang="ja">/);
  assert.match(ja, /1,344枚中1枚を選択/);
  assert.match(ja, /希少度 1、細部 25 %、画像全体 75 %。乱数は使わない/);
  assert.match(ja, /<strong>82 %<\/strong>をカバーできます。<span>ランダムでは<span class="range">60～71 %<\/span>です。<\/span>/);
  assert.doesNotMatch(ja.replace(/<style>[^<]*<\/style>/, ''), /chosen|Skipped|Covered|Trained/);
});

test('samplers with chance name their seed; long lists are cut short', async () => {
  const own = selection([]);
  delete own.settings.rarity;
  delete own.settings.blend;
  own.settings = {
    ...own.settings,
    sampler: 'farthest',
    centre: 'pool',
    seed: 7,
    pinned: Array.from({ length: 40 }, (_, i) => `p${i}.png`),
  };
  const page = await contactSheet(own, options);
  assert.match(page, /farthest, centre pool, seed 7</);
  assert.match(page, /p11\.png\nand 28 more/);
  assert.doesNotMatch(page, /p12\.png/);
});

test('a thumbnail that fails rejects', async () => {
  await assert.rejects(contactSheet(selection([pick(1, 'a.png')]), { ...options, thumbnail: () => Promise.reject(new Error('no')) }), /no/);
});
