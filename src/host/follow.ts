import type { EngineEvent } from '../engine/events.js';
import type { HostNotification, HostNotifications, ProgressMessage } from '../protocol/host-messages.js';
import { orAborted } from './engine-line.js';

/** Sends one notification of the contract. */
export type Tell = <K extends HostNotification>(name: K, message: HostNotifications[K]) => void;

/** Progress of one step is told this often at most. */
const everyMs = 100;

/** Tells what a piece of work says, under a token: the beginning and the end of each step, and ten times a second between. */
export class Telling {
  private step: ProgressMessage['step'] | undefined;
  private waiting: ProgressMessage | undefined;
  private at = -Infinity;

  constructor(
    private readonly token: string,
    private readonly tell: Tell,
  ) {}

  hear(event: EngineEvent, now = performance.now()): void {
    switch (event.kind) {
      case 'remark':
        this.tell('freesel/remark', { token: this.token, code: event.code, text: event.text });
        return;
      case 'transfer': {
        const { file, done, total = null, bytesPerSecond = null, secondsLeft = null } = event;
        // Sent as it is: it comes from where it is spaced already.
        this.tell('freesel/transfer', { token: this.token, file, done, total, bytesPerSecond, secondsLeft });
        return;
      }
      case 'progress': {
        const { step, done, total = null, imagesPerSecond = null, secondsLeft = null } = event;
        if (step !== this.step) this.flush();
        this.waiting = { token: this.token, step, done, total, imagesPerSecond, secondsLeft };
        if (step === this.step && now - this.at < everyMs) return;
        this.step = step;
        this.at = now;
        this.flush();
        return;
      }
    }
  }

  /** Tells what was held back. */
  flush(): void {
    const message = this.waiting;
    this.waiting = undefined;
    if (message) this.tell('freesel/progress', message);
  }
}

/**
 * Follows work of the engine to its end. A cancel is answered at once; the work itself stops at its next turn, stores what was computed, and only then `ended`
 * settles.
 */
export function follow<T>(
  work: AsyncGenerator<EngineEvent, T>,
  telling: Telling,
  signal: AbortSignal,
): { readonly result: Promise<T>; readonly ended: Promise<void> } {
  const all = (async () => {
    for (;;) {
      const next = await work.next();
      if (next.done) {
        telling.flush();
        return next.value;
      }
      if (!signal.aborted) telling.hear(next.value);
    }
  })();
  const ended = all.then(
    () => undefined,
    () => undefined,
  );
  return { result: orAborted(all, signal), ended };
}
