import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { coverageSentence } from '../../core/index.js';
import { selectionReasons } from '../../core/selection-reasons.js';
import { settings } from '../../core/settings.js';
import { select } from '../../engine/select.js';
import { readImage, thumbnailOf } from '../../images/index.js';
import { outputNotWritable, writeProblem } from '../../store/index.js';
import { contactSheet } from '../contact-sheet.js';
import type { CommandRun } from '../main.js';
import { modelOf } from '../requests.js';
import { drawInspectionLine } from './inspection-line.js';
import { kindsFound, kindsFoundByChance } from './kinds-found.js';

const images = 400;
const budget = 24;
const seed = 1;
const randomSelections = 200;
const shownRows = 10;

/** `freesel demo`: the main job on images that it draws itself, and what the selection found against chance. */
export const runDemo: CommandRun = async ({ given, terminal, signal }) => {
  const out = given.text('out');
  const place = out === undefined ? await mkdtemp(path.join(os.tmpdir(), 'freesel-demo-')) : path.resolve(out);
  const folder = path.join(place, 'inspection-line');
  const { language } = terminal;
  const say = (en: string, ja: string): void => void process.stdout.write(`${language === 'ja' ? ja : en}\n`);

  say(`Drawing ${images} images of a made-up inspection line …`, `架空の検査ラインの画像を${images}枚描いています …`);
  const truth = await drawInspectionLine(folder, { seed, images, signal });
  const { file, selection } = await terminal.follow(
    select(
      {
        folder,
        folderAsGiven: folder,
        cwd: place,
        model: await modelOf(undefined, place),
        patterns: settings.patterns.default,
        attentionRatio: settings.attentionRatio.default,
        include: [],
        exclude: [],
        budget: { kind: 'images', images: budget },
        sampling: { sampler: 'coverage', rarity: settings.rarity.default, blend: settings.blend.default, seed: settings.seed.default },
        initial: [],
        pinned: [],
        excluded: [],
      },
      signal,
    ),
  );

  const kindOf = new Map(truth.map((own) => [own.path, own.kind]));
  const reasons = selectionReasons(selection, language);
  const sentence = coverageSentence(selection.coverage, { images: selection.pool.images, budget: selection.picks.length }, language);
  say('', '');
  for (const [i, pick] of selection.picks.slice(0, shownRows).entries()) {
    process.stdout.write(
      `${String(pick.rank).padStart(3)}  ${pick.path.padEnd(24)} ${(kindOf.get(pick.path) ?? '').padEnd(14)} ${reasons[i] ?? ''}\n`,
    );
  }
  if (selection.picks.length > shownRows) process.stdout.write('  …\n');
  const paths = selection.picks.map((pick) => pick.path);
  const kinds = new Set(truth.map(({ kind }) => kind).filter((kind) => kind !== 'good')).size;
  const found = kindsFound(paths, truth);
  const chance = kindsFoundByChance(truth, budget, randomSelections, seed).toFixed(1);
  say('', '');
  say(sentence, sentence);
  say(
    `Defect kinds found: ${found} of ${kinds}. ${randomSelections} random selections of ${budget} find ${chance} on average.`,
    `見つかった欠陥の種類：${kinds}種類中${found}種類。ランダムに${budget}枚選ぶ試行${randomSelections}回の平均は${chance}種類です。`,
  );

  const html = await contactSheet(selection, {
    language,
    title: { en: 'A made-up inspection line', ja: '架空の検査ライン' }[language],
    sentence,
    reason: (pick) => reasons[pick.rank - 1] ?? '',
    caption: (own) => kindOf.get(own),
    thumbnail: async (own) => {
      const read = await readImage(folder, own);
      return read.kind === 'read' ? thumbnailOf(read.bytes, { longestSide: 320, format: 'webp', quality: 80 }) : undefined;
    },
  });
  const sheet = path.join(place, 'contact-sheet.html');
  try {
    await writeFile(sheet, html);
  } catch (error) {
    throw writeProblem(error, sheet, outputNotWritable);
  }
  say(`Selection: ${file}`, `選択ファイル：${file}`);
  say(`To look at: ${sheet}`, `一覧ページ：${sheet}`);
  return 0;
};
