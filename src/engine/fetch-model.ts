import { randomBytes } from 'node:crypto';
import { mkdir, readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { modelBytes, type HubFile, type HubOrigin, type ModelCard } from '../core/model-card.js';
import { download, type Arrived, type DownloadEvent } from '../model/download.js';
import type { Hub } from '../model/download-hub.js';
import { Network, type NetworkSettings, type Patience } from '../model/download-network.js';
import { PartialFile } from '../model/partial-file.js';
import { diskFull, outputNotWritable, publishFile, tryLock, writeProblem } from '../store/index.js';
import { remark, type EngineEvent } from './events.js';
import { isThere, modelFolder, modelFileOf, placeOfFile, readRecord, writeRecord, type FetchRecord } from './fetched-models.js';
import { Rate } from './rate.js';

/** What the fetching of a model needs to know. */
export interface FetchRequest {
  readonly card: ModelCard & { readonly origin: HubOrigin };
  /** Folder of fetched models, absolute. */
  readonly models: string;
  readonly hub: Hub;
  readonly network: NetworkSettings;
  readonly patience?: Patience;
  /** Fetches what is there already, and forgets the hashes that were noted; those of the catalogue hold. */
  readonly isRenewed?: boolean;
}

/** A model that is there. */
export interface FetchedModel {
  /** The model's file, absolute. */
  readonly file: string;
  readonly record: FetchRecord;
  /** Whether nothing had to be fetched. */
  readonly wasThere: boolean;
}

/** Partial files of processes that are gone are removed after this time. */
const staleMs = 24 * 3_600_000;

/**
 * Fetches a model: each file goes on where an earlier run stopped, is checked, and gets its name only when it is whole. The hash of each is noted beside it,
 * and from then on a hub that sends another one is refused. Where everything is there already the network is not touched.
 *
 * @throws Problem; the signal's reason
 */
export async function* fetchModel(request: FetchRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, FetchedModel> {
  const { card, models, hub } = request;
  const { id, origin } = card;
  const noted = await readRecord(models, id, origin);
  let record: FetchRecord = {
    id,
    hub: hub.shown,
    repository: origin.repository,
    revision: origin.revision,
    commit: noted?.commit ?? null,
    files: noted?.files ?? {},
  };
  const file = placeOfFile(models, id, modelFileOf(origin));
  const missing: HubFile[] = [];
  for (const own of origin.files) if (request.isRenewed || !(await isThere(models, id, own, noted))) missing.push(own);
  if (noted && missing.length === 0) return { file, record: noted, wasThere: true };

  const folder = modelFolder(models, id);
  const problem = (error: unknown): unknown => writeProblem(error, folder, outputNotWritable);
  let network: Network | undefined;
  try {
    await mkdir(folder, { recursive: true });
    await removeStalePartials(folder);
    await checkRoom(folder, missing, card);
    network = hub.kind === 'web' ? await Network.open(request.network, request.patience) : undefined;
    for (const own of missing) {
      const arrived = yield* fetchFile(request, own, request.isRenewed ? undefined : record.files[own.path]?.sha256, network, signal);
      const { bytes, sha256, by, commit } = arrived;
      record = { ...record, commit: commit ?? record.commit, files: { ...record.files, [own.path]: { bytes, sha256, by } } };
      await writeRecord(models, record);
      if (by === 'nobody' && own.path === modelFileOf(origin)) yield notVouchedFor(hub, own.path);
    }
    return { file, record, wasThere: false };
  } catch (error) {
    throw problem(error);
  } finally {
    await network?.close();
  }
}

/**
 * Fetches one file under the name of its partial one. Where another process is fetching it at this moment it gets a partial file of its own, so that neither
 * writes into the other's.
 */
async function* fetchFile(
  { card, models, hub }: FetchRequest,
  file: HubFile,
  remembered: string | undefined,
  network: Network | undefined,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, Arrived> {
  const place = placeOfFile(models, card.id, file.path);
  const lock = await tryLock(`${place}.lock`);
  const partial = lock ? `${place}.partial` : `${place}.partial-${randomBytes(8).toString('hex')}`;
  const name = path.basename(place);
  const rate = new Rate();
  const start = { done: -1 };
  try {
    const work = download({ origin: card.origin, file, remembered }, hub, partial, network, signal);
    for (;;) {
      const next = await work.next();
      if (next.done) {
        await publishFile(partial, place);
        await PartialFile.remove(partial);
        return next.value;
      }
      if (next.value.kind === 'transfer' && start.done < 0) start.done = next.value.done;
      yield told(next.value, name, hub, rate, start.done);
    }
  } finally {
    if (!lock || (await isEmpty(partial))) await PartialFile.remove(partial);
    await lock?.release();
  }
}

function told(event: DownloadEvent, file: string, hub: Hub, rate: Rate, start: number): EngineEvent {
  switch (event.kind) {
    case 'transfer': {
      const { done, total } = event;
      // What an earlier run brought says nothing of the speed.
      const { imagesPerSecond: bytesPerSecond, secondsLeft } = rate.note(done - start, (total ?? done) - start);
      return {
        kind: 'transfer',
        file,
        done,
        ...(total !== undefined && { total }),
        ...(bytesPerSecond !== undefined && { bytesPerSecond }),
        ...(secondsLeft !== undefined && total !== undefined && { secondsLeft }),
      };
    }
    case 'again': {
      const seconds = Math.ceil(event.inMs / 1000);
      return remark(
        'trying-again',
        `${hub.shown}: ${event.reason.en}; trying again in ${seconds} s.`,
        `${hub.shown}：${event.reason.ja}。${seconds} 秒後に再試行します。`,
      );
    }
  }
}

const notVouchedFor = (hub: Hub, file: string): EngineEvent =>
  remark(
    'hash-not-stated',
    `${hub.shown} states no SHA-256 for ${file}, and the catalogue knows none: that of what has arrived is noted, and from now on it has to stay the same.`,
    `${hub.shown} は ${file} の SHA-256 を示しておらず、カタログにもありません。取得したファイルの値を記録し、以後は同じ値であることを確認します。`,
  );

/** Throws disk-full where there is less room than the files take. Some file systems do not say how much there is. */
async function checkRoom(folder: string, files: readonly HubFile[], card: FetchRequest['card']): Promise<void> {
  const room = await statfs(folder).catch(() => undefined);
  if (!room || room.blocks === 0) return;
  const wanted = modelBytes({ origin: { ...card.origin, files: [...files] } });
  const there = await stat(`${placeOfFile(path.dirname(folder), card.id, modelFileOf(card.origin))}.partial`).catch(() => undefined);
  if (room.bavail * room.bsize < wanted - (there?.size ?? 0)) throw diskFull(folder);
}

const isEmpty = async (file: string): Promise<boolean> => (await stat(file).catch(() => undefined))?.size === 0;

/** Removes partial files that processes left which had one of their own and were killed. Nothing of it ever fails. */
async function removeStalePartials(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!/\.partial-[0-9a-f]{16}$/.test(name)) continue;
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > staleMs) await PartialFile.remove(file).catch(() => undefined);
  }
}
