import type { OnnxModel } from '../onnx/file.js';
import type { Attribute, FunctionProto, GraphProto, NodeProto } from '../onnx/schema.js';
import { FreshNames, innerGraphs } from './names.js';
import { refuse } from './refusal.js';

/** Functions in functions: no exporter nests deeper, and a function that calls itself is none. */
const deepest = 32;

/**
 * Puts the bodies of model-local functions in the place of the nodes that call them, so that the graph has operators only.
 * Operator sets that only functions name are added to the model's.
 */
export function inlineFunctions(model: OnnxModel): void {
  if (model.functions.length === 0) return;
  const functions = new Map(model.functions.map((own) => [key(own.domain, own.name, own.overload), own]));
  for (const { operatorSets } of model.functions) {
    for (const set of operatorSets)
      if (!model.operatorSets.some((own) => domain(own.domain) === domain(set.domain))) model.operatorSets.push(set);
  }
  const names = new FreshNames(model.graph);
  inlineIn(model.graph, functions, names, 0);
  model.functions = [];
}

const domain = (own: string | undefined): string => (own === 'ai.onnx' ? '' : (own ?? ''));
const key = (own: string | undefined, name: string, overload: string | undefined): string => `${domain(own)}\n${name}\n${overload ?? ''}`;

function inlineIn(graph: GraphProto, functions: ReadonlyMap<string, FunctionProto>, names: FreshNames, depth: number): void {
  if (depth > deepest) refuse('not-runnable', 'functions that call themselves');
  graph.node = graph.node.flatMap((node) => {
    for (const inner of innerGraphs(node)) inlineIn(inner, functions, names, depth + 1);
    const body = functions.get(key(node.domain, node.operator, node.overload));
    return body ? bodyOf(node, body, functions, names, depth + 1) : [node];
  });
}

/** The nodes of a function with the values and attributes of one call. */
function bodyOf(
  call: NodeProto,
  body: FunctionProto,
  functions: ReadonlyMap<string, FunctionProto>,
  names: FreshNames,
  depth: number,
): NodeProto[] {
  const values = new Map<string, string>();
  for (const [at, name] of body.input.entries()) values.set(name, call.input[at] ?? '');
  // An output may be an input of the function as it is: then a copy takes the call's name.
  const passed: NodeProto[] = [];
  for (const [at, name] of body.output.entries()) {
    const wanted = call.output[at] ?? '';
    if (wanted === '') continue;
    const known = values.get(name);
    if (known === undefined) values.set(name, wanted);
    else passed.push({ operator: 'Identity', input: [known], output: [wanted], attribute: [], metadata: [], unknown: [] });
  }
  const given = new Map([...body.defaults, ...call.attribute].map((own) => [own.name, own]));
  const nodes = body.node.map((node) => instance(node, values, given, names));
  const graph: GraphProto = {
    node: nodes,
    initializer: [],
    input: [],
    output: [],
    valueInfo: [],
    sparseInitializer: [],
    metadata: [],
    unknown: [],
  };
  inlineIn(graph, functions, names, depth);
  return [...graph.node, ...passed];
}

function instance(node: NodeProto, values: Map<string, string>, given: ReadonlyMap<string, Attribute>, names: FreshNames): NodeProto {
  const valueOf = (name: string): string => {
    if (name === '') return '';
    const known = values.get(name);
    if (known !== undefined) return known;
    const fresh = names.fresh('inner');
    values.set(name, fresh);
    return fresh;
  };
  const attribute = node.attribute.flatMap((own): Attribute[] => {
    if (own.refName !== undefined && own.refName !== '') {
      const value = given.get(own.refName);
      return value ? [{ ...value, name: own.name }] : [];
    }
    return [
      {
        ...own,
        ...(own.g && { g: innerInstance(own.g, values, given, names) }),
        graphs: own.graphs.map((g) => innerInstance(g, values, given, names)),
      },
    ];
  });
  // Names of nodes have to differ; a node need have none.
  return { ...node, name: '', input: node.input.map(valueOf), output: node.output.map(valueOf), attribute };
}

/** An inner graph of a function: its own values are renamed like the others, so that two calls do not share them. */
function innerInstance(
  graph: GraphProto,
  outer: ReadonlyMap<string, string>,
  given: ReadonlyMap<string, Attribute>,
  names: FreshNames,
): GraphProto {
  const values = new Map(outer);
  for (const { name } of [...graph.input, ...graph.initializer]) if (name !== undefined) values.set(name, names.fresh('inner'));
  const renamed = (name: string): string => values.get(name) ?? name;
  const node = graph.node.map((own) => instance(own, values, given, names));
  return {
    ...graph,
    node,
    input: graph.input.map((own) => ({ ...own, name: renamed(own.name) })),
    initializer: graph.initializer.map((own) => ({ ...own, name: renamed(own.name ?? '') })),
    output: graph.output.map((own) => ({ ...own, name: renamed(own.name) })),
    valueInfo: [],
  };
}
