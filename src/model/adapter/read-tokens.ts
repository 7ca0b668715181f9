import type { OnnxModel } from '../onnx/file.js';
import { makeIntegers, makeNode } from '../onnx/make.js';
import { tokensOf, type Analysis } from './analysis.js';
import { prune } from './flow.js';
import { FreshNames } from './names.js';
import { Trial, type Pictures, type PixelScale } from './trial.js';

/** What the file's own outputs for whole images read of the tokens before the patches. */
export type PrefixUse =
  /** An output for the whole image hangs on them: there is a CLS token. */
  | 'read'
  /** Every output for the whole image is made of patches alone. */
  | 'unread'
  /** There is no output for the whole image: all tokens are given. */
  | 'unknown';

/**
 * Finds whether the file's own summary of an image reads the tokens before the patches, by putting the first patch in their place.
 *
 * @param outputs the file's own outputs
 */
export async function prefixUse(
  model: OnnxModel,
  analysis: Analysis,
  outputs: readonly string[],
  pictures: Pictures,
  scale: PixelScale,
): Promise<PrefixUse> {
  const { grid, input, norm, stream, runs, images } = analysis;
  const tokens = tokensOf(stream);
  const summaries = outputs.filter((name) => {
    const shape = runs[0]?.get(name) ?? [];
    return shape[0] === images && shape.slice(1).filter((size) => size > 1).length === 1 && !shape.slice(1).includes(tokens);
  });
  if (grid.prefix === 0 || summaries.length === 0) return 'unknown';
  const hasTokens = (value: string): boolean =>
    (runs[0]?.get(value) ?? []).slice(0, -1).includes(tokens) && runs[0]?.get(value)?.length === 3;
  const value = hasTokens(norm.output) ? norm.output : stream.last;
  const axis = runs[0]?.get(value)?.indexOf(tokens) ?? -1;
  if (!hasTokens(value) || axis < 0) return 'unknown';

  const names = new FreshNames(model.graph);
  const [changed, order] = [names.fresh('changed'), names.fresh('order')];
  const rows = Array.from({ length: tokens }, (_, token) => Math.max(token, grid.prefix));
  const maker = model.graph.node.findIndex(({ output }) => output.includes(value));
  const graph = {
    ...model.graph,
    initializer: [...model.graph.initializer, makeIntegers(order, rows)],
    node: model.graph.node.flatMap((node, at) => {
      const own = at > maker ? { ...node, input: node.input.map((name) => (name === value ? changed : name)) } : node;
      return at === maker ? [own, makeNode('Gather', [value, order], [changed], { axis })] : [own];
    }),
  };
  const results: (readonly (ArrayLike<number> | undefined)[])[] = [];
  for (const own of [{ ...model.graph }, graph]) {
    prune(own, summaries);
    const trial = await Trial.open({ ...model, graph: own }, input, summaries);
    try {
      const run = await trial.run(pictures, scale);
      results.push(summaries.map((name) => run?.get(name)?.data));
    } finally {
      await trial.close();
    }
  }
  const [before = [], after = []] = results;
  const isOther = before.some((data, at) => {
    const other = after[at];
    return (
      data === undefined ||
      other === undefined ||
      Array.from(data).some((own, i) => Math.abs(own - (other[i] ?? NaN)) > 1e-6 * (1 + Math.abs(own)))
    );
  });
  return isOther ? 'read' : 'unread';
}
