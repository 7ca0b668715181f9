/**
 * What a selection file says of images that could not be used, or that are conspicuous: the English texts, in which `{name}` stands for a value. The file
 * holds them in English whatever language it was made in, so that it is the same everywhere; who shows them looks up their translation.
 */
export const remarkWords = [
  'empty file',
  'not an image',
  'damaged: it cannot be decoded',
  'damaged: a part of it may look wrong',
  'truncated: the end of the file is missing',
  'the file vanished while the folder was read',
  'the file kept changing while it was read',
  'not a regular file',
  'its name is not valid UTF-8',
  'no permission to read it',
  'its links lead in a circle',
  'its path is too long for this system',
  'too many files are open on this machine',
  'the disk reported an error',
  'another program holds it',
  'it cannot be read ({code})',
  'a file of {size} MB, the limit is {limit}',
  '{count} megapixels, the limit is {limit}',
  'format not read: {detail}',
] as const;

export type RemarkWord = (typeof remarkWords)[number];

/** A remark taken apart. */
export interface Remark {
  readonly word: RemarkWord;
  readonly values: Readonly<Record<string, string>>;
}

const patterns = remarkWords.map((word) => ({
  word,
  pattern: new RegExp(`^${word.replace(/[().]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>.+)')}$`, 'u'),
}));

/** The text that a remark is, with its values; undefined where it is none of them, as in a file of another version. */
export function readRemark(remark: string): Remark | undefined {
  for (const { word, pattern } of patterns) {
    const found = pattern.exec(remark);
    if (found) return { word, values: { ...found.groups } };
  }
  return undefined;
}
