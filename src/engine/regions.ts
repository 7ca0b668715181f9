import { stat } from 'node:fs/promises';
import { FeatureStore, innerFile, PathIndex, storePlace } from '../store/index.js';
import { freeselVersion } from './versions.js';

export interface RegionsRequest {
  /** The data folder, absolute. */
  readonly folder: string;
  /** Folder that the store goes by. */
  readonly cwd: string;
  /** An image of the pool, relative to the data folder. */
  readonly path: string;
  /** Its content, where it is known. */
  readonly sha256: string | null;
  /** What the stored features go by. */
  readonly modelSha256: string;
  readonly patterns: number;
  readonly attentionRatio: number;
  readonly preprocessing: number;
}

/**
 * Where in an image its patterns lie, from stored features: the patches of each pattern as rising runs, by the index of the pattern. Undefined where they are
 * not stored, or the image cannot be told; nothing is computed.
 */
export async function regionsOf(request: RegionsRequest): Promise<readonly string[] | undefined> {
  const { folder, cwd, path, modelSha256, patterns, attentionRatio, preprocessing } = request;
  const image = await innerFile(folder, path);
  if (image === undefined) return undefined;
  const place = await storePlace({ folder, cwd });
  const hash = request.sha256 ?? (await hashOf(await PathIndex.load(place), path, image, preprocessing));
  if (hash === undefined) return undefined;
  const key = { modelSha256, patterns, attentionRatio, preprocessing, providerClass: 'cpu' };
  const store = await FeatureStore.open(place, key, { program: `freesel ${freeselVersion()}` });
  return (await store.row(hash))?.patches;
}

/** Content of an image that is no pick, as it was last read. */
async function hashOf(index: PathIndex, path: string, image: string, preprocessing: number): Promise<string | undefined> {
  const stats = await stat(image).catch(() => undefined);
  const found = stats && index.lookUp(path, stats, preprocessing);
  return found?.kind === 'image' ? found.sha256 : undefined;
}
