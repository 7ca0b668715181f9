/** How a tiny vision transformer is spelt; every field but `seed` changes the spelling and, mostly, not the numbers. */
export interface Spelling {
  readonly opset: number;
  readonly norm: 'primitive' | 'reciprocal' | 'fused' | 'skip' | 'rms' | 'function' | 'tensorflow' | 'flax';
  readonly qkv: 'gather' | 'slice' | 'three';
  readonly scale: 'scores' | 'divided' | 'query' | 'roots';
  readonly attention: 'open' | 'cast' | 'masked' | 'together' | 'standard' | 'packed' | 'separate' | 'causal';
  /** Tokens before the patches. */
  readonly prefix: number;
  readonly block: 'pre-norm' | 'post-norm' | 'parallel';
  readonly layerScale: boolean;
  readonly output: 'tokens' | 'cls' | 'logits' | 'mean';
  /** Whether tokens come before images in memory. */
  readonly tokensFirst: boolean;
  readonly batch: number | 'free';
  readonly pixels: 'normalised' | 'bytes';
  /** Whether values have names that say nothing. */
  readonly isNameless: boolean;
  /** A patch that gets most of the attention, whatever the image. */
  readonly sink?: number;
  readonly blocks: number;
  readonly seed: number;
}

export const plain: Spelling = {
  opset: 17,
  norm: 'fused',
  qkv: 'three',
  scale: 'scores',
  attention: 'open',
  prefix: 1,
  block: 'pre-norm',
  layerScale: false,
  output: 'tokens',
  tokensFirst: false,
  batch: 'free',
  pixels: 'normalised',
  isNameless: false,
  blocks: 3,
  seed: 1,
};

export const tiny = { side: 4, rows: 3, columns: 4, width: 8, heads: 2, height: 12, imageWidth: 16, epsilon: 1e-5 } as const;
