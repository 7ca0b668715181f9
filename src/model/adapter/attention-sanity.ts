import { keptPatches } from '../../core/attention.js';
import type { PatchGrid } from './patch-grid.js';

/** What a model's attention is like over some images. */
export interface AttentionSanity {
  readonly images: number;
  /** Mean entropy by its greatest value, 0..1: 1 where every patch is attended to alike. */
  readonly entropy: number;
  /** Share of the attention on the outermost patches, and the share of the patches that they are. */
  readonly border: { readonly attention: number; readonly patches: number };
  /** Mean share of patches that hold half of the attention. */
  readonly kept: number;
  /** Patches that hold much attention whatever the image, rising. */
  readonly sinks: readonly number[];
}

/** Attention of a sink by that of a patch of even attention. */
const sinkFactor = 4;
/** Share of the images in which it has to hold that much. */
const sinkImages = 0.9;

/**
 * @param attention [images x patches], each image's sum 1
 * @param tokens patch tokens, [images x patches x width]
 */
export function attentionSanity(
  attention: ArrayLike<number>,
  tokens: ArrayLike<number>,
  images: number,
  { rows, columns }: Pick<PatchGrid, 'rows' | 'columns'>,
): AttentionSanity {
  const patches = rows * columns;
  const width = tokens.length / images / patches;
  let [entropy, border, kept] = [0, 0, 0];
  const isBorder = (patch: number): boolean =>
    patch < columns || patch >= patches - columns || patch % columns === 0 || patch % columns === columns - 1;
  const strong = new Int32Array(patches);
  for (let image = 0; image < images; image += 1) {
    const own = Float32Array.from({ length: patches }, (_, patch) => attention[image * patches + patch] ?? 0);
    for (const [patch, share] of own.entries()) {
      if (share > 0) entropy -= (share * Math.log(share)) / Math.log(patches);
      if (isBorder(patch)) border += share;
      if (share * patches >= sinkFactor) strong[patch] = (strong[patch] ?? 0) + 1;
    }
    const ownTokens = Float32Array.from({ length: patches * width }, (_, i) => tokens[image * patches * width + i] ?? 0);
    kept += keptPatches(own, ownTokens, width, 0.5).length / patches;
  }
  const sinks = [...strong.keys()].filter((patch) => (strong[patch] ?? 0) >= sinkImages * images);
  const borderPatches = [...strong.keys()].filter(isBorder).length / patches;
  return {
    images,
    entropy: entropy / images,
    border: { attention: border / images, patches: borderPatches },
    kept: kept / images,
    // Most of the grid cannot be an artefact: then the model looks at these places.
    sinks: images > 1 && sinks.length <= patches / 4 ? sinks : [],
  };
}
