/**
 * A linear probe: what so many labels are good for. Multinomial logistic regression with an intercept, C = 30, every class counting the same, as
 * scikit-learn's LogisticRegression(C=30, class_weight='balanced') defines it.
 *
 * The weights lie in the span of the labelled images, so everything is said in their Gram matrix: coordinates in that span by its Cholesky factor, where few
 * images make a small problem whatever the width of the features.
 */
const C = 30;
/** Greatest gradient, as a share of what the labelled images can pull with together, at which the solution counts as found. */
const TOLERANCE = 1e-5;
const MOST_STEPS = 1000;
const MEMORY = 10;

/** Gram matrix of all images of a pool: [n x n]. */
export interface Gram {
  readonly values: Float32Array;
  readonly images: number;
}

/** A fitted probe in the terms of its labelled images. */
export interface Fitted {
  /** Weight of each labelled image for each class: [n x k] */
  readonly coefficients: Float64Array;
  readonly intercepts: Float64Array;
}

/**
 * Lower factor of a Gram matrix. An image that lies in the span of those before it (a duplicate) gets no axis of its own: its column is 0.
 *
 * @param gram [n x n]
 * @returns [n x n]
 */
export function choleskyOf(gram: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = gram[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] as number) * (lower[j * n + k] as number);
      const pivot = lower[j * n + j] as number;
      // What single precision leaves of a difference of equal products is no axis.
      if (i === j) lower[i * n + i] = sum > 1e-6 * (gram[i * n + i] as number) ? Math.sqrt(sum) : 0;
      else lower[i * n + j] = pivot > 0 ? sum / pivot : 0;
    }
  }
  return lower;
}

/** Value and gradient of the regularised loss. */
class Loss {
  private readonly scores: Float64Array;
  private readonly pull: Float64Array;
  private readonly weights: Float64Array;
  /** Two classes share one score in scikit-learn, so their penalty counts twice. */
  private readonly penalty: number;
  readonly size: number;

  /**
   * @param lower rows are the coordinates of the labelled images: [n x n]
   * @param targets class of each, 0 to k - 1
   */
  constructor(
    private readonly lower: Float64Array,
    private readonly targets: Int32Array,
    private readonly k: number,
  ) {
    const n = targets.length;
    this.size = (n + 1) * k;
    this.scores = new Float64Array(n * k);
    this.pull = new Float64Array(k);
    this.penalty = k === 2 ? 2 : 1;
    const counts = new Float64Array(k);
    for (const target of targets) counts[target] = (counts[target] as number) + 1;
    this.weights = Float64Array.from(targets, (target) => (C * n) / k / (counts[target] as number));
  }

  /** @param at weights [n x k], then intercepts [k]; `gradient` is filled in the same order */
  evaluate(at: Float64Array, gradient: Float64Array): number {
    const { lower, targets, k, scores, weights, penalty, pull } = this;
    const n = targets.length;
    let value = 0;
    for (let i = 0; i < n * k; i++) {
      value += 0.5 * penalty * (at[i] as number) ** 2;
      gradient[i] = penalty * (at[i] as number);
    }
    gradient.fill(0, n * k);
    for (let i = 0; i < n; i++) {
      const from = i * k;
      for (let c = 0; c < k; c++) scores[from + c] = at[n * k + c] as number;
      for (let j = 0; j <= i; j++) {
        const own = lower[i * n + j] as number;
        for (let c = 0; c < k; c++) scores[from + c] = (scores[from + c] as number) + own * (at[j * k + c] as number);
      }
      let greatest = -Infinity;
      for (let c = 0; c < k; c++) greatest = Math.max(greatest, scores[from + c] as number);
      let sum = 0;
      for (let c = 0; c < k; c++) sum += pull[c] = Math.exp((scores[from + c] as number) - greatest);
      const weight = weights[i] as number;
      const target = targets[i] as number;
      value += weight * (greatest + Math.log(sum) - (scores[from + target] as number));
      for (let c = 0; c < k; c++) {
        const own = weight * ((pull[c] as number) / sum - (c === target ? 1 : 0));
        pull[c] = own;
        gradient[n * k + c] = (gradient[n * k + c] as number) + own;
      }
      for (let j = 0; j <= i; j++) {
        const own = lower[i * n + j] as number;
        for (let c = 0; c < k; c++) gradient[j * k + c] = (gradient[j * k + c] as number) + own * (pull[c] as number);
      }
    }
    return value;
  }
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
};
const addTo = (a: Float64Array, scale: number, b: Float64Array): void => {
  for (let i = 0; i < a.length; i++) a[i] = (a[i] as number) + scale * (b[i] as number);
};

/** Minimum of a smooth convex function by L-BFGS (Nocedal 1980) with backtracking, from 0. */
function minimum(loss: Loss, tolerance: number): Float64Array {
  let at = new Float64Array(loss.size);
  let gradient = new Float64Array(loss.size);
  let value = loss.evaluate(at, gradient);
  const past: { step: Float64Array; change: Float64Array; curvature: number }[] = [];
  for (let round = 0; round < MOST_STEPS && gradient.some((own) => Math.abs(own) > tolerance); round++) {
    const direction = gradient.map((own) => -own);
    const shares = [...past].reverse().map(({ step, change, curvature }) => {
      const share = dot(step, direction) / curvature;
      addTo(direction, -share, change);
      return share;
    });
    const last = past.at(-1);
    const scale = last ? last.curvature / dot(last.change, last.change) : 1 / Math.sqrt(dot(gradient, gradient));
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * scale;
    past.forEach(({ step, change, curvature }, i) =>
      addTo(direction, (shares[past.length - 1 - i] as number) - dot(change, direction) / curvature, step),
    );
    const slope = dot(gradient, direction);
    const newGradient = new Float64Array(loss.size);
    let next = at;
    let newValue = Infinity;
    for (let length = 1; length > 1e-10; length /= 2) {
      next = at.slice();
      addTo(next, length, direction);
      newValue = loss.evaluate(next, newGradient);
      if (newValue <= value + 1e-4 * length * slope) break;
    }
    if (!(newValue < value)) break;
    const step = next.map((own, i) => own - (at[i] as number));
    const change = newGradient.map((own, i) => own - (gradient[i] as number));
    const curvature = dot(step, change);
    if (curvature > 0) past.push({ step, change, curvature });
    if (past.length > MEMORY) past.shift();
    [at, gradient, value] = [next, newGradient, newValue];
  }
  return at;
}

/**
 * Fits the probe on labelled images.
 *
 * @param gram Gram matrix of the labelled images: [n x n]
 * @param targets class of each, 0 to k - 1, every class at least once
 * @param k at least 2
 */
export function fitProbe(gram: Float64Array, targets: Int32Array, k: number): Fitted {
  const n = targets.length;
  const lower = choleskyOf(gram, n);
  const found = minimum(new Loss(lower, targets, k), TOLERANCE * C * n);
  const coefficients = found.slice(0, n * k);
  // From coordinates back to images: the transposed factor is solved from below.
  for (let i = n - 1; i >= 0; i--) {
    const pivot = lower[i * n + i] as number;
    for (let c = 0; c < k; c++) coefficients[i * k + c] = pivot > 0 ? (coefficients[i * k + c] as number) / pivot : 0;
    for (let j = 0; j < i; j++) {
      const own = lower[i * n + j] as number;
      for (let c = 0; c < k; c++) coefficients[j * k + c] = (coefficients[j * k + c] as number) - own * (coefficients[i * k + c] as number);
    }
  }
  return { coefficients, intercepts: found.slice(n * k) };
}

/**
 * Balanced accuracy, 0 to 1, of a probe that is trained on some images and tested on others: the mean over the classes of the test of the share that is right.
 * Where only one class has labels, that class is the answer to everything.
 *
 * @param gram Gram matrix of all images
 * @param labels class of every image
 */
export function balancedAccuracy(gram: Gram, labels: readonly string[], chosen: readonly number[], test: ArrayLike<number>): number {
  const classes = [...new Set(chosen.map((image) => labels[image] ?? ''))].sort();
  const answers = classes.length > 1 ? answersOf(gram, labels, classes, chosen, test) : new Int32Array(test.length);
  const right = new Map<string, [right: number, all: number]>();
  for (let i = 0; i < test.length; i++) {
    const label = labels[test[i] as number] ?? '';
    const own = right.get(label) ?? [0, 0];
    right.set(label, [own[0] + (classes[answers[i] as number] === label ? 1 : 0), own[1] + 1]);
  }
  let sum = 0;
  for (const [count, all] of right.values()) sum += count / all;
  return right.size > 0 ? sum / right.size : 0;
}

function answersOf(
  { values, images }: Gram,
  labels: readonly string[],
  classes: readonly string[],
  chosen: readonly number[],
  test: ArrayLike<number>,
): Int32Array {
  const [n, k] = [chosen.length, classes.length];
  const own = new Float64Array(n * n);
  chosen.forEach((a, i) => {
    chosen.forEach((b, j) => (own[i * n + j] = values[a * images + b] as number));
  });
  const targets = Int32Array.from(chosen, (image) => classes.indexOf(labels[image] ?? ''));
  const { coefficients, intercepts } = fitProbe(own, targets, k);
  const scores = new Float64Array(k);
  return Int32Array.from({ length: test.length }, (_, t) => {
    const row = (test[t] as number) * images;
    scores.set(intercepts);
    for (let i = 0; i < n; i++) {
      const product = values[row + (chosen[i] as number)] as number;
      for (let c = 0; c < k; c++) scores[c] = (scores[c] as number) + product * (coefficients[i * k + c] as number);
    }
    return scores.reduce((best, score, c) => (score > (scores[best] as number) ? c : best), 0);
  });
}
