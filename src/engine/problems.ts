import type { Text } from '../core/language.js';
import { Problem } from '../core/problem.js';

/** What stops an extraction or a selection; paths are those that the user gave. */
export const noImages = (folder: string, areOthersThere: boolean): Problem =>
  areOthersThere
    ? new Problem(
        'globs-match-nothing',
        { en: `No image of ${folder} matches the globs.`, ja: `${folder} には指定したパターンに一致する画像がありません。` },
        { en: 'Check --include and --exclude.', ja: '--include と --exclude を確認してください。' },
      )
    : new Problem(
        'no-images',
        { en: `There are no images in ${folder}.`, ja: `${folder} には画像がありません。` },
        { en: 'Choose the folder that holds them.', ja: '画像の入ったフォルダーを指定してください。' },
      );

export const noneUsable = (folder: string, first: { readonly path: string; readonly reason: string } | undefined): Problem =>
  new Problem(
    'no-usable-images',
    {
      en: `No image of ${folder} can be used${first ? `; the first, ${first.path}: ${first.reason}` : ''}.`,
      ja: `${folder} に使える画像がありません${first ? `（例：${first.path}：${first.reason}）` : ''}。`,
    },
    { en: 'JPEG, PNG, WebP, TIFF, GIF, AVIF and BMP are read.', ja: '読み込めるのは JPEG、PNG、WebP、TIFF、GIF、AVIF、BMP です。' },
  );

export const nothingLeft = (folder: string): Problem =>
  new Problem(
    'nothing-to-choose',
    { en: `Every image of ${folder} is labelled already or left out.`, ja: `${folder} の画像はすべてラベル付け済みか、除外されています。` },
    { en: 'Add images, or shorten the list of initial images.', ja: '画像を追加するか、ラベル付け済みの一覧を短くしてください。' },
  );

export const listMissing = (file: string, options?: ErrorOptions): Problem =>
  new Problem(
    'list-missing',
    { en: `The list ${file} cannot be read.`, ja: `一覧 ${file} を読み込めません。` },
    { en: 'Check the path.', ja: 'パスを確認してください。' },
    1,
    options,
  );

export const rootOutside = (file: string): Problem =>
  new Problem(
    'root-outside',
    {
      en: `The selection ${file} names no relative data folder: it is not opened.`,
      ja: `選択ファイル ${file} のデータフォルダーが相対パスではないため、開きません。`,
    },
    { en: 'Do not trust this file.', ja: 'このファイルを信用しないでください。' },
  );

/** `model` is the name that the selection states. */
export const modelNotAtHand = (model: string): Problem =>
  new Problem(
    'model-not-at-hand',
    { en: `The selection was made with the model ${model}, which is not at hand.`, ja: `この選択に使われたモデル ${model} がありません。` },
    { en: 'Name the file of that model in the settings.', ja: '設定でそのモデルのファイルを指定してください。' },
  );

export const pathUnknown = (flag: string, path: string): Problem =>
  new Problem('path-unknown', {
    en: `${path}, named by ${flag}, is no image of the pool.`,
    ja: `${flag} に指定された ${path} はプールの画像ではありません。`,
  });

export const imageNotUsable = (image: string, reason: Text): Problem =>
  new Problem(
    'image-not-usable',
    { en: `The image ${image} cannot be used: ${reason.en}.`, ja: `画像 ${image} は使えません：${reason.ja}` },
    { en: 'Name another one.', ja: '別の画像を指定してください。' },
  );
