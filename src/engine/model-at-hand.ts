import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { adapterVersion, prepareModel, sourceKey, type ModelReport, type SourceFile } from '../model/adapter/prepare.js';
import { refusalOf } from '../model/adapter/refusal.js';
import type { ImageSize } from '../model/adapter/image-sizes.js';
import { onnxPieces, type OnnxModel } from '../model/onnx/file.js';
import { modelNotPreparable } from '../model/problems.js';
import { isPreparedModel, modelFileOf, readModelBytes, type ModelFile } from '../model/vision-model.js';
import { userCache, writeAtomically } from '../store/index.js';
import { remark, type EngineEvent } from './events.js';
import type { ExtractRequest } from './requests.js';
import { freeselVersion } from './versions.js';

/** A model that can be run, and what is to be said of how it came about. */
export interface ModelAtHand {
  readonly model: ModelFile;
  readonly remarks: readonly EngineEvent[];
}

/**
 * Reads a model. One that is not prepared is prepared, and the copy kept in the user's cache: whoever has a vision transformer names its file. Where the cache
 * cannot be written the copy lives as long as the run.
 *
 * @throws Problem that names the model's path as it was given
 */
export async function modelAtHand({ file, asGiven, provenance }: ExtractRequest['model']): Promise<ModelAtHand> {
  const bytes = await readModelBytes(file, asGiven);
  if (isPreparedModel(bytes, asGiven)) return { model: modelFileOf(file, asGiven, bytes), remarks: [] };
  const source = { file, asGiven, bytes, ...(provenance && { provenance }) };
  const key = createHash('sha256')
    .update(`${await sourceKey(source)}\n${adapterVersion}`)
    .digest('hex');
  const cached = path.join(userCache(), 'freesel', 'models', `${key.slice(0, 32)}.onnx`);
  const kept = await readFile(cached).catch(() => undefined);
  if (kept) {
    try {
      const model = modelFileOf(cached, asGiven, kept);
      return { model, remarks: [said(asGiven, model)] };
    } catch {
      // A copy that was damaged since is made again.
    }
  }
  const { model, report } = await prepared(source);
  const { pieces, length } = onnxPieces(model);
  const copy = Buffer.concat(pieces, length);
  await writeAtomically(cached, copy).catch(() => undefined);
  const own = modelFileOf(cached, asGiven, copy);
  return { model: own, remarks: [said(asGiven, own), ...report.remarks.map(({ en, ja }) => remark('model-prepared', en, ja))] };
}

/**
 * Prepares a model for its own sake.
 *
 * @throws Problem `model-not-preparable`
 */
export async function prepared(source: SourceFile, size?: ImageSize): Promise<{ readonly model: OnnxModel; readonly report: ModelReport }> {
  try {
    return await prepareModel(source, `freesel ${freeselVersion()}`, size);
  } catch (error) {
    throw modelNotPreparable(source.asGiven, refusalOf(error).why, { cause: error });
  }
}

function said(asGiven: string, { contract }: ModelFile): EngineEvent {
  const { grid, attention } = contract;
  const substitute =
    attention.substitute === undefined ? { en: '', ja: '' } : { en: '; a substitute for attention', ja: '、注意は代用（substitute）' };
  return remark(
    'model-prepared',
    `${asGiven} is used through a prepared copy in the cache (${grid.rows} x ${grid.columns} patches${substitute.en}).`,
    `${asGiven} は、キャッシュにある準備済みのコピーで使います（${grid.rows} x ${grid.columns} パッチ${substitute.ja}）。`,
  );
}
