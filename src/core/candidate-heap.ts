/** Images by falling upper bound of their gain, ties by rising number: the queue of lazy greedy (Minoux 1978). */
export class CandidateHeap {
  private readonly heap: Int32Array;
  private size: number;

  /**
   * @param bounds upper bound of each image: [N]; may fall for the image at the top, followed by `fell`
   * @param images the images that can be chosen
   */
  constructor(
    readonly bounds: Float64Array,
    images: Int32Array,
  ) {
    this.heap = images.slice();
    this.size = images.length;
    for (let place = (this.size >> 1) - 1; place >= 0; place--) this.sink(place);
  }

  get length(): number {
    return this.size;
  }

  /** Image with the greatest bound. @throws RangeError if there is none */
  get top(): number {
    if (this.size === 0) throw new RangeError('the heap is empty');
    return this.heap[0] as number;
  }

  /** Image at a place of the heap; low places have great bounds. */
  at(place: number): number {
    return this.heap[place] as number;
  }

  /** Puts the top where it belongs after its bound fell. */
  fell(): void {
    this.sink(0);
  }

  /** Takes the top away. */
  pop(): void {
    this.size--;
    this.heap[0] = this.heap[this.size] as number;
    this.sink(0);
  }

  private sink(start: number): void {
    const { heap, size } = this;
    const image = heap[start] as number;
    let place = start;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && this.before(heap[child + 1] as number, heap[child] as number)) child++;
      if (!this.before(heap[child] as number, image)) break;
      heap[place] = heap[child] as number;
      place = child;
    }
    heap[place] = image;
  }

  private before(a: number, b: number): boolean {
    const boundA = this.bounds[a] as number;
    const boundB = this.bounds[b] as number;
    return boundA > boundB || (boundA === boundB && a < b);
  }
}
