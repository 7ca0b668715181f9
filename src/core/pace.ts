import type { Progress, Step } from './progress.js';

/** Numbers that are read between two turns of the caller: some 50 ms of work. */
const TURN = 2 ** 26;

/** Where long work stands, when it owes its caller a turn, and whether it was cancelled. */
export class Pace {
  private work = 0;
  private done = 0;

  /**
   * @param step name of the work
   * @param total units of the whole work
   * @param signal cancels the work
   */
  constructor(
    private readonly step: Step,
    private readonly total: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /**
   * Counts what was done.
   *
   * @param units of `total`
   * @param numbers that were read for it
   * @returns whether progress should be yielded now
   */
  worked(units: number, numbers: number): boolean {
    this.done += units;
    this.work += numbers;
    return this.work >= TURN;
  }

  /** Progress to yield. Throws the signal's reason if the work was cancelled. */
  progress(): Progress {
    this.signal?.throwIfAborted();
    this.work = 0;
    return { step: this.step, done: Math.min(this.total, Math.floor(this.done)), total: this.total };
  }
}
