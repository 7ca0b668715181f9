import { neighbourEntry, quantile } from '../../../src/core/nearest-images.js';

const NEIGHBOURS = 10;
const RADIUS_SHARE = 0.9;

/**
 * Distance within which nine of ten images have their tenth look-alike: the radius of a selection file (algorithm, section 6), of a pool that is looked at whole.
 *
 * @param distances of embeddings: [N x N]
 */
export function coverageRadius(distances: Float32Array, images: number): number {
  const entry = neighbourEntry(NEIGHBOURS, images);
  const tenth = Float32Array.from({ length: images }, (_, image) => {
    const own = distances.slice(image * images, (image + 1) * images);
    own[image] = 0;
    return own.sort()[entry] as number;
  });
  return quantile(tenth, RADIUS_SHARE);
}

/** Share of the images that have a pick within the radius: 0 to 1. */
export function shareWithin(distances: Float32Array, images: number, picks: readonly number[], radius: number): number {
  const isCovered = new Uint8Array(images);
  for (const pick of picks) {
    isCovered[pick] = 1;
    for (let image = 0; image < images; image++) if ((distances[pick * images + image] as number) <= radius) isCovered[image] = 1;
  }
  return isCovered.reduce((sum, own) => sum + own, 0) / images;
}
