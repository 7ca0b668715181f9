import path from 'node:path';
import { coverageSentence } from '../core/index.js';
import { selectionText } from '../core/selection.js';
import { select } from '../engine/select.js';
import { written } from '../engine/events.js';
import type { CommandRun } from './main.js';
import { selectRequest } from './requests.js';
import { oneLine } from './terminal.js';

/** `freesel select`: writes a selection and says where, or prints it. */
export const runSelect: CommandRun = async ({ given, terminal, signal }) => {
  const request = await selectRequest(given);
  const { file, selection } = await terminal.follow(select(request, signal));
  if (given.has('json')) {
    process.stdout.write(selectionText(selection));
    return 0;
  }
  const named = oneLine(request.out?.asGiven ?? path.relative(request.cwd, file));
  const [chosen, all] = [written(selection.picks.length), written(selection.pool.images)];
  const sentence = coverageSentence(
    selection.coverage,
    { images: selection.pool.images, budget: selection.picks.length },
    terminal.language,
  );
  const skipped = selection.skipped.length;
  const lines =
    terminal.language === 'ja'
      ? [`${all}枚中${chosen}枚を選びました：${named}`, sentence]
      : [`Chosen ${chosen} of ${all} images: ${named}`, sentence];
  if (skipped > 0)
    lines.push(
      terminal.language === 'ja'
        ? `${written(skipped)}件のファイルは使えませんでした。理由は選択ファイルの skipped にあります。`
        : `${written(skipped)} ${skipped === 1 ? 'file' : 'files'} could not be used; the selection lists them with their reasons under "skipped".`,
    );
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
};
