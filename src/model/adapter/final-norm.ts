import type { Attentions } from './attentions.js';
import type { Flow } from './flow.js';
import type { Norm } from './norms.js';
import { refuse } from './refusal.js';
import type { ResidualStream } from './residual-stream.js';

/** Operators that choose rows of tokens or take their mean, and leave a token's numbers together. */
const choosing = new Set([
  'Gather',
  'GatherND',
  'Slice',
  'Split',
  'Squeeze',
  'Unsqueeze',
  'Reshape',
  'Flatten',
  'Transpose',
  'ReduceMean',
  'ReduceSum',
  'GlobalAveragePool',
  'AveragePool',
]);

/**
 * The norm on the way from the last block to the output: of all tokens, of the CLS row alone, or of the mean of the patches.
 *
 * @throws Refusal where there is none, or several that differ
 */
export function findFinalNorm(flow: Flow, norms: readonly Norm[], stream: ResidualStream, { hasOblong }: Attentions): Norm {
  const seen = new Set<string>();
  let open = [flow.origin(stream.last)];
  let joinsOthers = false;
  while (open.length > 0) {
    const here = norms.filter(({ input }) => open.includes(flow.origin(input)));
    const [first] = here;
    if (first) {
      if (here.some(({ scale, bias }) => scale !== first.scale || bias !== first.bias))
        refuse('final-norm', { en: 'there are several that differ', ja: '異なるものが複数あります' });
      return first;
    }
    const next: string[] = [];
    for (const value of open) {
      seen.add(value);
      for (const node of flow.readersOf(value)) {
        if (node.operator === 'Concat') joinsOthers = true;
        if (!choosing.has(node.operator) && !isMeanByConstant(node.operator)) continue;
        for (const output of node.output) if (flow.isData(output) && !seen.has(output)) next.push(output);
      }
    }
    open = next;
  }
  return refuse(joinsOthers && hasOblong ? 'class-attention' : 'final-norm');
}

/** The quotient or product of a mean that is spelt as a sum. */
const isMeanByConstant = (operator: string): boolean => operator === 'Div' || operator === 'Mul';
