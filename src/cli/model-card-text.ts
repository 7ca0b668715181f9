import type { Language } from '../core/language.js';
import { modelBytes, writtenBytes, type ModelCard, type ModelState } from '../core/model-card.js';
import { columnsOf } from './terminal.js';

const states: Readonly<Record<ModelState['kind'], Readonly<Record<Language, string>>>> = {
  embedded: { en: 'embedded', ja: '内蔵' },
  here: { en: 'here', ja: '取得済み' },
  absent: { en: 'not fetched', ja: '未取得' },
  'by-hand': { en: 'by hand', ja: '手動で用意' },
};

const words = {
  en: {
    columns: ['ID', 'SIZE', 'LICENCE', 'STATE', 'MODEL'],
    paper: "the paper's model",
    id: 'id',
    size: 'size',
    licence: 'licence',
    state: 'state',
    authors: 'authors',
    exportedBy: 'export',
    source: 'source',
    trainingData: 'training data',
    input: 'input',
    widths: 'widths',
    blindSpots: 'blind spots',
    byHand: 'by hand',
    and: ', ',
    patch: 'patches of',
    token: 'patch token',
    embedding: 'image embedding',
  },
  ja: {
    columns: ['ID', 'サイズ', 'ライセンス', '状態', 'モデル'],
    paper: '論文のモデル',
    id: 'ID',
    size: 'サイズ',
    licence: 'ライセンス',
    state: '状態',
    authors: '作者',
    exportedBy: '変換',
    source: '出典',
    trainingData: '学習データ',
    input: '入力',
    widths: '特徴の幅',
    blindSpots: '苦手なもの',
    byHand: '取得方法',
    and: '、',
    patch: 'パッチ',
    token: 'パッチトークン',
    embedding: '画像の埋め込み',
  },
} as const;

/** A model with what is known of it on this machine. */
export interface ListedModel {
  readonly card: ModelCard;
  readonly state: ModelState;
}

/** One line a model, in columns. */
export function modelTable(models: readonly ListedModel[], language: Language): string[] {
  const own = words[language];
  const rows = models.map(({ card, state }) => [
    card.id,
    writtenBytes(modelBytes(card)),
    card.licence.name,
    states[state.kind][language],
    card.isOfPaper ? `${card.title} (${own.paper})` : card.title,
  ]);
  return inColumns([own.columns, ...rows]);
}

/** All that is known of a model, a fact a line. */
export function cardLines({ card, state }: ListedModel, language: Language): string[] {
  const own = words[language];
  const { input, origin } = card;
  const facts: [string, string][] = [
    [own.id, card.id],
    [own.state, state.kind === 'here' ? `${states.here[language]}: ${state.file}` : states[state.kind][language]],
    [own.size, writtenBytes(modelBytes(card))],
    [own.licence, `${card.licence.name}, ${card.licence.url}`],
    [own.authors, card.authors],
    [own.exportedBy, card.exportedBy],
    [own.source, card.source],
    [own.trainingData, card.trainingData[language]],
    [own.input, `${input.height} x ${input.width}${input.patch === null ? '' : `${own.and}${own.patch} ${input.patch} x ${input.patch}`}`],
    [own.widths, `${own.token} ${card.widths.token}${own.and}${own.embedding} ${card.widths.embedding}`],
    [own.blindSpots, card.blindSpots[language]],
    ...(origin.kind === 'by-hand'
      ? [[own.byHand, language === 'ja' ? `${origin.why.ja}。${origin.how.ja}` : `${origin.why.en}. ${origin.how.en}`] as [string, string]]
      : []),
  ];
  return [
    card.isOfPaper ? `${card.title} (${own.paper})` : card.title,
    card.about[language],
    '',
    ...inColumns(facts).map((line) => `  ${line}`),
  ];
}

/** Rows whose columns stand below each other; the last one is as long as it is. */
function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => columnsOf(row[at] ?? ''))));
  return rows.map((row) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - columnsOf(cell)))).join('  '),
  );
}
