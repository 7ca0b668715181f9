import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { writeOnnx, type OnnxModel } from '../onnx/file.js';
import { makeNode } from '../onnx/make.js';
import { runtime } from '../runtime.js';
import { halfToFloat } from './constants.js';
import type { ImageInput } from './image-input.js';
import { contractNames } from './image-input.js';
import type { Flow } from './flow.js';
import { refuse } from './refusal.js';

/** Numbers of a value with its shape. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Pictures for a trial: RGB, [images x height x width x 3], values 0..255. */
export interface Pictures {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** From a byte 0..255 of a channel to what the model is fed. */
export type PixelScale = (value: number, channel: number) => number;

/** Without knowledge of the model's range: values as of a normalised picture. */
export const usualScale: PixelScale = (value) => value / 64 - 2;

/** Runs a graph to see what it gives: shapes and numbers of any of its values. */
export class Trial {
  private constructor(
    private readonly session: InferenceSession,
    private readonly tensor: typeof Tensor,
    private readonly input: ImageInput,
    private readonly names: readonly string[],
  ) {}

  /**
   * @param values names of the values to be seen
   * @throws Refusal where the runtime cannot open the graph
   */
  static async open(
    model: OnnxModel,
    input: ImageInput,
    values: readonly string[],
    optimisation: 'disabled' | 'all' = 'disabled',
  ): Promise<Trial> {
    const ort = await runtime();
    const own = { ...model, graph: { ...model.graph, output: values.map((name) => ({ name, metadata: [], unknown: [] })) } };
    try {
      const session = await ort.InferenceSession.create(writeOnnx(own), {
        executionProviders: ['cpu'],
        graphOptimizationLevel: optimisation,
        interOpNumThreads: 1,
        logSeverityLevel: 4,
        enableCpuMemArena: false,
      });
      return new Trial(session, ort.Tensor, input, values);
    } catch (error) {
      if (/opset|IR_VERSION|ir_version|Unsupported model IR/i.test(String(error))) refuse('too-new', undefined, { cause: error });
      return refuse('not-runnable', wordsOf(error), { cause: error });
    }
  }

  /** Runs pictures; undefined where the model does not run at that size or number. */
  async run(pictures: Pictures, scale: PixelScale = usualScale): Promise<ReadonlyMap<string, Values> | undefined> {
    const { images, height, width } = pictures;
    const data = this.pixels(pictures, scale);
    const shape = this.input.layout === 'NCHW' ? [images, 3, height, width] : [images, height, width, 3];
    try {
      const outputs = await this.session.run({ [contractNames.input]: new this.tensor(this.input.type, data, shape) });
      return new Map(
        this.names.flatMap((name): [string, Values][] => {
          const own = outputs[name];
          return own ? [[name, { shape: own.dims, data: numbers(own) }]] : [];
        }),
      );
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.session.release();
  }

  private pixels({ images, height, width, pixels }: Pictures, scale: PixelScale): Float32Array | Uint8Array {
    const { layout, type } = this.input;
    const plane = height * width;
    const data = type === 'uint8' ? new Uint8Array(pixels.length) : new Float32Array(pixels.length);
    for (let image = 0; image < images; image += 1) {
      for (let i = 0; i < plane; i += 1) {
        for (let channel = 0; channel < 3; channel += 1) {
          const from = (image * plane + i) * 3 + channel;
          const to = layout === 'NHWC' ? from : (image * 3 + channel) * plane + i;
          const value = pixels[from] ?? 0;
          data[to] = type === 'uint8' ? value : scale(value, channel);
        }
      }
    }
    return data;
  }
}

/** The runtime's own words, without paths. */
export function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '')
    .replace(/\/\S+\.(cc|h):\d+\s*\S*/g, '')
    .replace(/[.\s]+$/, '')
    .slice(0, 160);
}

/** Numbers of a tensor; those of float16 come as their bits. */
function numbers({ data, type }: Tensor): ArrayLike<number> {
  if (type === 'float16') return Float32Array.from(data as Uint16Array, halfToFloat);
  if (data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array || data instanceof Uint8Array) return data;
  return Array.from(data as ArrayLike<number | bigint>, Number);
}

/** Operators whose outputs are no tensors. */
const notTensors = new Set([
  'SplitToSequence',
  'SequenceConstruct',
  'SequenceEmpty',
  'SequenceInsert',
  'SequenceErase',
  'SequenceMap',
  'Optional',
]);

/** Sees the shape of every data value of a graph: static inference, done by running. */
export class ShapeTrial {
  private constructor(
    private readonly trial: Trial,
    private readonly seen: ReadonlyMap<string, string>,
  ) {}

  static async open(model: OnnxModel, input: ImageInput, flow: Flow): Promise<ShapeTrial> {
    const seen = new Map<string, string>();
    for (const node of flow.nodes) {
      if (notTensors.has(node.operator)) continue;
      for (const name of node.output) if (flow.isData(name)) seen.set(name, `freesel/shape/${name}`);
    }
    const shapes = [...seen].map(([name, shape]) => makeNode('Shape', [name], [shape]));
    const graph = { ...model.graph, node: [...flow.nodes, ...shapes] };
    return new ShapeTrial(await Trial.open({ ...model, graph }, input, [...seen.values()]), seen);
  }

  /** Shapes by name; undefined where the model does not run at that size or number. */
  async run(pictures: Pictures): Promise<ReadonlyMap<string, readonly number[]> | undefined> {
    const values = await this.trial.run(pictures);
    if (!values) return undefined;
    return new Map(
      [...this.seen].flatMap(([name, shape]) => {
        const own = values.get(shape);
        return own ? [[name, Array.from(own.data)] as const] : [];
      }),
    );
  }

  close(): Promise<void> {
    return this.trial.close();
  }
}
