/**
 * Tests inside the extension host. Node's own runner cannot be used there: the editor loads one CommonJS file and awaits
 * its `run()`. Test files register with `test()`; they run one after another, and the results go to the file that
 * `FREESEL_INSIDE_REPORT` names.
 */
import { writeFileSync } from 'node:fs';

export interface InsideResult {
  name: string;
  ms: number;
  /** Stack of the failure; absent when the test passed. */
  error?: string;
}

const registered: { name: string; work: () => unknown; timeout: number }[] = [];

/** Registers a test; `timeout` in ms. */
export function test(name: string, work: () => unknown, { timeout = 60_000 } = {}): void {
  registered.push({ name, work, timeout });
}

/** Asks again and again until `probe` gives a value other than undefined and false; the editor's state follows commands late. */
export async function eventually<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { timeout = 20_000 } = {},
): Promise<T> {
  for (const end = Date.now() + timeout; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`not within ${timeout} ms: ${probe.toString()}`);
  }
}

async function within(timeout: number, work: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not ended after ${timeout} ms`)), timeout);
  });
  try {
    await Promise.race([Promise.resolve().then(work), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the editor calls. */
export async function run(): Promise<void> {
  const results: InsideResult[] = [];
  for (const { name, work, timeout } of registered) {
    const started = performance.now();
    let error: string | undefined;
    try {
      await within(timeout, work);
    } catch (e) {
      error = e instanceof Error ? (e.stack ?? e.message) : String(e);
    }
    const ms = Math.round(performance.now() - started);
    results.push(error === undefined ? { name, ms } : { name, ms, error });
  }
  const file = process.env['FREESEL_INSIDE_REPORT'];
  if (file) writeFileSync(file, JSON.stringify(results));
  const failed = results.filter((result) => result.error !== undefined);
  if (failed.length > 0) throw new Error(`${failed.length} of ${results.length} tests failed`);
}
