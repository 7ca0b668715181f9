import type { Text } from '../core/language.js';
import { Problem } from '../core/problem.js';

/** What can be wrong with a model; `file` is its path as the user gave it. */
export const modelMissing = (file: string): Problem =>
  new Problem(
    'model-missing',
    { en: `There is no model file ${file}.`, ja: `モデルファイル ${file} がありません。` },
    {
      en: 'Check the path, or leave out --model to use the embedded model.',
      ja: 'パスを確認するか、--model を省いて内蔵モデルを使ってください。',
    },
  );

export const modelUnreadable = (file: string, options?: ErrorOptions): Problem =>
  new Problem(
    'model-unreadable',
    { en: `The model file ${file} cannot be read.`, ja: `モデルファイル ${file} を読み込めません。` },
    { en: 'Check its permissions.', ja: 'アクセス権を確認してください。' },
    1,
    options,
  );

export const modelNotOnnx = (file: string, options?: ErrorOptions): Problem =>
  new Problem(
    'model-not-onnx',
    { en: `${file} is no ONNX model, or it is damaged.`, ja: `${file} は ONNX モデルではないか、壊れています。` },
    undefined,
    1,
    options,
  );

/** `en` and `ja` say which part of the contract is broken. */
export const modelContract = (file: string, part: { readonly en: string; readonly ja: string }): Problem =>
  new Problem(
    'model-contract',
    { en: `The model ${file} cannot be used: ${part.en}.`, ja: `モデル ${file} は使えません：${part.ja}。` },
    { en: 'The README says what a prepared model has to offer.', ja: '準備済みモデルの条件は README にあります。' },
  );

export const modelRefused = (file: string, why: string, options?: ErrorOptions): Problem =>
  new Problem(
    'model-refused',
    { en: `The runtime cannot run the model ${file}: ${why}.`, ja: `モデル ${file} を実行できません：${why}` },
    {
      en: 'Export it again, with an older operator set if it says so.',
      ja: 'モデルを書き出し直してください。必要なら古いオペレーターセットを指定してください。',
    },
    1,
    options,
  );

/** `why`: a clause that says what stands in the way. One sentence alone: what can be done about it is another model. */
export const modelNotPreparable = (file: string, why: Text, options?: ErrorOptions): Problem =>
  new Problem(
    'model-not-preparable',
    { en: `The model ${file} cannot be used: ${why.en}.`, ja: `モデル ${file} は使えません：${why.ja}。` },
    undefined,
    1,
    options,
  );
