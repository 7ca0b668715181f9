/** Images in a second and time left, over the last ten seconds or so, so that a slow start does not weigh on the forecast. */
export class Rate {
  private readonly marks: { at: number; done: number }[] = [];

  /** Notes that `done` of `total` are done, and gives images a second and seconds left once both can be said. */
  note(done: number, total: number, now = performance.now()): { readonly imagesPerSecond?: number; readonly secondsLeft?: number } {
    this.marks.push({ at: now, done });
    while (this.marks.length > 2 && now - (this.marks[1]?.at ?? now) > 10_000) this.marks.shift();
    const first = this.marks[0];
    if (!first || now - first.at < 300 || done <= first.done) return {};
    const imagesPerSecond = (done - first.done) / ((now - first.at) / 1000);
    return { imagesPerSecond, secondsLeft: (total - done) / imagesPerSecond };
  }
}
