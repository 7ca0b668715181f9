import type { Text } from './language.js';

/** How images are chosen: see algorithm, sections 3 and 5. */
export const samplers = ['coverage', 'probability', 'farthest'] as const;
export type SamplerName = (typeof samplers)[number];

export const centres = ['pool', 'none'] as const;
export type Centre = (typeof centres)[number];

interface NumberSetting {
  readonly kind: 'number';
  readonly default: number;
  readonly minimum: number;
  readonly maximum?: number;
  readonly isWhole: boolean;
  /** Whether the minimum itself is no value. */
  readonly isAbove?: boolean;
  readonly text: Text;
}

interface ChoiceSetting<T extends string> {
  readonly kind: 'choice';
  readonly default: T;
  readonly values: readonly T[];
  readonly text: Text;
}

/**
 * Every setting that shapes a selection, with its default and its range: the one table that the command line, its help, the extension's
 * settings and the schema of the selection file follow.
 */
export const settings = {
  sampler: {
    kind: 'choice',
    default: 'coverage',
    values: samplers,
    text: {
      en: 'how images are chosen: coverage stands for the whole pool, farthest and probability are the samplers of the paper',
      ja: '選び方：coverage はプール全体を代表するように、farthest と probability は論文の方法で選びます',
    },
  } satisfies ChoiceSetting<SamplerName>,
  rarity: {
    kind: 'number',
    default: 1,
    minimum: 0,
    isWhole: false,
    text: {
      en: 'of coverage, from 0: 0 follows what is frequent, 1 counts each look about once, 2 puts rare looks first',
      ja: 'coverage 用、0 以上：0 は頻度どおり、1 は見た目の種類ごとにほぼ 1 回、2 は珍しいものを優先',
    },
  } satisfies NumberSetting,
  blend: {
    kind: 'number',
    default: 0.25,
    minimum: 0,
    maximum: 1,
    isWhole: false,
    text: {
      en: 'of coverage, 0 to 1: 0 compares whole images, 1 their details; 0.75 suits images of many objects',
      ja: 'coverage 用、0 から 1：0 は画像全体、1 は細部を比較。物が多く写る画像では 0.75 が適します',
    },
  } satisfies NumberSetting,
  centre: {
    kind: 'choice',
    default: 'pool',
    values: centres,
    text: {
      en: "of probability and farthest: pool subtracts the pool's mean pattern, none is the published way",
      ja: 'probability と farthest 用：pool はプールの平均パターンを引きます。none は論文どおりです',
    },
  } satisfies ChoiceSetting<Centre>,
  seed: {
    kind: 'number',
    default: 0,
    minimum: 0,
    maximum: 0xffffffff,
    isWhole: true,
    text: {
      en: 'of probability and farthest: whole number from 0; the same seed gives the same selection',
      ja: 'probability と farthest 用：0 以上の整数。同じ値なら同じ結果になります',
    },
  } satisfies NumberSetting,
  patterns: {
    kind: 'number',
    default: 5,
    minimum: 1,
    maximum: 64,
    isWhole: true,
    text: { en: 'patterns of an image at most, from 1', ja: '画像 1 枚あたりのパターン数の上限、1 以上' },
  } satisfies NumberSetting,
  attentionRatio: {
    kind: 'number',
    default: 0.5,
    minimum: 0,
    maximum: 1,
    isAbove: true,
    isWhole: false,
    text: {
      en: 'share of the attention that the kept patches hold, above 0 and up to 1',
      ja: '残すパッチが占める注目度の割合、0 より大きく 1 以下',
    },
  } satisfies NumberSetting,
} as const;

export type SettingName = keyof typeof settings;

/** Whether a number is a value of a number setting. */
export function isInRange(setting: NumberSetting, value: number): boolean {
  const isAboveMinimum = setting.isAbove ? value > setting.minimum : value >= setting.minimum;
  return (
    Number.isFinite(value) && isAboveMinimum && value <= (setting.maximum ?? Infinity) && (!setting.isWhole || Number.isInteger(value))
  );
}
