import type { Progress } from '../core/progress.js';
import type { EngineEvent } from './events.js';

/** Progress of the core as events of the engine. Every step gives the event loop a turn, so that a cancel is heard. */
export async function* progressOf<T>(work: AsyncGenerator<Progress, T>): AsyncGenerator<EngineEvent, T> {
  for (;;) {
    const step = await work.next();
    if (step.done) return step.value;
    yield { kind: 'progress', ...step.value };
    await new Promise<void>((turn) => setImmediate(turn));
  }
}
