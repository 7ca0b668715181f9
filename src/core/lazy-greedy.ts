import { CandidateHeap } from './candidate-heap.js';
import type { CoverageObjective } from './coverage-objective.js';
import type { Pace } from './pace.js';
import type { Progress } from './progress.js';

/**
 * Lazy greedy (Minoux 1978): gains only fall as images are added, so one computed earlier is an upper bound, and only images whose bound could still win are
 * looked at again. Gives the picks of plain greedy, ties to the lowest image.
 */
export class LazyGreedy {
  private readonly heap: CandidateHeap;
  /** Round in which the bound of an image was last its gain: [N] */
  private readonly fresh: Int32Array;
  private readonly isTaken: Uint8Array;
  private round = 0;

  /**
   * @param bounds upper bounds of the gains of all images: [N]
   * @param free images that can be chosen
   */
  constructor(
    private readonly objective: CoverageObjective,
    bounds: Float64Array,
    free: Int32Array,
    private readonly pace: Pace,
  ) {
    this.heap = new CandidateHeap(bounds, free);
    this.fresh = new Int32Array(bounds.length).fill(-1);
    this.isTaken = new Uint8Array(bounds.length);
  }

  /** The image that would add most now, and what it would add; undefined if none is left. It is prepared. */
  async *best(): AsyncGenerator<Progress, { image: number; gain: number } | undefined, void> {
    const { heap, objective, pace } = this;
    while (heap.length > 0) {
      const image = heap.top;
      if (this.isTaken[image] === 1) {
        heap.pop();
      } else {
        if (!objective.has(image)) {
          await objective.prepare(this.front());
          yield pace.progress();
        }
        if (this.fresh[image] === this.round) return { image, gain: heap.bounds[image] as number };
        heap.bounds[image] = objective.gain(image);
        this.fresh[image] = this.round;
        heap.fell();
        if (pace.worked(0, objective.work)) yield pace.progress();
      }
    }
    return undefined;
  }

  /** Images at the front of the queue that will be looked at soon, the top among them. */
  private front(): number[] {
    const { heap, objective } = this;
    const front: number[] = [];
    for (let place = 0; place < heap.length && front.length < objective.batch; place++) {
      const image = heap.at(place);
      if (this.isTaken[image] === 0 && this.fresh[image] !== this.round) front.push(image);
      else if (place === 0) front.push(image);
    }
    return front;
  }

  /** Adds an image, which must be prepared, and gives what it added. */
  take(image: number): number {
    this.isTaken[image] = 1;
    this.round++;
    this.pace.worked(1, this.objective.work);
    return this.objective.add(image);
  }
}
