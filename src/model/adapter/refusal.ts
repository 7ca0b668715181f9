import type { Text } from '../../core/language.js';

/** Why a file cannot become a FreeSel model: an English and a Japanese clause that go after "The model FILE cannot be prepared: ". */
export class Refusal extends Error {
  constructor(
    readonly key: RefusalKey,
    readonly why: Text,
    options?: ErrorOptions,
  ) {
    super(why.en, options);
    this.name = 'Refusal';
  }
}

const reasons = {
  damaged: { en: 'it is cut off, damaged, or no ONNX model', ja: '途中で切れているか、壊れているか、ONNX モデルではありません' },
  'too-new': { en: 'it uses a newer ONNX than this program knows', ja: 'このプログラムの知らない新しい ONNX を使っています' },
  'not-runnable': { en: 'the runtime cannot run it', ja: 'ランタイムで実行できません' },
  'external-missing': { en: 'the file with its weights is missing or too short', ja: '重みのファイルがないか、短すぎます' },
  'external-outside': { en: 'it wants weights from outside its own folder', ja: '重みが自身のフォルダーの外にあります' },
  'too-large': {
    en: 'its weights are above 2 GB, more than one ONNX file can hold',
    ja: '重みが 2 GB を超えていて、1 つの ONNX ファイルに収まりません',
  },
  'not-an-image-model': { en: 'it has no image input of three colour channels', ja: '3 色の画像入力がありません' },
  'two-inputs': { en: 'it wants two images', ja: '画像が 2 枚必要です' },
  'other-inputs': { en: 'it wants more than an image', ja: '画像以外の入力が必要です' },
  'no-size': { en: 'no image size was found that it runs at', ja: '動作する画像サイズが見つかりません' },
  'not-this-size': { en: 'it does not run at this image size', ja: 'この画像サイズでは動作しません' },
  random: {
    en: 'it draws random numbers, so its patch tokens belong to no fixed place',
    ja: '乱数を使うため、パッチトークンの位置が定まりません',
  },
  'no-attention': {
    en: 'it has no attention over image patches, as in a convolutional network',
    ja: '画像パッチへの注意機構がありません（畳み込みネットワークなど）',
  },
  windows: {
    en: 'it attends inside windows, or its grid changes between blocks, and it has no CLS token that sees every patch',
    ja: '窓の中だけに注意を向けるか、ブロック間で格子が変わり、全パッチを見る CLS トークンがありません',
  },
  causal: {
    en: 'its attention is masked causally, so the first token sees no patches',
    ja: '注意が因果マスクされていて、最初のトークンからパッチが見えません',
  },
  'unknown-attention': {
    en: 'its attention is a fused operator that cannot be opened up',
    ja: '注意機構が、開くことのできない融合オペレーターです',
  },
  'post-norm': {
    en: 'it normalises after each block instead of before, so there is no final LayerNorm to apply',
    ja: '各ブロックの後で正規化する構造のため、最後の LayerNorm がありません',
  },
  'parallel-blocks': { en: 'its blocks hold several attentions side by side', ja: '1 つのブロックに複数の注意機構が並んでいます' },
  'one-block': { en: 'it has a single block, so there is no second-to-last one', ja: 'ブロックが 1 つだけで、最後から 2 番目がありません' },
  'no-residual': { en: 'the residual stream of its blocks was not found', ja: 'ブロックの残差の流れが見つかりません' },
  'final-norm': { en: 'its final LayerNorm was not found', ja: '最後の LayerNorm が見つかりません' },
  'class-attention': {
    en: 'its CLS token joins after the patch blocks and attends on its own (class attention)',
    ja: 'CLS トークンがパッチのブロックの後で加わり、単独で注意を向けます（class attention）',
  },
  'no-grid': {
    en: 'its tokens do not follow the patches of the image row by row',
    ja: 'トークンが画像のパッチの行順に並んでいません',
  },
  'fixed-positions': {
    en: 'its positions are fixed for one image size and cannot be resized',
    ja: '位置情報が 1 つの画像サイズに固定されていて、変えられません',
  },
  'not-understood': {
    en: 'it is built in a way that this program does not understand',
    ja: 'このプログラムでは理解できない構造です',
  },
  'not-as-before': {
    en: 'the prepared copy does not give what the original gives',
    ja: '準備したコピーの出力が元のモデルと一致しません',
  },
} as const satisfies Readonly<Record<string, Text>>;

export type RefusalKey = keyof typeof reasons;

/** @param detail what exactly, appended to the reason in brackets */
export function refuse(key: RefusalKey, detail?: string | Text, options?: ErrorOptions): never {
  const why: Text = reasons[key];
  if (detail === undefined) throw new Refusal(key, why, options);
  const own = typeof detail === 'string' ? { en: detail, ja: detail } : detail;
  throw new Refusal(key, { en: `${why.en} (${own.en})`, ja: `${why.ja}（${own.ja}）` }, options);
}

/** What is said of an error: a file may hold anything, and what nobody thought of is no fault of the one who gave it. */
export const refusalOf = (error: unknown): Refusal =>
  error instanceof Refusal ? error : new Refusal('not-understood', reasons['not-understood'], { cause: error });
