import path from 'node:path';
import type { Selection } from '../core/selection.js';
import { FeatureStore, keyFolder, storePlace } from '../store/index.js';
import { freeselVersion } from './versions.js';

/** What the store has of a selection's images, as far as a notebook tells it. */
export interface StoredFeatures {
  /** Folder of the shards, absolute, whether it is there or not. */
  readonly folder: string;
  /** Rows of the store, of whatever images; 0 where there is no store. */
  readonly rows: number;
  /** Chosen contents that it has, and how many there are: the same bytes count once. */
  readonly found: number;
  readonly contents: number;
  /** Patterns of those that it has, and the numbers of each, D. */
  readonly patterns: number;
  readonly patternWidth: number;
  /** Numbers of an embedding, E, and of an attention, T. */
  readonly embeddingWidth: number;
  readonly patches: number;
}

/**
 * Looks up what is stored of a selection's images. A store that is not there, or cannot be read, has nothing.
 *
 * @param workspace folder that holds `.freesel`, absolute
 * @param root data folder, absolute
 * @throws the signal's reason
 */
export async function storedFeatures(selection: Selection, workspace: string, root: string, signal?: AbortSignal): Promise<StoredFeatures> {
  const { model, settings, picks } = selection;
  const key = {
    modelSha256: model.sha256,
    patterns: settings.patterns,
    attentionRatio: settings.attentionRatio,
    preprocessing: settings.preprocessing,
    providerClass: 'cpu',
  };
  const hashes = [...new Set(picks.map(({ sha256 }) => sha256))];
  const usual = path.join(workspace, '.freesel', 'features', keyFolder(key));
  const nothing = {
    folder: usual,
    rows: 0,
    found: 0,
    contents: hashes.length,
    patterns: 0,
    patternWidth: 0,
    embeddingWidth: 0,
    patches: 0,
  };
  try {
    const place = await storePlace({ folder: root, cwd: workspace });
    const store = await FeatureStore.open(place, key, { program: `freesel ${freeselVersion()}`, signal });
    const known = await store.rows(hashes, signal);
    const first = known.hashes[0];
    const row = first === undefined ? undefined : await store.row(first);
    return {
      folder: store.folder,
      rows: [...store.shards.values()].reduce((sum, rows) => sum + rows, 0),
      found: known.images,
      contents: hashes.length,
      patterns: known.firstPattern[known.images] ?? 0,
      patternWidth: known.width,
      embeddingWidth: known.embeddingWidth,
      patches: row?.attention.length ?? 0,
    };
  } catch {
    signal?.throwIfAborted();
    return nothing;
  }
}
