import { imageReasonIn } from '../core/image-reasons.js';
import type { Language } from '../core/language.js';
import type { Selection } from '../core/selection.js';

/** A line of the table under the pictures. */
export interface SettingRow {
  readonly name: string;
  /** Line breaks separate entries. */
  readonly value: string;
}

/** How many paths a row names before it only counts them. */
const named = 12;

const names = {
  en: {
    model: 'Model',
    how: 'Chosen by',
    patterns: 'Patterns',
    covered: 'Covered',
    pool: 'Pool',
    include: 'Only',
    exclude: 'Without',
    initial: 'Labelled before',
    pinned: 'Pinned',
    excluded: 'Excluded by hand',
    flagged: 'Flagged',
    skipped: 'Skipped',
  },
  ja: {
    model: 'モデル',
    how: '選び方',
    patterns: 'パターン',
    covered: 'カバーの基準',
    pool: 'プール',
    include: '対象',
    exclude: '対象外',
    initial: 'ラベル付け済み',
    pinned: 'ピン留め',
    excluded: '手動で除外',
    flagged: '要注意の画像',
    skipped: '除かれた画像',
  },
} as const;

/** What made a selection: model, settings, and what was left out, in words and in the order of their weight. */
export function settingRows(selection: Selection, language: Language): SettingRow[] {
  const { model, settings, pool, skipped } = selection;
  const name = names[language];
  const number = new Intl.NumberFormat(language);
  const isEnglish = language === 'en';
  const list = (items: readonly string[]): string => {
    const rest = items.length - named;
    if (rest <= 0) return items.join('\n');
    const more = number.format(rest);
    return `${items.slice(0, named).join('\n')}\n${isEnglish ? `and ${more} more` : `ほか${more}件`}`;
  };
  const remarks = (items: Selection['skipped']): string =>
    list(items.map(({ path, reason }) => (isEnglish ? `${path}: ${reason}` : `${path}：${imageReasonIn(reason, language)}`)));
  const images = number.format(pool.images);
  const patterns = number.format(pool.patterns);
  const skip = number.format(skipped.length);
  const poolText = isEnglish
    ? `${images} ${pool.images === 1 ? 'image' : 'images'} with ${patterns} patterns, ${skipped.length === 0 ? 'none skipped' : `${skip} skipped`}`
    : `画像${images}枚、パターン${patterns}個${skipped.length === 0 ? '。除かれた画像はありません' : `。ほかに${skip}件が除かれました`}`;
  const rows: readonly (readonly [string, string])[] = [
    [name.pool, poolText],
    [name.model, modelText(model, isEnglish)],
    [name.how, samplingText(settings, isEnglish, number)],
    [name.patterns, patternText(settings, isEnglish, number)],
    [name.covered, coveredText(selection, isEnglish)],
    [name.include, list(settings.include)],
    [name.exclude, list(settings.exclude)],
    [name.initial, list(settings.initial)],
    [name.pinned, list(settings.pinned)],
    [name.excluded, list(settings.excluded)],
    [name.flagged, remarks(pool.flagged)],
    [name.skipped, remarks(skipped)],
  ];
  return rows.filter(([, value]) => value !== '').map(([key, value]) => ({ name: key, value }));
}

function modelText({ id, source, licence, trainingData, sha256 }: Selection['model'], isEnglish: boolean): string {
  return isEnglish
    ? `${id}, licence ${licence}\nTrained on: ${trainingData}\nFrom: ${source}\nSHA-256 ${sha256}`
    : `${id}、ライセンス：${licence}\n学習データ：${trainingData}\n入手元：${source}\nSHA-256 ${sha256}`;
}

function samplingText(settings: Selection['settings'], isEnglish: boolean, number: Intl.NumberFormat): string {
  const { sampler, rarity, blend, centre, seed } = settings;
  const details: string[] = [];
  if (rarity !== undefined) details.push(isEnglish ? `rarity ${number.format(rarity)}` : `希少度 ${number.format(rarity)}`);
  if (blend !== undefined) {
    const share = number.format(blend * 100);
    const rest = number.format(100 - blend * 100);
    details.push(isEnglish ? `details ${share} %, whole image ${rest} %` : `細部 ${share} %、画像全体 ${rest} %`);
  }
  if (centre !== undefined) details.push(isEnglish ? `centre ${centre}` : `中心 ${centre}`);
  // Coverage draws nothing: its order is the same for every seed.
  if (sampler !== 'coverage') details.push(isEnglish ? `seed ${seed}` : `乱数シード ${seed}`);
  const again =
    sampler !== 'coverage'
      ? ''
      : isEnglish
        ? '. No randomness: the same pool gives the same order.'
        : '。乱数は使わないため、同じプールなら同じ順位になります。';
  return [sampler, ...details].join(isEnglish ? ', ' : '、') + again;
}

function patternText({ patterns, attentionRatio }: Selection['settings'], isEnglish: boolean, number: Intl.NumberFormat): string {
  const share = number.format(attentionRatio * 100);
  return isEnglish
    ? `At most ${patterns} of an image, from the patches that hold ${share} % of the model's attention`
    : `画像1枚につき最大${patterns}個。モデルの注目の${share} %を占める部分から作ります`;
}

function coveredText({ coverage }: Selection, isEnglish: boolean): string {
  const radius = coverage.radius.toFixed(2);
  const { selections } = coverage.random;
  return isEnglish
    ? `An image counts as covered when a chosen image is within ${radius} of it: the distance within which nine of ten images have ten look-alikes in this pool. Random: lowest and highest of ${selections} selections.`
    : `選択済みの画像が距離${radius}以内にあれば、カバー済みと数えます。この距離は、プールの画像の9割が似た画像を10枚持つ距離です。ランダムは${selections}回の選択の最小～最大です。`;
}
