import { stat } from 'node:fs/promises';
import { parseSelection } from '../core/selection.js';
import { FeatureStore, innerFile, PathIndex, selectionRoot, storePlace } from '../store/index.js';
import { freeselVersion } from './versions.js';

export interface RegionsRequest {
  /** The selection file, absolute, which tells where its data lies, and its text as it stands. */
  readonly file: string;
  readonly text: string;
  /** Folder that the store goes by. */
  readonly cwd: string;
  /** An image of the pool, relative to the data folder. */
  readonly path: string;
}

/**
 * Where in an image its patterns lie, from stored features: the patches of each pattern as rising runs, by the index of the pattern. Undefined where they are
 * not stored, or the image cannot be told; nothing is computed.
 */
export async function regionsOf({ file, text, cwd, path }: RegionsRequest): Promise<readonly string[] | undefined> {
  const parsed = parseSelection(text);
  if (parsed.kind !== 'selection') return undefined;
  const { picks, model, settings } = parsed.selection;
  const folder = selectionRoot(file, parsed.selection.root);
  const image = folder === undefined ? undefined : await innerFile(folder, path);
  if (folder === undefined || image === undefined) return undefined;
  const place = await storePlace({ folder, cwd });
  const hash =
    picks.find((pick) => pick.path === path)?.sha256 ?? (await hashOf(await PathIndex.load(place), path, image, settings.preprocessing));
  if (hash === undefined) return undefined;
  const { patterns, attentionRatio, preprocessing } = settings;
  const key = { modelSha256: model.sha256, patterns, attentionRatio, preprocessing, providerClass: 'cpu' };
  const store = await FeatureStore.open(place, key, { program: `freesel ${freeselVersion()}` });
  return (await store.row(hash))?.patches;
}

/** Content of an image that is no pick, as it was last read. */
async function hashOf(index: PathIndex, path: string, image: string, preprocessing: number): Promise<string | undefined> {
  const stats = await stat(image).catch(() => undefined);
  const found = stats && index.lookUp(path, stats, preprocessing);
  return found?.kind === 'image' ? found.sha256 : undefined;
}
