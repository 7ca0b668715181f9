/** Whether the image at a rank is the one that the sampler takes there. */
export type RankCheck =
  /** `value` is its gain (coverage) or its distance (the paper's samplers; null where nothing was chosen before). */
  | { readonly kind: 'fits'; readonly value: number | null }
  /** `expected` would have been taken; `expectedValue` is its gain or distance. */
  | { readonly kind: 'differs'; readonly value: number | null; readonly expected: number; readonly expectedValue: number | null };
