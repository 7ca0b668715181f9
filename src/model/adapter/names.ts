import type { GraphProto, NodeProto } from '../onnx/schema.js';

/** Inner graphs of a node: branches of If, bodies of Loop and Scan. */
export const innerGraphs = (node: NodeProto): GraphProto[] => node.attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs));

/** Values that a node reads: its inputs, and what its inner graphs take from outside. */
export function readsOf(node: NodeProto): string[] {
  const own = node.input.filter((name) => name !== '');
  const inner = innerGraphs(node);
  return inner.length === 0 ? own : [...new Set([...own, ...inner.flatMap(takenFromOutside)])];
}

function takenFromOutside(graph: GraphProto): string[] {
  const inside = new Set([
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.node.flatMap(({ output }) => output),
  ]);
  const taken = [...graph.node.flatMap(readsOf), ...graph.output.map(({ name }) => name)];
  return taken.filter((name) => !inside.has(name));
}

/** Renames values everywhere in a graph, inner graphs included. */
export function renameValues(graph: GraphProto, names: ReadonlyMap<string, string>): void {
  if (names.size === 0) return;
  const renamed = (name: string): string => names.get(name) ?? name;
  for (const list of [graph.input, graph.output, graph.valueInfo]) for (const value of list) value.name = renamed(value.name);
  for (const tensor of graph.initializer) if (tensor.name !== undefined) tensor.name = renamed(tensor.name);
  for (const { values } of graph.sparseInitializer) if (values?.name !== undefined) values.name = renamed(values.name);
  for (const node of graph.node) {
    node.input = node.input.map(renamed);
    node.output = node.output.map(renamed);
    for (const inner of innerGraphs(node)) renameValues(inner, names);
  }
}

/** Names that no value of a graph has. */
export class FreshNames {
  private readonly taken: Set<string>;
  private next = 0;

  constructor(graph: GraphProto) {
    this.taken = new Set(allNames(graph));
  }

  fresh(hint: string): string {
    for (;;) {
      const name = `freesel/${hint}_${this.next}`;
      this.next += 1;
      if (this.taken.has(name)) continue;
      this.taken.add(name);
      return name;
    }
  }
}

function allNames(graph: GraphProto): string[] {
  return [
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name ?? ''),
    ...graph.sparseInitializer.map(({ values }) => values?.name ?? ''),
    ...graph.node.flatMap((node) => [...node.input, ...node.output, ...innerGraphs(node).flatMap(allNames)]),
  ];
}
