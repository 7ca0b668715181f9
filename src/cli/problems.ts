import { Problem } from '../core/problem.js';

/** What can be wrong with a command line: exit code 2. */
const usage = (code: string, en: string, ja: string, command?: string): Problem =>
  new Problem(
    code,
    { en, ja },
    {
      en: `See freesel ${command ? `${command} ` : ''}--help.`,
      ja: `使い方は freesel ${command ? `${command} ` : ''}--help で確認できます。`,
    },
    2,
  );

export const noCommand = (): Problem => usage('command-missing', 'No command was given.', 'コマンドが指定されていません。');
export const unknownCommand = (name: string): Problem =>
  usage('command-unknown', `There is no command ${name}.`, `${name} というコマンドはありません。`);
export const unknownFlag = (flag: string, command: string): Problem =>
  usage('flag-unknown', `The command ${command} has no flag ${flag}.`, `${command} に ${flag} というフラグはありません。`, command);
export const flagWithoutValue = (flag: string, command: string): Problem =>
  usage('flag-value-missing', `The flag ${flag} needs a value.`, `${flag} には値が必要です。`, command);
export const flagWithValue = (flag: string, command: string): Problem =>
  usage('flag-value-unexpected', `The flag ${flag} takes no value.`, `${flag} に値は指定できません。`, command);
export const operandMissing = (operand: 'FOLDER' | 'FILE' | 'ACTION', command: string): Problem => {
  switch (operand) {
    case 'FOLDER':
      return usage('folder-not-given', 'No folder was given.', 'フォルダーが指定されていません。', command);
    case 'FILE':
      return usage('file-not-given', 'No selection file was given.', '選択ファイルが指定されていません。', command);
    case 'ACTION':
      return usage('action-not-given', 'It was not said what to do.', '操作が指定されていません。', command);
  }
};
export const actionUnknown = (action: string, command: string): Problem =>
  usage('action-unknown', `The command ${command} has no action ${action}.`, `${command} に ${action} という操作はありません。`, command);
export const modelNotGiven = (command: string): Problem =>
  usage('file-not-given', 'No model file was given.', 'モデルファイルが指定されていません。', command);
export const modelOutIsModel = (out: string): Problem =>
  usage(
    'out-is-model',
    `The copy cannot take the place of the model itself: ${out}.`,
    `コピーの書き出し先がモデル自身になっています：${out}`,
    'model',
  );
export const modelOutMissing = (): Problem =>
  usage(
    'out-missing',
    'It was not said where to write the copy: --out says it.',
    '--out（コピーの書き出し先）が指定されていません。',
    'model',
  );
export const tooMany = (text: string, command: string): Problem =>
  usage('argument-unexpected', `There is one argument too many: ${text}.`, `余分な引数があります：${text}`, command);
export const budgetMissing = (): Problem =>
  usage(
    'budget-missing',
    'No budget was given: --budget says how many images can be labelled.',
    '--budget（ラベルを付けられる枚数）が指定されていません。',
    'select',
  );
export const budgetInvalid = (text: string): Problem =>
  usage(
    'budget-invalid',
    `The budget "${text}" is neither a whole number from 1 nor a share above 0 % and up to 100 %.`,
    `--budget の値「${text}」は、1 以上の整数でも、0 % より大きく 100 % 以下の割合でもありません。`,
    'select',
  );
export const valueInvalid = (flag: string, text: string, range: string, command: string): Problem =>
  usage(
    `${flag.replace(/^--/, '')}-invalid`,
    `The value "${text}" of ${flag} is not valid: it has to be ${range}.`,
    `${flag} の値「${text}」は使えません。指定できる値：${range}`,
    command,
  );
export const centreWithCoverage = (): Problem =>
  usage(
    'centre-with-coverage',
    'The flag --centre belongs to the samplers probability and farthest, not to coverage.',
    '--centre は probability と farthest 用で、coverage では使えません。',
    'select',
  );
export const formatMissing = (): Problem =>
  usage('format-missing', 'No format was given: --format says in which form.', '--format（書き出す形式）が指定されていません。', 'export');
export const outMissing = (format: string): Problem =>
  usage(
    'out-missing',
    `The format ${format} makes a folder: --out says where.`,
    `形式 ${format} ではフォルダーを作ります。--out で場所を指定してください。`,
    'export',
  );
export const idNotGiven = (): Problem =>
  usage(
    'model-not-given',
    'It was not said which model to fetch: its id stands after get.',
    '取得するモデルが指定されていません。get の後に ID を書いてください。',
    'model',
  );
