import type * as Ort from 'onnxruntime-node';

/** The execution runtime, loaded when it is first needed: commands that run no model start without it. */
export async function runtime(): Promise<typeof Ort> {
  const loaded: typeof Ort & { readonly default?: typeof Ort } = await import('onnxruntime-node');
  // A CommonJS package: its names stand on the module or on its default, depending on who loads it.
  return loaded.default ?? loaded;
}

/** Version of the runtime, as written into a selection's `run`. */
export async function runtimeVersion(): Promise<string> {
  const ort = await runtime();
  return ort.env.versions.node ?? ort.env.versions.common;
}
