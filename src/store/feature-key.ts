import { createHash } from 'node:crypto';

/** All that the features of an image depend on, beside its bytes. Features under different keys never mix. */
export interface FeatureKey {
  /** SHA-256 of the model file, hexadecimal. */
  readonly modelSha256: string;
  /** Most patterns of an image, K. */
  readonly patterns: number;
  /** Share of the attention that is kept, 0..1. */
  readonly attentionRatio: number;
  /** Version of the way from a file's bytes to the model's input. */
  readonly preprocessing: number;
  /** Class of execution providers that give the same numbers, such as "cpu". */
  readonly providerClass: string;
}

/** SHA-256, hexadecimal. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The key as JSON with its names in alphabetical order: the same key always gives the same text. */
export const canonicalKey = ({ attentionRatio, modelSha256, patterns, preprocessing, providerClass }: FeatureKey): string =>
  JSON.stringify({ attentionRatio, modelSha256, patterns, preprocessing, providerClass });

/** Name of the folder below `features/` that holds what was computed under a key: 16 hexadecimal digits. */
export const keyFolder = (key: FeatureKey): string => sha256(canonicalKey(key)).slice(0, 16);
