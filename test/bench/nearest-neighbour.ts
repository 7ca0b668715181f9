/** How often the nearest neighbour has the right class. */
export interface Accuracy {
  /** Share of the images: 0..1. */
  readonly overall: number;
  /** Mean over the classes of their own shares, so that a small class counts as much as a large one: 0..1. */
  readonly balanced: number;
}

/** Vectors of unit length as rows [images x width], with the class of each. */
export interface Labelled {
  readonly vectors: Float32Array;
  readonly width: number;
  readonly classes: readonly string[];
}

function product({ vectors, width }: Labelled, a: number, b: number): number {
  let sum = 0;
  for (let i = 0, at = a * width, to = b * width; i < width; i += 1) sum += (vectors[at + i] as number) * (vectors[to + i] as number);
  return sum;
}

function accuracy(classes: readonly string[], isRight: (image: number) => boolean, images: readonly number[]): Accuracy {
  const counts = new Map<string, { right: number; all: number }>();
  let right = 0;
  for (const image of images) {
    const name = classes[image] ?? '';
    const own = counts.get(name) ?? { right: 0, all: 0 };
    counts.set(name, own);
    own.all += 1;
    if (!isRight(image)) continue;
    own.right += 1;
    right += 1;
  }
  let shares = 0;
  for (const own of counts.values()) shares += own.right / own.all;
  return { overall: images.length > 0 ? right / images.length : 0, balanced: counts.size > 0 ? shares / counts.size : 0 };
}

/** Leave-one-out: every image gets the class of its nearest other image (by cosine; ties: the lowest image). Needs two images. */
export function leaveOneOut(labelled: Labelled): Accuracy {
  const { classes } = labelled;
  const nearest = new Int32Array(classes.length).fill(-1);
  const greatest = new Float64Array(classes.length).fill(-Infinity);
  for (let a = 0; a < classes.length; a += 1) {
    for (let b = a + 1; b < classes.length; b += 1) {
      const cosine = product(labelled, a, b);
      if (cosine > (greatest[a] as number)) [greatest[a], nearest[a]] = [cosine, b];
      if (cosine > (greatest[b] as number)) [greatest[b], nearest[b]] = [cosine, a];
    }
  }
  return accuracy(classes, (image) => classes[nearest[image] ?? -1] === classes[image], [...classes.keys()]);
}

/** Every image but the chosen ones gets the class of the nearest chosen one (ties: the first of them): what so many labels are good for. */
export function fromChosen(labelled: Labelled, chosen: readonly number[]): Accuracy {
  const { classes } = labelled;
  const taken = new Set(chosen);
  const nearest = (image: number): number => {
    let best = -1;
    let greatest = -Infinity;
    for (const own of chosen) {
      const cosine = product(labelled, image, own);
      if (cosine > greatest) [greatest, best] = [cosine, own];
    }
    return best;
  };
  return accuracy(
    classes,
    (image) => classes[nearest(image)] === classes[image],
    [...classes.keys()].filter((image) => !taken.has(image)),
  );
}
