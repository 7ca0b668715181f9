import { createHash } from 'node:crypto';
import { decodeImage, readImage, type Flag, type Unusable } from '../images/index.js';
import type { ModelInput } from '../model/contract.js';

/** What became of one file on its way to the model. */
export type Prepared =
  /** Its features are stored already. */
  | { readonly kind: 'stored'; readonly sha256: string }
  /** Its content is that of another file of this run, which is on its way. */
  | { readonly kind: 'same'; readonly sha256: string }
  | {
      readonly kind: 'decoded';
      readonly sha256: string;
      readonly pixels: Uint8Array;
      readonly width: number;
      readonly height: number;
      readonly flag: Flag['code'] | undefined;
    }
  /** `sha256` where its bytes could be read: then the reason lasts as long as the bytes. */
  | { readonly kind: 'unusable'; readonly sha256: string | undefined; readonly unusable: Unusable };

/** Files that are read and decoded at the same time, whatever the number of images that wait for the model. */
const inFlight = 4;

/**
 * Reads, hashes and decodes files ahead of the model, in the order of the list: a file is read once for both its hash and its pixels.
 *
 * @param paths relative to `root`
 * @param ahead images that may wait decoded; with a few being decoded this bounds the memory
 * @param isStored whether features of a content are stored
 */
export async function* prepare(
  root: string,
  paths: readonly string[],
  input: ModelInput,
  ahead: number,
  isStored: (sha256: string) => boolean,
): AsyncGenerator<Prepared> {
  const claimed = new Set<string>();
  const target = { width: input.width, height: input.height };
  const one = async (path: string): Promise<Prepared> => {
    const read = await readImage(root, path);
    if (read.kind === 'unusable') return { kind: 'unusable', sha256: undefined, unusable: read };
    const sha256 = createHash('sha256').update(read.bytes).digest('hex');
    if (isStored(sha256)) return { kind: 'stored', sha256 };
    if (claimed.has(sha256)) return { kind: 'same', sha256 };
    claimed.add(sha256);
    const decoded = await decodeImage(read.bytes, target);
    if (decoded.kind === 'unusable') return { kind: 'unusable', sha256, unusable: decoded };
    return { kind: 'decoded', sha256, pixels: decoded.pixels, width: decoded.width, height: decoded.height, flag: decoded.flag?.code };
  };

  let next = 0;
  let running = 0;
  const waiting: (() => void)[] = [];
  const slot = async (path: string): Promise<Prepared> => {
    if (running >= inFlight) await new Promise<void>((free) => waiting.push(free));
    running += 1;
    try {
      return await one(path);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
  const jobs: Promise<Prepared>[] = [];
  const fill = (): void => {
    for (; jobs.length < ahead && next < paths.length; next += 1) {
      const job = slot(paths[next] ?? '');
      // A run that is cancelled leaves the rest unasked for.
      job.catch(() => undefined);
      jobs.push(job);
    }
  };
  fill();
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const prepared = await job;
    fill();
    yield prepared;
  }
}
