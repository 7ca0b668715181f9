import { inputsOf } from '../onnx/head.js';
import type { GraphProto, NodeProto } from '../onnx/schema.js';
import { readsOf } from './names.js';
import { refuse } from './refusal.js';

/** Operators that look at the shape of a value, not at what is in it. */
const shapeReaders = new Set(['Shape', 'Size']);

/** Operators that hand a value on as it is, but for its precision. */
const handingOn = new Set(['Identity', 'Cast', 'CastLike', 'Dropout', 'QuantizeLinear', 'DequantizeLinear', 'StopGradient']);

/**
 * How values follow from each other in a graph. `data` values are those that depend on what the image shows; constants, and what follows from
 * shapes alone, are none.
 */
export class Flow {
  /** Nodes, each after those whose values it reads. */
  readonly nodes: readonly NodeProto[];
  private readonly producers = new Map<string, NodeProto>();
  private readonly readers = new Map<string, NodeProto[]>();
  private readonly order = new Map<NodeProto, number>();
  private readonly data: Set<string>;

  constructor(
    readonly graph: GraphProto,
    image: string,
  ) {
    for (const node of graph.node) for (const name of node.output) if (name !== '') this.producers.set(name, node);
    this.nodes = sorted(graph.node, this.producers);
    for (const [at, node] of this.nodes.entries()) {
      this.order.set(node, at);
      for (const name of readsOf(node)) {
        const own = this.readers.get(name);
        if (own) own.push(node);
        else this.readers.set(name, [node]);
      }
    }
    this.data = this.after(image);
    this.data.add(image);
  }

  producer(value: string): NodeProto | undefined {
    return this.producers.get(value);
  }

  consumers(value: string): readonly NodeProto[] {
    return this.readers.get(value) ?? [];
  }

  place(node: NodeProto): number {
    return this.order.get(node) ?? -1;
  }

  isData(value: string | undefined): value is string {
    return value !== undefined && this.data.has(value);
  }

  /** Whether a value is the same whatever the image shows. */
  isConstant(value: string): boolean {
    return !this.data.has(value);
  }

  /** Every value that depends on a value's content. */
  after(value: string): Set<string> {
    const found = new Set<string>();
    const open = [value];
    for (let own = open.pop(); own !== undefined; own = open.pop()) {
      for (const node of this.consumers(own)) {
        if (shapeReaders.has(node.operator)) continue;
        for (const name of node.output) {
          if (name === '' || found.has(name)) continue;
          found.add(name);
          open.push(name);
        }
      }
    }
    return found;
  }

  /** Every value whose content a value depends on. */
  before(value: string): Set<string> {
    const found = new Set<string>();
    const open = [value];
    for (let own = open.pop(); own !== undefined; own = open.pop()) {
      const node = this.producers.get(own);
      if (!node || shapeReaders.has(node.operator)) continue;
      for (const name of readsOf(node)) {
        if (found.has(name) || !this.data.has(name)) continue;
        found.add(name);
        open.push(name);
      }
    }
    return found;
  }

  /** The value that this one is a copy of, apart from precision. */
  origin(value: string): string {
    for (let own = value; ;) {
      const node = this.producers.get(own);
      const [from] = node?.input ?? [];
      if (!node || from === undefined || !handingOn.has(node.operator) || node.output[0] !== own) return own;
      own = from;
    }
  }

  /** The node that makes a value, behind copies of it. */
  maker(value: string | undefined): NodeProto | undefined {
    return value === undefined ? undefined : this.producers.get(this.origin(value));
  }

  /** Nodes that read a value or a copy of it, copying ones left out, in the order of the graph. */
  readersOf(value: string): NodeProto[] {
    const found = new Set<NodeProto>();
    const seen = new Set([value]);
    const open = [value];
    for (let own = open.pop(); own !== undefined; own = open.pop()) {
      for (const node of this.consumers(own)) {
        const [copy] = node.output;
        if (!handingOn.has(node.operator) || node.input[0] !== own) found.add(node);
        else if (copy !== undefined && !seen.has(copy)) {
          seen.add(copy);
          open.push(copy);
        }
      }
    }
    return [...found].sort((a, b) => this.place(a) - this.place(b));
  }
}

function sorted(nodes: readonly NodeProto[], producers: ReadonlyMap<string, NodeProto>): NodeProto[] {
  const done = new Set<NodeProto>();
  const under = new Set<NodeProto>();
  const result: NodeProto[] = [];
  for (const start of nodes) {
    const stack = [start];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      if (done.has(node)) {
        stack.pop();
        continue;
      }
      const open = readsOf(node).flatMap((name) => {
        const own = producers.get(name);
        return own && own !== node && !done.has(own) ? [own] : [];
      });
      if (open.length === 0) {
        done.add(node);
        result.push(node);
        stack.pop();
      } else if (under.has(node)) refuse('not-runnable', 'its graph has a cycle');
      else {
        under.add(node);
        stack.push(...open);
      }
    }
  }
  return result;
}

/** Cuts a graph down to what some of its values need. Weights, inputs and declared shapes that nothing needs go, too. */
export function prune(graph: GraphProto, wanted: readonly string[]): void {
  const producers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const needed = new Set<string>(wanted);
  const kept = new Set<NodeProto>();
  const open = [...wanted];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = producers.get(name);
    if (!node || kept.has(node)) continue;
    kept.add(node);
    for (const read of readsOf(node)) {
      if (needed.has(read)) continue;
      needed.add(read);
      open.push(read);
    }
  }
  graph.node = graph.node.filter((node) => kept.has(node));
  graph.initializer = graph.initializer.filter(({ name }) => name !== undefined && needed.has(name));
  graph.sparseInitializer = graph.sparseInitializer.filter(({ values }) => values?.name !== undefined && needed.has(values.name));
  const inputs = new Set(inputsOf(graph));
  graph.input = graph.input.filter((value) => inputs.has(value) && needed.has(value.name));
  graph.valueInfo = [];
}
