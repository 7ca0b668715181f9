import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { HubFile, HubOrigin, ModelCard, ModelState } from '../core/model-card.js';
import { embeddedModelFile } from '../model/embedded.js';
import { writeAtomically } from '../store/index.js';

/** What was noted of a fetched file: from then on the hub has to send the same. */
const fileRecord = v.object({
  bytes: v.number(),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  by: v.picklist(['catalogue', 'memory', 'hub', 'nobody']),
});

const recordSchema = v.object({
  id: v.string(),
  hub: v.string(),
  repository: v.string(),
  revision: v.string(),
  commit: v.nullable(v.string()),
  /** By the path on the hub. */
  files: v.record(v.string(), fileRecord),
});

/** Where a fetched model came from, and what it is: kept beside its files. */
export type FetchRecord = v.InferOutput<typeof recordSchema>;

const recordName = 'fetched.json';

/** Folder of a model below the folder of fetched models. */
export const modelFolder = (models: string, id: string): string => path.join(models, id);

/** Place of one of a model's files: all lie side by side, as readers of models expect it. */
export const placeOfFile = (models: string, id: string, file: string): string =>
  path.join(modelFolder(models, id), path.posix.basename(file));

/**
 * What was noted of a model. Undefined where it was never fetched, the note is damaged, or it is of another revision than the one that the catalogue names
 * now, of which it says nothing.
 */
export async function readRecord(models: string, id: string, { repository, revision }: HubOrigin): Promise<FetchRecord | undefined> {
  try {
    const result = v.safeParse(recordSchema, JSON.parse(await readFile(path.join(modelFolder(models, id), recordName), 'utf8')));
    if (!result.success || result.output.repository !== repository || result.output.revision !== revision) return undefined;
    return result.output;
  } catch {
    return undefined;
  }
}

export async function writeRecord(models: string, record: FetchRecord): Promise<void> {
  await writeAtomically(path.join(modelFolder(models, record.id), recordName), `${JSON.stringify(record, null, 2)}\n`);
}

/** Whether a file that was fetched still lies there with the length that was noted, and is the one that the catalogue names where it names one. */
export async function isThere(models: string, id: string, file: HubFile, record: FetchRecord | undefined): Promise<boolean> {
  const noted = record?.files[file.path];
  if (!noted || (file.sha256 !== null && file.sha256 !== noted.sha256)) return false;
  const found = await stat(placeOfFile(models, id, file.path)).catch(() => undefined);
  return found?.isFile() === true && found.size === noted.bytes;
}

/** File of a hub's model that is the model itself: the last one. */
export const modelFileOf = ({ files }: HubOrigin): string => files.at(-1)?.path ?? '';

/** Whether a model can be used as it is. Looks at the disk only. */
export async function modelState(models: string, { id, origin }: ModelCard): Promise<ModelState> {
  switch (origin.kind) {
    case 'embedded':
      return { kind: 'embedded' };
    case 'by-hand':
      return { kind: 'by-hand' };
    case 'hub': {
      const record = await readRecord(models, id, origin);
      for (const file of origin.files) if (!(await isThere(models, id, file, record))) return { kind: 'absent' };
      return { kind: 'here', file: placeOfFile(models, id, modelFileOf(origin)) };
    }
  }
}

/** Path of the file that a state stands for; undefined where there is none. */
export function fileOfState(state: ModelState): string | undefined {
  switch (state.kind) {
    case 'embedded':
      return embeddedModelFile();
    case 'here':
      return state.file;
    case 'absent':
    case 'by-hand':
      return undefined;
  }
}
