/**
 * The line before the engine: one native process holds one model session at most, so work that needs it goes one after the other.
 */
export class EngineLine {
  private last: Promise<void> = Promise.resolve();

  /**
   * Runs work once everything before it has ended. `result` of the work may settle before the work has ended: the next one waits for `ended`.
   *
   * @throws the signal's reason as soon as it is aborted, also while waiting
   */
  async run<T>(work: () => { readonly result: Promise<T>; readonly ended: Promise<void> }, signal: AbortSignal): Promise<T> {
    const before = this.last;
    let leave: () => void = () => undefined;
    this.last = new Promise<void>((left) => {
      leave = () => void before.then(left);
    });
    try {
      await orAborted(before, signal);
    } catch (error) {
      leave();
      throw error;
    }
    const { result, ended } = work();
    void ended.then(leave);
    return result;
  }
}

/** What a promise gives, unless the signal is aborted first: then its reason is thrown at once. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, failed) => {
    stop = () => failed(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
