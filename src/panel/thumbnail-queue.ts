import { mostThumbnails, type ThumbnailSize } from '../protocol/panel-messages.js';

/** Addresses of a thumbnail of each path; null where there is none. */
export type AskThumbnails = (paths: readonly string[], size: ThumbnailSize, signal: AbortSignal) => Promise<readonly (string | null)[]>;

interface Batch {
  readonly paths: readonly string[];
  readonly size: ThumbnailSize;
  readonly controller: AbortController;
}

/** Batches that are under way at a time: one is shown while the next is made. */
const mostBatches = 2;

const keyOf = (path: string, size: ThumbnailSize): string => `${size} ${path}`;

/**
 * Asks for thumbnails of what is in sight: in batches, nearest request first, each once; what has scrolled away before its turn is never asked for, and a batch of
 * which nothing is in sight any more is cancelled.
 */
export class ThumbnailQueue {
  private readonly known = new Map<string, string | null>();
  /** What is in sight and not known yet, in the order of wish. */
  private readonly wishes = new Map<string, { readonly path: string; readonly size: ThumbnailSize; wanted: number }>();
  private batches: readonly Batch[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();
  private round = 0;

  /**
   * @param ask rejects where the thumbnails cannot be had
   * @param delayMs wishes are gathered for so long
   */
  constructor(
    private readonly ask: AskThumbnails,
    private readonly delayMs = 20,
    private readonly batchSize = Math.min(16, mostThumbnails),
  ) {}

  /** The address; null where there is none, undefined while it is not known. */
  address(path: string, size: ThumbnailSize): string | null | undefined {
    return this.known.get(keyOf(path, size));
  }

  /** Rises when everything has been forgotten: wishes of earlier rounds are to be made anew. */
  get generation(): number {
    return this.round;
  }

  /** Calls a listener when addresses have come or been forgotten; call what it gives to stop. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Says that a picture is in sight; call what it gives when it no longer is. */
  want(path: string, size: ThumbnailSize): () => void {
    const key = keyOf(path, size);
    if (this.known.has(key)) return () => undefined;
    const wish = this.wishes.get(key) ?? { path, size, wanted: 0 };
    wish.wanted += 1;
    this.wishes.set(key, wish);
    this.schedule();
    return () => {
      wish.wanted -= 1;
      if (wish.wanted > 0) return;
      if (this.wishes.get(key) === wish) this.wishes.delete(key);
      this.cancelUnwanted();
    };
  }

  /** Forgets everything, so that it is asked for anew: the data folder can be seen now, or no longer. */
  clear(): void {
    this.known.clear();
    for (const { controller } of this.batches) controller.abort();
    this.batches = [];
    this.round += 1;
    this.tell();
    this.schedule();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const { controller } of this.batches) controller.abort();
    this.batches = [];
    this.wishes.clear();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), this.delayMs);
  }

  private send(): void {
    while (this.batches.length < mostBatches) {
      const asked = new Set(this.batches.flatMap(({ paths, size }) => paths.map((path) => keyOf(path, size))));
      const open = [...this.wishes].filter(([key]) => !asked.has(key) && !this.known.has(key)).map(([, wish]) => wish);
      // The one picture that is looked at comes before the many around it.
      const size = (open.find((wish) => wish.size === 640) ?? open[0])?.size;
      if (size === undefined) return;
      const paths = open
        .filter((wish) => wish.size === size)
        .slice(0, this.batchSize)
        .map(({ path }) => path);
      void this.run({ paths, size, controller: new AbortController() });
    }
  }

  private async run(batch: Batch): Promise<void> {
    this.batches = [...this.batches, batch];
    const { paths, size, controller } = batch;
    // What fails is not asked for again until the page is told that something has changed.
    const addresses = await this.ask(paths, size, controller.signal).catch(() => paths.map(() => null));
    this.batches = this.batches.filter((own) => own !== batch);
    if (!controller.signal.aborted) {
      paths.forEach((path, i) => {
        this.known.set(keyOf(path, size), addresses[i] ?? null);
        this.wishes.delete(keyOf(path, size));
      });
      this.tell();
    }
    this.schedule();
  }

  private cancelUnwanted(): void {
    for (const { paths, size, controller } of this.batches) {
      if (!paths.some((path) => this.wishes.has(keyOf(path, size)))) controller.abort();
    }
  }
}
