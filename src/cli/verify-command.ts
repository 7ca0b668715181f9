import path from 'node:path';
import { verify } from '../engine/verify.js';
import { written } from '../engine/events.js';
import type { CommandRun } from './main.js';
import { modelOf } from './requests.js';
import { oneLine } from './terminal.js';

/** `freesel verify`: names every difference between a selection and its data; exit code 1 if there is one, or if the order could not be checked. */
export const runVerify: CommandRun = async ({ given, terminal, signal }) => {
  const fileAsGiven = given.operand();
  const cwd = process.cwd();
  const store = given.text('store');
  const request = {
    file: path.resolve(cwd, fileAsGiven),
    fileAsGiven,
    cwd,
    ...(store !== undefined && { store }),
    model: await modelOf(given.text('model'), cwd),
  };
  const { differences, checked, selection } = await terminal.follow(verify(request, signal));
  const { language } = terminal;
  const lines = differences.map(({ text }) => oneLine(text[language]));
  const { picks, model } = selection;
  const [chosen, name] = [written(picks.length), oneLine(fileAsGiven)];
  if (checked === 'hashes' && differences.length === 0) {
    lines.push(
      language === 'ja'
        ? `画像のハッシュは一致しましたが、モデル ${model.id} がないため順位は確認していません。--model で指定してください。`
        : `The hashes hold, but the order was not checked: the model ${model.id} is not at hand. Name it with --model.`,
    );
  } else if (differences.length > 0)
    lines.push(
      language === 'ja'
        ? `${name}：違いが${written(differences.length)}件あります。`
        : `${name}: ${written(differences.length)} ${differences.length === 1 ? 'difference' : 'differences'}.`,
    );
  else
    lines.push(
      language === 'ja'
        ? `${name}：${chosen}枚すべて、画像・順位・理由が一致しました。`
        : `${name}: images, order and reasons of all ${chosen} picks hold.`,
    );
  process.stdout.write(`${lines.join('\n')}\n`);
  return checked === 'everything' && differences.length === 0 ? 0 : 1;
};
