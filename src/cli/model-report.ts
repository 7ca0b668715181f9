import type { Language } from '../core/language.js';
import { runsOf } from '../core/patch-runs.js';
import type { Inspection } from '../engine/inspect-model.js';
import { oneLine } from './terminal.js';

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const numbers = (list: readonly number[]): string => list.map((own) => String(Number(own.toFixed(4)))).join(', ');

/** Where mean and standard deviation come from, in words. */
function originOf(from: string, language: Language): string {
  const ja = language === 'ja';
  switch (from) {
    case 'metadata':
      return ja ? 'ファイル自身のメタデータ' : 'the file’s own metadata';
    case 'graph':
      return ja ? 'グラフ内で正規化' : 'normalised inside the graph';
    case 'default':
      return ja ? '指定なし：ImageNet の値を仮定' : 'nobody says: those of ImageNet are assumed';
    default:
      return oneLine(from);
  }
}

function attentionOf(attention: Inspection['attention'], language: Language): string {
  const isJapanese = language === 'ja';
  switch (attention) {
    case 'cls':
      return isJapanese ? '最終ブロックの CLS 行' : 'CLS row of the last block';
    case 'substitute':
      return isJapanese
        ? '代用（substitute）：画像自身のパッチの平均からの距離'
        : 'substitute: distance from the mean of the image’s own patches';
    case 'unstated':
      return isJapanese ? 'ファイルの出力のまま（何であるかの記載なし）' : 'as the file gives it; it does not say what it is';
  }
}

/** What is in a model, line by line, for people. */
export function modelReportLines(model: Inspection, language: Language): string[] {
  const ja = language === 'ja';
  const { input, grid, sanity, sinks } = model;
  const rows: [string, string][] = [];
  const row = (en: string, own: string, text: string): void => {
    rows.push([ja ? own : en, text]);
  };
  row('model', 'モデル', oneLine(model.id));
  if (model.blocks !== undefined && model.heads !== undefined)
    row(
      'blocks',
      'ブロック',
      ja ? `${model.blocks}（ヘッド ${model.heads}、幅 ${model.width}）` : `${model.blocks} of ${model.heads} heads, width ${model.width}`,
    );
  else
    row(
      'width',
      '幅',
      ja ? `トークン ${model.width}、埋め込み ${model.embeddingWidth}` : `${model.width} a token, ${model.embeddingWidth} the embedding`,
    );
  if (model.prefixTokens !== undefined)
    row(
      'prefix tokens',
      '先頭トークン',
      ja ? `${model.prefixTokens}（CLS、蒸留、レジスター）` : `${model.prefixTokens} (CLS, distillation, registers)`,
    );
  row('patches', 'パッチ', `${grid.rows} x ${grid.columns}`);
  const free = model.isFreeSize ? (ja ? '、他のサイズも可' : ', others too') : '';
  const batch =
    input.batch === undefined
      ? ''
      : ja
        ? `、一度に ${input.batch} 枚`
        : `, ${input.batch} ${input.batch === 1 ? 'image' : 'images'} at a time`;
  row('input', '入力', `${input.height} x ${input.width}${free}, ${input.layout}, ${input.type}, ${input.range}${batch}`);
  row('mean, std', '平均、標準偏差', `${numbers(model.mean)}; ${numbers(model.std)} (${originOf(model.normalisationFrom, language)})`);
  row('attention', '注意', attentionOf(model.attention, language));
  row(
    `on ${sanity.images} ${sanity.images === 1 ? 'image' : 'images'}`,
    `${sanity.images} 枚で`,
    ja
      ? `エントロピー ${sanity.entropy.toFixed(2)}（1 = 一様）、縁 ${percent(sanity.border.attention)}（パッチの ${percent(sanity.border.patches)}）、残るパッチ ${percent(sanity.kept)}`
      : `entropy ${sanity.entropy.toFixed(2)} (1: even), border ${percent(sanity.border.attention)} of the attention on ${percent(sanity.border.patches)} of the patches, ${percent(sanity.kept)} of the patches kept`,
  );
  row(
    'sinks',
    'シンク',
    sinks.length === 0
      ? ja
        ? 'なし'
        : 'none'
      : ja
        ? `パッチ ${runsOf(sinks)} は常に注意を集めるため除きます`
        : `patches ${runsOf(sinks)} hold attention whatever the image and are left out`,
  );
  row('licence', 'ライセンス', oneLine(model.licence));
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => (ja ? `${name}：${text}` : `${name.padEnd(width)}  ${text}`));
}
