/** So often the extension host is looked at, in ms. */
const tick = 5;

/** Longest time in which nothing else could run: as it was, and how much of it this process worked. */
export function longestBlock(): { readonly stop: () => { readonly ms: number; readonly workedMs: number } } {
  let before = performance.now();
  let cpu = process.cpuUsage();
  let ms = 0;
  let workedMs = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    const used = process.cpuUsage(cpu);
    const gap = now - before - tick;
    ms = Math.max(ms, gap);
    // On a busy machine a gap may be time that other processes had.
    workedMs = Math.max(workedMs, Math.min(gap, (used.user + used.system) / 1000));
    before = now;
    cpu = process.cpuUsage();
  }, tick);
  return {
    stop: () => {
      clearInterval(timer);
      return { ms, workedMs };
    },
  };
}

/** Prints what a block came to, for the workbench test that reads the lines. `what` begins the sentence: "50,000 picks for 7 s". */
export function printBlock(what: string, { ms, workedMs }: { readonly ms: number; readonly workedMs: number }): void {
  console.log(`${what}; longest block of the extension host ${ms.toFixed(0)} ms, ${workedMs.toFixed(0)} ms of it work (mark: 100)`);
  console.log(`memory of the extension host: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
}
