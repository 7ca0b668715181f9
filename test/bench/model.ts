// What a model is worth: accuracy of its embeddings, speed, bytes in the store, and how far other ways of running it are off.
// usage: npm run bench:model [-- [--model FILE]... [--pool FOLDER]... [--without-agreement] [--save]]
// A pool is a folder of ../shared/data, or any folder with one folder per class; --save writes test/bench/results/model.md.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { decodeImage, listImages, readImage } from '../../src/images/index.js';
import { embeddedModelFile } from '../../src/model/embedded.js';
import { runtimeVersion } from '../../src/model/runtime.js';
import { readModelFile, VisionModel, type ModelFile } from '../../src/model/vision-model.js';
import { agreements } from './model-agreement.js';
import { labelsPerClass, poolFigures } from './model-pools.js';

const batch = 8;
/** Runs that are timed; the fastest counts, since whatever else the machine does only slows it. */
const timedRuns = 40;
const agreementImages = 24;
const shared = path.resolve('../shared/data');
const results = path.resolve('test/bench/results/model.md');

const asked = parseArgs({
  options: {
    model: { type: 'string', multiple: true },
    pool: { type: 'string', multiple: true },
    'without-agreement': { type: 'boolean' },
    save: { type: 'boolean' },
  },
}).values;
const models = asked.model ?? [embeddedModelFile()];
const pools = asked.pool ?? ['steel', 'tiles', 'clothing', 'land'].map((name) => path.join(shared, name));

const report: string[] = [];
function say(line: string): void {
  report.push(line);
  console.log(line);
}
const row = (...cells: readonly (string | number)[]): void => {
  say(`| ${cells.join(' | ')} |`);
};
function table(...heads: readonly string[]): void {
  say('');
  row(...heads);
  row(...heads.map(() => '---'));
}

const percent = (share: number): string => (100 * share).toFixed(1);
const nameOf = (file: string): string => path.basename(file, '.onnx');

/** Images spread evenly over the pools, at the model's size; noise where there is no pool. */
async function someImages({ contract }: ModelFile): Promise<Uint8Array[]> {
  const { height, width } = contract.input;
  const images: Uint8Array[] = [];
  const there = pools.filter((pool) => existsSync(pool));
  for (const pool of there) {
    const { files } = await listImages(pool, { include: [], exclude: [] });
    const wanted = Math.ceil(agreementImages / there.length);
    for (let i = 0; i < wanted; i += 1) {
      const file = files[Math.floor((i * files.length) / wanted)];
      const read = file && (await readImage(pool, file.path));
      const decoded = read?.kind === 'read' && (await decodeImage(read.bytes, { height, width }));
      if (decoded && decoded.kind === 'decoded') images.push(decoded.pixels);
    }
  }
  let state = 1;
  while (images.length < agreementImages) {
    images.push(Uint8Array.from({ length: height * width * 3 }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24));
  }
  return images.slice(0, agreementImages);
}

interface Speed {
  /** Of the model alone, in the fastest run. */
  readonly imagesPerSecond: number;
  /** Of all runs: what else the machine does hardly changes it. */
  readonly processorMsPerImage: number;
}

async function speed(model: ModelFile, images: readonly Uint8Array[], threads: number): Promise<Speed> {
  const vision = await VisionModel.open(model, { threads, batch });
  const some = images.slice(0, batch);
  let fastest = Infinity;
  // The first run also makes room.
  await vision.run(some);
  const before = process.cpuUsage();
  for (let run = 0; run < timedRuns; run += 1) {
    const start = performance.now();
    await vision.run(some);
    fastest = Math.min(fastest, performance.now() - start);
  }
  const used = process.cpuUsage(before);
  await vision.close();
  return {
    imagesPerSecond: (1000 * some.length) / fastest,
    processorMsPerImage: (used.user + used.system) / 1000 / timedRuns / some.length,
  };
}

const cores = os.availableParallelism();
say(
  `${os.cpus()[0]?.model.trim() ?? ''}, ${cores} cores, load ${os.loadavg()[0]?.toFixed(1) ?? ''}, Node ${process.versions.node}, onnxruntime ${await runtimeVersion()}, ${new Date().toISOString().slice(0, 10)}`,
);
const files = await Promise.all(models.map((file) => readModelFile(file)));

table(
  'model',
  'input',
  'file, MB',
  'numbers in a token, an embedding',
  'processor ms an image',
  'images/s, 1 thread',
  `${cores} threads`,
  'SHA-256',
);
for (const model of files) {
  const images = await someImages(model);
  const { input, width, embeddingWidth } = model.contract;
  const one = await speed(model, images, 1);
  row(
    nameOf(model.file),
    `${input.height} x ${input.width}`,
    (model.bytes.length / 1e6).toFixed(1),
    `${width}, ${embeddingWidth}`,
    one.processorMsPerImage.toFixed(1),
    Math.round(one.imagesPerSecond),
    Math.round((await speed(model, images, cores)).imagesPerSecond),
    model.sha256.slice(0, 12),
  );
}

say('');
say(`Of the nearest neighbour, in percent; "${labelsPerClass} labels a class": balanced, where only so many images have labels.`);
const labels = `${labelsPerClass} labels a class`;
table('model', 'pool', 'images', 'classes', 'leave-one-out', 'balanced', `${labels}, ours`, `${labels}, random`, 'store, bytes an image');
for (const pool of pools) {
  if (!existsSync(pool)) {
    row('', path.basename(pool), `skipped: ${pool} is not there`);
    continue;
  }
  for (const model of files) {
    const own = await poolFigures(path.resolve(pool), path.resolve(model.file));
    row(
      nameOf(model.file),
      path.basename(pool),
      own.images,
      own.classes,
      percent(own.leaveOneOut.overall),
      percent(own.leaveOneOut.balanced),
      percent(own.chosen),
      percent(own.random),
      Math.round(own.bytesPerImage),
    );
  }
}

if (!asked['without-agreement']) {
  say('');
  say(`Other ways of running it against the product's own (2 threads, batches of 8, all optimisations, weights as in the file)`);
  say(`on ${agreementImages} images: 1 - cosine, greatest and mean.`);
  table('model', 'change', 'same bits', 'embeddings', 'patch tokens');
  for (const model of files) {
    for (const { change, isSameBits, embedding, token } of await agreements(model, await someImages(model))) {
      const both = ({ greatest, mean }: typeof token): string => `${greatest.toExponential(1)}, ${mean.toExponential(1)}`;
      row(nameOf(model.file), change, isSameBits ? 'yes' : 'no', both(embedding), both(token));
    }
  }
}

if (asked.save) {
  mkdirSync(path.dirname(results), { recursive: true });
  writeFileSync(results, `# npm run bench:model\n\n${report.join('\n')}\n`);
}
