import path from 'node:path';
import { coverageSentence } from '../core/index.js';
import { imageReasonIn } from '../core/image-reasons.js';
import { selectionReasons } from '../core/selection-reasons.js';
import { written } from '../engine/events.js';
import { readSelectionFile } from '../store/index.js';
import type { CommandRun } from './main.js';
import { oneLine } from './terminal.js';

/** `freesel show`: a selection for people, every image in rank order with its reason. Opens no image. */
export const runShow: CommandRun = async ({ given, terminal }) => {
  const file = given.operand();
  const selection = await readSelectionFile(path.resolve(file), file);
  const { language } = terminal;
  const { pool, picks, skipped } = selection;
  const reasons = selectionReasons(selection, language);
  const width = String(picks.length).length;
  const lines = [
    language === 'ja'
      ? `${oneLine(selection.root)}：${written(pool.images)}枚中${written(picks.length)}枚を選択`
      : `${oneLine(selection.root)}: ${written(picks.length)} of ${written(pool.images)} images chosen`,
    coverageSentence(selection.coverage, { images: pool.images, budget: picks.length }, language),
    '',
    ...picks.map((pick, i) => `${String(pick.rank).padStart(width)}  ${oneLine(pick.path)}  ${oneLine(reasons[i] ?? '')}`),
  ];
  if (skipped.length > 0)
    lines.push(
      '',
      language === 'ja' ? `使えなかったファイル：${written(skipped.length)}件` : `Not used: ${written(skipped.length)}`,
      ...skipped.map((own) => `  ${oneLine(own.path)}: ${oneLine(imageReasonIn(own.reason, language))}`),
    );
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
};
