import { written } from './failures.js';

/** The reason is waited for so long: then the process ends in any case. */
const longestMs = 500;

/**
 * Sees to it that the process says why it dies before a fault of its own ends it.
 *
 * @param say sends the reason; settles when it is on its way
 */
export function sayLastWords(say: (reason: string) => Promise<void>): void {
  let isDying = false;
  const die = (error: unknown): void => {
    if (isDying) return;
    isDying = true;
    process.stderr.write(`${written(error)}\n`);
    const end = (): void => process.exit(1);
    setTimeout(end, longestMs);
    const reason = error instanceof Error ? error.message : String(error);
    void say(reason).then(end, end);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}
