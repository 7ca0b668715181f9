/** What is decided before anything is chosen; image numbers, none in two lists. */
export interface Start {
  /** Labelled already: they count as chosen, and are not chosen again. */
  readonly initial: ArrayLike<number>;
  /** Chosen before all others, whatever they add. */
  readonly pinned?: ArrayLike<number> | undefined;
  /** Never chosen; they stay in the pool that a selection has to stand for. */
  readonly excluded?: ArrayLike<number> | undefined;
}

/** Images that can be chosen, rising: the pinned ones first, then the others. */
export interface Candidates {
  readonly pinned: Int32Array;
  readonly others: Int32Array;
}

/**
 * Sorts the images of a pool by what a start says of them.
 *
 * @throws RangeError if an image is unknown or named twice
 */
export function candidatesOf(images: number, { initial, pinned = [], excluded = [] }: Start): Candidates {
  const isNamed = checkedImages(images, initial, pinned, excluded);
  const others = new Int32Array(images - initial.length - pinned.length - excluded.length);
  let count = 0;
  for (let image = 0; image < images; image++) if (isNamed[image] === 0) others[count++] = image;
  return { pinned: Int32Array.from(pinned).sort(), others };
}

/**
 * Marks of the images that some lists name: [N]
 *
 * @throws RangeError if an image is unknown or named twice
 */
export function checkedImages(images: number, ...lists: ArrayLike<number>[]): Uint8Array {
  const isNamed = new Uint8Array(images);
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const image = list[i] as number;
      if (isNamed[image] !== 0) throw new RangeError(`image ${image} is named twice, or is none of ${images}`);
      isNamed[image] = 1;
    }
  }
  return isNamed;
}
