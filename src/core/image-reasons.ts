import type { Language, Text } from './language.js';

/** Why images are not used, or are conspicuous: fragments that follow a path, without a full stop. `{0}` and `{1}` stand for numbers and names. */
export const imageReasons = {
  empty: { en: 'empty file', ja: '空のファイルです' },
  notAnImage: { en: 'not an image', ja: '画像ではありません' },
  undecodable: { en: 'damaged: it cannot be decoded', ja: '壊れていて読み込めません' },
  vanished: { en: 'the file vanished while the folder was read', ja: 'フォルダーの読み取り中にファイルがなくなりました' },
  changing: { en: 'the file kept changing while it was read', ja: '読み取り中にファイルが変更され続けました' },
  notAFile: { en: 'not a regular file', ja: '通常のファイルではありません' },
  nameNotUtf8: { en: 'its name is not valid UTF-8', ja: '名前が正しい UTF-8 ではありません' },
  tooLarge: { en: 'a file of {0} MB, the limit is {1}', ja: 'ファイルが {0} MB あり、上限の {1} MB を超えています' },
  tooManyPixels: { en: '{0} megapixels, the limit is {1}', ja: '{0} メガピクセルあり、上限の {1} メガピクセルを超えています' },
  noPermission: { en: 'no permission to read it', ja: '読み取る権限がありません' },
  linkCircle: { en: 'its links lead in a circle', ja: 'リンクが循環しています' },
  pathTooLong: { en: 'its path is too long for this system', ja: 'パスが長すぎてこのシステムでは開けません' },
  tooManyOpen: { en: 'too many files are open on this machine', ja: 'このマシンで開いているファイルが多すぎます' },
  diskError: { en: 'the disk reported an error', ja: 'ディスクがエラーを報告しました' },
  inUse: { en: 'another program holds it', ja: '別のプログラムが使用しています' },
  unreadable: { en: 'it cannot be read ({0})', ja: '読み取れません ({0})' },
  formatNotRead: { en: 'format not read: {0}', ja: '対応していない形式です: {0}' },
  truncated: { en: 'truncated: the end of the file is missing', ja: 'ファイルが途中で切れています' },
  damaged: { en: 'damaged: a part of it may look wrong', ja: '一部が壊れている可能性があります' },
} as const satisfies Readonly<Record<string, Text>>;

/** What `{0}` of `formatNotRead` may be; other names are the same in every language. */
export const formatDetails = {
  compressedBmp: { en: 'compressed BMP', ja: '圧縮された BMP' },
  bmpBits: { en: 'BMP of {0} bit', ja: '{0} ビットの BMP' },
  manyChannels: { en: 'more than 5 channels', ja: '6 チャンネル以上の画像' },
  samples: { en: 'samples other than 8 or 16 bit whole numbers', ja: '8 ビットまたは 16 ビット整数以外の画素値' },
  pdf: { en: 'PDF is no raster image', ja: 'PDF はラスター画像ではありません' },
  postScript: { en: 'PostScript is no raster image', ja: 'PostScript はラスター画像ではありません' },
  svg: { en: 'SVG is no raster image', ja: 'SVG はラスター画像ではありません' },
  raw: { en: 'raw data of a camera', ja: 'カメラの RAW データ' },
  rawOf: { en: 'raw data of a camera ({0})', ja: 'カメラの RAW データ ({0})' },
} as const satisfies Readonly<Record<string, Text>>;

/** A text with its values filled in; one value may be another in each language. */
export function filled(text: Text, ...values: readonly (string | Text)[]): Text {
  const fill = (language: Language): string =>
    text[language].replace(/\{(\d)\}/g, (_, i: string) => {
      const value = values[Number(i)] ?? '';
      return typeof value === 'string' ? value : value[language];
    });
  return { en: fill('en'), ja: fill('ja') };
}

interface Pattern {
  readonly text: Text;
  readonly english: RegExp;
}

const patternsOf = (texts: Readonly<Record<string, Text>>): readonly Pattern[] =>
  Object.values(texts).map((text) => ({
    text,
    english: new RegExp(`^${text.en.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '(.+)')}$`),
  }));
const reasonPatterns = patternsOf(imageReasons);
const detailPatterns = patternsOf(formatDetails);

/** A reason as selection files state it, which is English, in the reader's language; one that is not known stays as it is. */
export function imageReasonIn(reason: string, language: Language): string {
  return language === 'en' ? reason : translated(reason, reasonPatterns)[language];
}

function translated(english: string, patterns: readonly Pattern[]): Text {
  for (const pattern of patterns) {
    const values = pattern.english.exec(english)?.slice(1);
    if (!values) continue;
    return filled(
      pattern.text,
      ...values.map((value) => (pattern.text === imageReasons.formatNotRead ? translated(value, detailPatterns) : value)),
    );
  }
  return { en: english, ja: english };
}
