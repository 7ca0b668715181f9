import { bundleVersion, mostBundlePicks, mostPictures, type BundlePick, type SelectionBundle } from '../core/selection-bundle.js';
import type { Language } from '../core/language.js';
import type { Selection } from '../core/selection.js';
import { readImage, thumbnailOf } from '../images/index.js';
import { innerFile } from '../store/index.js';

/** Tried one after the other, until a picture fits. */
const sizes = [
  { longestSide: 192, quality: 62 },
  { longestSide: 160, quality: 45 },
  { longestSide: 96, quality: 40 },
] as const;
const mostPictureBytes = 8 * 1024;
const inFlight = 4;

/**
 * A selection as the output of a notebook cell. At most `mostPictures` pictures of 8 KB each.
 *
 * @param root data folder, absolute; undefined where the selection names none: then there are no pictures, nor where a path leads out of it
 * @throws the signal's reason
 */
export async function selectionBundle(
  selection: Selection,
  name: string,
  root: string | undefined,
  language: Language,
  signal?: AbortSignal,
): Promise<SelectionBundle> {
  const { pool, model, settings, coverage } = selection;
  const picks = [...selection.picks].sort((a, b) => a.rank - b.rank).slice(0, mostBundlePicks);
  const shown = picks.slice(0, mostPictures);
  const thumbnails: (string | null)[] = [];
  for (let start = 0; start < shown.length; start += inFlight) {
    signal?.throwIfAborted();
    thumbnails.push(...(await Promise.all(shown.slice(start, start + inFlight).map(({ path }) => thumbnail(root, path)))));
  }
  return {
    version: bundleVersion,
    name,
    language,
    chosen: selection.picks.length,
    pool: { images: pool.images, patterns: pool.patterns, fingerprint: pool.fingerprint },
    model: { id: model.id, sha256: model.sha256, licence: model.licence },
    settings: {
      budget: settings.budget,
      sampler: settings.sampler,
      ...(settings.rarity !== undefined && { rarity: settings.rarity }),
      ...(settings.blend !== undefined && { blend: settings.blend }),
      ...(settings.centre !== undefined && { centre: settings.centre }),
      seed: settings.seed,
      patterns: settings.patterns,
      attentionRatio: settings.attentionRatio,
    },
    coverage,
    picks: picks.map(({ rank, path, gain, distance, nearest, represents }): BundlePick => ({
      rank,
      path,
      gain,
      distance,
      ...(nearest && { nearest }),
      represents,
    })),
    thumbnails,
  };
}

async function thumbnail(root: string | undefined, path: string): Promise<string | null> {
  if (root === undefined || (await innerFile(root, path)) === undefined) return null;
  const read = await readImage(root, path);
  if (read.kind === 'unusable') return null;
  try {
    for (const size of sizes) {
      const bytes = await thumbnailOf(read.bytes, { ...size, format: 'webp' });
      if (bytes.length <= mostPictureBytes) return `data:image/webp;base64,${bytes.toString('base64')}`;
    }
  } catch {
    // What cannot be shown has no picture; everything else about it can be said.
  }
  return null;
}
