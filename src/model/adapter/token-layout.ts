import type { Shapes } from './attentions.js';
import { refuse } from './refusal.js';

/** How the stream of tokens lies in memory. */
export type TokenLayout =
  /** [images x tokens x width] or, with `tokenAxis` 0, [tokens x images x width]. */
  | { readonly kind: 'apart'; readonly tokenAxis: 0 | 1; readonly width: number }
  /** [(images x tokens) x width] */
  | { readonly kind: 'together'; readonly tokens: number; readonly width: number };

/**
 * @param runs shapes in runs of different numbers of images, the first of `images`; one run where the file fixes the number
 */
export function layoutOf(value: string, tokens: number, images: number, runs: readonly Shapes[]): TokenLayout {
  const [shape, other] = runs.map((shapes) => shapes.get(value) ?? []);
  if (!shape) return refuse('no-residual');
  const width = shape.at(-1) ?? 0;
  if (shape.length === 2 && shape[0] === images * tokens) return { kind: 'together', tokens, width };
  if (shape.length !== 3) return refuse('no-residual', `${shape.length} dimensions`);
  const isTokens = (axis: 0 | 1): boolean => shape[axis] === tokens && (other === undefined || other[axis] === tokens);
  if (isTokens(1)) return { kind: 'apart', tokenAxis: 1, width };
  return isTokens(0) ? { kind: 'apart', tokenAxis: 0, width } : refuse('no-residual');
}

/** What the leading axes of attention weights are. */
export interface WeightsLayout {
  readonly rank: number;
  /** Axis of the images; `together` where heads are counted with them, images first. */
  readonly imageAxis: number;
  readonly together: boolean;
  readonly heads: number;
}

/** @param runs as for `layoutOf` */
export function weightsLayoutOf(value: string, images: number, runs: readonly Shapes[]): WeightsLayout {
  const [shape = [], other] = runs.map((shapes) => shapes.get(value) ?? []);
  const rank = shape.length;
  const leading = shape.slice(0, -2);
  const changing = leading.flatMap((size, axis) => (other && other[axis] !== size ? [axis] : []));
  // With a fixed number of images its axis is the first of that size, or the first that it divides.
  const [imageAxis = Math.max(0, leading.indexOf(images))] = changing;
  if (changing.length > 1) return refuse('no-residual');
  const merged = (leading[imageAxis] ?? 0) / images;
  const others = leading.reduce((product, size, axis) => (axis === imageAxis ? product : product * size), 1);
  if (!Number.isInteger(merged) || merged < 1) return refuse('no-residual');
  if (merged > 1 && rank !== 3) return refuse('no-residual');
  return { rank, imageAxis, together: rank === 3 && leading.length === 1 && (merged > 1 || others === 1), heads: merged * others };
}
