import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { modelBytes, writtenBytes, type ModelCard } from '../../../src/core/model-card.js';
import { modelState, writeRecord } from '../../../src/engine/fetched-models.js';
import { chosenModel } from '../../../src/engine/model-choice.js';
import { parseCatalogue, readCatalogue } from '../../../src/model/catalogue.js';
import { embeddedModelFile, shippedModelsFile } from '../../../src/model/embedded.js';
import { readModelFile } from '../../../src/model/vision-model.js';
import { problemOf, scratch } from './fetching.js';

const project = path.resolve(import.meta.dirname, '../../..');

test('the catalogue has the embedded model, those of the issue, and one that is of the paper', async () => {
  const cards = await readCatalogue();
  assert.deepEqual(
    cards.map(({ id }) => id),
    [
      'freesel-lite',
      'dino-vits16',
      'dino-vitb16',
      'dinov2-small',
      'dinov2-small-registers',
      'dinov3-small',
      'freesel-lite1',
      'freesel-lite2',
    ],
  );
  assert.deepEqual(
    cards.filter(({ isOfPaper }) => isOfPaper).map(({ id }) => id),
    ['dino-vits16'],
  );
  for (const { about, blindSpots, trainingData, origin } of cards) {
    for (const text of [about, blindSpots, trainingData, ...(origin.kind === 'by-hand' ? [origin.why, origin.how] : [])])
      assert.match(text.ja, /[\u3040-\u30ff\u4e00-\u9fff]/, text.en);
  }
});

test('the card of the embedded model is true: its file, its widths, its input', async () => {
  const card = (await readCatalogue())[0];
  assert.ok(card?.origin.kind === 'embedded');
  const { contract, sha256 } = await readModelFile(embeddedModelFile());
  assert.equal(shippedModelsFile(card.origin.file), embeddedModelFile());
  assert.equal(sha256, card.origin.sha256);
  assert.equal((await stat(embeddedModelFile())).size, card.origin.bytes);
  assert.deepEqual(card.widths, { token: contract.width, embedding: contract.embeddingWidth });
  assert.deepEqual([card.input.height, card.input.width], [contract.input.height, contract.input.width]);
  assert.equal(card.id, contract.provenance.id);
});

test('a card that is not as it should be is refused, with the place', async () => {
  const text = await readFile(path.join(project, 'models/catalogue.json'), 'utf8');
  const broken = (from: string, to: string): string => {
    assert.ok(text.includes(from), from);
    return text.replace(from, to);
  };
  for (const [own, place] of [
    [broken('"repository": "Xenova/dino-vits16"', '"repository": "../outside"'), /models\.1\.origin\.repository/],
    [broken('"path": "onnx/model.onnx"', '"path": "onnx/../../model.onnx"'), /models\.1\.origin\.files\.1\.path/],
    [broken('"sha256": null', '"sha256": "83141175"'), /models\.1\.origin\.files\.0\.sha256/],
    [broken('"revision": "main"', '"revision": "a/b"'), /models\.1\.origin\.revision/],
    [broken('"id": "dino-vits16"', '"id": "freesel-lite"'), /models: two models/],
    [broken('"isOfPaper": true', '"isOfPapers": true'), /models\.1/],
    [broken('https://huggingface.co/facebook/dino-vits16', 'http://huggingface.co/facebook/dino-vits16'), /models\.1\.source/],
  ] as const)
    assert.throws(() => parseCatalogue(own), place);
});

test('sizes are written as people read them', () => {
  for (const [bytes, text] of [
    [436, '436 B'],
    [7_839_157, '7.8 MB'],
    [99_960_000, '100.0 MB'],
    [343_000_390, '343 MB'],
    [1_220_000_000, '1.2 GB'],
    [1500, '1.5 kB'],
  ] as const)
    assert.equal(writtenBytes(bytes), text);
});

/** Puts the files of a model there, as if they had been fetched. */
async function put(models: string, card: ModelCard): Promise<void> {
  assert.ok(card.origin.kind === 'hub');
  const files: Parameters<typeof writeRecord>[1]['files'] = {};
  for (const { path: file } of card.origin.files) {
    const place = path.join(models, card.id, path.basename(file));
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, file);
    files[file] = { bytes: file.length, sha256: createHash('sha256').update(file).digest('hex'), by: 'hub' };
  }
  const { repository, revision } = card.origin;
  await writeRecord(models, { id: card.id, hub: 'x', repository, revision, commit: null, files });
}

test('a model is named by its id where it has been fetched, else it is said how to fetch it; all else is a file', async (t) => {
  const models = await scratch(t);
  const cwd = await scratch(t);
  const card = (await readCatalogue()).find(({ id }) => id === 'dino-vits16');
  assert.ok(card && modelBytes(card) > 80e6);
  const problem = await problemOf(chosenModel('dino-vits16', cwd, models));
  assert.equal(problem.code, 'model-not-fetched');
  assert.match(problem.in('en'), /DINO ViT-S\/16 is not on this machine yet\. .*freesel model get dino-vits16/);
  await put(models, card);
  const file = path.join(models, 'dino-vits16', 'model.onnx');
  assert.deepEqual(await modelState(models, card), { kind: 'here', file });
  assert.deepEqual(await chosenModel('dino-vits16', cwd, models), {
    file,
    asGiven: 'dino-vits16',
    provenance: { id: 'dino-vits16', source: card.source, licence: 'Apache-2.0', trainingData: 'ImageNet-1k, without labels' },
  });

  for (const spoil of [
    () => rm(path.join(models, 'dino-vits16', 'preprocessor_config.json')),
    () => writeFile(file, 'of another length'),
    () => writeFile(path.join(models, 'dino-vits16', 'fetched.json'), '{}'),
  ]) {
    await put(models, card);
    await spoil();
    assert.deepEqual(await modelState(models, card), { kind: 'absent' });
  }

  await put(models, card);
  const { origin } = card;
  assert.ok(origin.kind === 'hub');
  assert.deepEqual(await modelState(models, { ...card, origin: { ...origin, revision: 'newer' } }), { kind: 'absent' });
  const pinned = origin.files.map((own) => ({ ...own, sha256: 'a'.repeat(64) }));
  assert.deepEqual(await modelState(models, { ...card, origin: { ...origin, files: pinned } }), { kind: 'absent' });

  const embedded = { file: embeddedModelFile(), asGiven: embeddedModelFile() };
  for (const given of [undefined, '', 'freesel-lite']) assert.deepEqual(await chosenModel(given, cwd, models), embedded);
  assert.deepEqual(await chosenModel('my/own.onnx', cwd, models), { file: path.join(cwd, 'my', 'own.onnx'), asGiven: 'my/own.onnx' });
  await writeFile(path.join(cwd, 'own'), '');
  assert.deepEqual(await chosenModel('own', cwd, models), { file: path.join(cwd, 'own'), asGiven: 'own' });
  assert.equal((await problemOf(chosenModel('dino-vits', cwd, models))).code, 'model-unknown');
  const byHand = await problemOf(chosenModel('dinov3-small', cwd, models));
  assert.equal(byHand.code, 'model-by-hand');
  assert.match(byHand.in('en'), /licence is Meta's own.*https:\/\/ai\.meta\.com/);
});
