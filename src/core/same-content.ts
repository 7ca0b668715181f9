/** Which images of a pool have the same bytes, and so must never differ in the last bits of a product. */
export class SameContent {
  /** Next higher image with the same bytes, -1 at the end: [N]; undefined where nothing is known of content. */
  private readonly next: Int32Array | undefined;

  /**
   * @param images N
   * @param content lowest image with the same bytes, for each image: [N]
   * @throws RangeError if an entry is no such image
   */
  constructor(
    images: number,
    private readonly content: Int32Array | undefined,
  ) {
    if (!content) return;
    if (content.length !== images) throw new RangeError(`content: ${content.length} entries for ${images} images`);
    const next = new Int32Array(images).fill(-1);
    const last = Int32Array.from({ length: images }, (_, image) => image);
    for (let image = 0; image < images; image++) {
      const lowest = content[image] as number;
      if (lowest === image) continue;
      if (!(lowest >= 0 && lowest < image && content[lowest] === lowest))
        throw new RangeError(`content: ${lowest} is not the lowest image like ${image}`);
      next[last[lowest] as number] = image;
      last[lowest] = image;
    }
    this.next = next;
  }

  /** Whether anything is known of content. */
  get known(): boolean {
    return this.content !== undefined;
  }

  /** Lowest image with the same bytes; the image itself where nothing is known. */
  lowest(image: number): number {
    return this.content ? (this.content[image] as number) : image;
  }

  /** Image after `image` with the same bytes, -1 if there is none; begin with `lowest(image)`. */
  after(image: number): number {
    return this.next ? (this.next[image] as number) : -1;
  }
}
