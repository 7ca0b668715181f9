import type { Language } from '../core/language.js';

/** 1344 as "1,344". */
const grouped = (count: number): string => count.toLocaleString('en');

export const words = {
  en: {
    chosenOf: (n: number, all: number) => `${grouped(n)} of ${grouped(all)} chosen`,
    picks: 'Chosen images in rank order',
    noPicture: 'Picture not available',
    more: (n: number) => (n === 1 ? '1 more image is in the selection file.' : `${grouped(n)} more images are in the selection file.`),
    nothing: 'No images are chosen.',
    invalid: 'This output holds no selection that can be shown. Make the notebook anew with “FreeSel: Inspect Selection in Notebook”.',
    newer: 'A newer FreeSel made this output. Update FreeSel to see it.',
  },
  ja: {
    chosenOf: (n: number, all: number) => `${grouped(all)}枚中${grouped(n)}枚を選択`,
    picks: '選ばれた画像（順位順）',
    noPicture: '画像を表示できません',
    more: (n: number) => `ほかの${grouped(n)}枚は、選択ファイルに入っています。`,
    nothing: '画像は選ばれていません。',
    invalid:
      'この出力には、表示できる選択結果がありません。「FreeSel: 選択結果をノートブックで調べる」でノートブックを作り直してください。',
    newer: 'この出力は新しい FreeSel で作られています。表示するには FreeSel を更新してください。',
  },
} as const satisfies Record<Language, unknown>;

/** The reader's language where FreeSel speaks it, else that of the notebook. */
export function languageOf(readers: readonly string[], own: Language): Language {
  for (const tag of readers) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'en' || base === 'ja') return base;
  }
  return own;
}
