import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readImage, thumbnailOf } from '../images/index.js';
import { innerFile } from '../store/index.js';

/** Images that are decoded for thumbnails at the same time: the model goes on beside them. */
const inFlight = 3;
/** Images beyond this are not worth their thumbnail: reading one takes seconds. */
const mostBytes = 128 * 2 ** 20;
const mostRemembered = 10_000;
const quality = 80;

/** Pixels of the longest side. */
export type ThumbnailSize = 96 | 256 | 640;

/**
 * Small WebP pictures of images, kept in a folder under a name made of path, size, time and pixels: one that is there is right, whoever made it, and a changed
 * image has another one.
 */
export class Thumbnails {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly making = new Map<string, Promise<string | null>>();
  /** Names of thumbnails that could not be made. */
  private readonly impossible = new Set<string>();

  /** @param folder absolute; made when it is needed */
  constructor(private readonly folder: string) {}

  /**
   * Files of the thumbnails of images, in their order; null where a path leads out of the data folder, or its image is missing or cannot be shown.
   *
   * @param root data folder, absolute
   * @param paths relative to it, with `/`
   * @throws the signal's reason; what is being made then is still kept
   */
  async files(root: string, paths: readonly string[], size: ThumbnailSize, signal: AbortSignal): Promise<(string | null)[]> {
    return Promise.all(paths.map((own) => this.file(root, own, size, signal)));
  }

  private async file(root: string, relative: string, size: ThumbnailSize, signal: AbortSignal): Promise<string | null> {
    if (this.running >= inFlight) await new Promise<void>((free) => this.waiting.push(free));
    this.running += 1;
    try {
      signal.throwIfAborted();
      const image = await innerFile(root, relative);
      const stats = image === undefined ? undefined : await stat(image).catch(() => undefined);
      if (image === undefined || !stats?.isFile() || stats.size > mostBytes) return null;
      const name = createHash('sha256')
        .update(JSON.stringify([image, stats.size, stats.mtimeMs, size]))
        .digest('hex')
        .slice(0, 40);
      if (this.impossible.has(name)) return null;
      const file = path.join(this.folder, name.slice(0, 2), `${name}.webp`);
      let made = this.making.get(name);
      if (!made) {
        made = this.make(image, file, name, size);
        this.making.set(name, made);
        void made.finally(() => this.making.delete(name)).catch(() => undefined);
      }
      return await made;
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }

  private async make(image: string, file: string, name: string, size: ThumbnailSize): Promise<string | null> {
    const there = await stat(file).catch(() => undefined);
    if (there?.isFile() && there.size > 0) return file;
    const read = await readImage(path.dirname(image), path.basename(image), { maximumBytes: mostBytes });
    if (read.kind === 'unusable') return null;
    let picture: Buffer;
    try {
      picture = await thumbnailOf(read.bytes, { longestSide: size, format: 'webp', quality });
    } catch {
      if (this.impossible.size >= mostRemembered) this.impossible.clear();
      this.impossible.add(name);
      return null;
    }
    await place(file, picture);
    return file;
  }
}

/** Puts a file in its place whole. Not flushed to the disk: one that a loss of power empties is made again. */
async function place(file: string, content: Buffer): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = path.join(path.dirname(file), `.tmp-${randomBytes(8).toString('hex')}`);
  try {
    await writeFile(draft, content, { flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
