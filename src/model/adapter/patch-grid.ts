import type { OnnxModel } from '../onnx/file.js';
import { prune } from './flow.js';
import type { ImageInput } from './image-input.js';
import { noisePictures } from './pictures.js';
import { refuse } from './refusal.js';
import type { TokenLayout } from './token-layout.js';
import { Trial, type Pictures } from './trial.js';

/** Which tokens belong to which part of the image. */
export interface PatchGrid {
  readonly rows: number;
  readonly columns: number;
  /** Tokens before those of the patches: CLS, distillation, registers. */
  readonly prefix: number;
  /** Tokens after them. */
  readonly suffix: number;
}

/** A place in the image by its share of height and width, 0..1. */
interface Place {
  readonly y: number;
  readonly x: number;
}

/** Finds the grid of patches by changing small parts of an image and looking which token changes: nothing is taken from the file's words. */
export class GridTrial {
  private constructor(
    private readonly trial: Trial,
    private readonly embedded: string,
    private readonly layout: TokenLayout,
    private readonly images: number,
  ) {}

  /**
   * @param embedded value of the tokens before the first block
   * @param images in a run, where the file fixes it; else 2
   */
  static async open(model: OnnxModel, input: ImageInput, embedded: string, layout: TokenLayout, images: number): Promise<GridTrial> {
    const graph = { ...model.graph };
    prune(graph, [embedded]);
    return new GridTrial(await Trial.open({ ...model, graph }, input, [embedded]), embedded, layout, images);
  }

  close(): Promise<void> {
    return this.trial.close();
  }

  /**
   * The grid at an image size: corners tell rows, columns and prefix, places in between have to fit.
   *
   * @throws Refusal where tokens do not follow the patches row by row
   */
  async grid(height: number, width: number): Promise<PatchGrid> {
    const still = await this.tokens(noisePictures(1, height, width, 7));
    const changed = async (place: Place): Promise<number> =>
      mostChanged(still, await this.tokens(withSpot(noisePictures(1, height, width, 7), place)), this.layout.width);
    const first = await changed({ y: 0, x: 0 });
    const end = { y: 1, x: 1 };
    const [right, below, last] = [await changed({ ...end, y: 0 }), await changed({ ...end, x: 0 }), await changed(end)];
    const columns = right - first + 1;
    const rows = (last - first + 1) / columns;
    const tokens = still.length / this.layout.width;
    const isGrid = columns > 0 && Number.isInteger(rows) && rows > 0 && below === first + (rows - 1) * columns;
    if (!isGrid || rows * columns < 2) refuse('no-grid');
    for (const [row, column] of inBetween(rows, columns)) {
      const token = await changed({ y: (row + 0.5) / rows, x: (column + 0.5) / columns });
      if (token !== first + row * columns + column) refuse('no-grid');
    }
    return { rows, columns, prefix: first, suffix: tokens - last - 1 };
  }

  /** Embedded tokens of the first image of a run: [tokens x width]. */
  private async tokens(picture: Pictures): Promise<Float32Array> {
    const { height, width } = picture;
    const pixels = new Uint8Array(this.images * picture.pixels.length);
    for (let i = 0; i < this.images; i += 1) pixels.set(picture.pixels, i * picture.pixels.length);
    const values = (await this.trial.run({ images: this.images, height, width, pixels }))?.get(this.embedded);
    if (!values) return refuse('not-this-size', `${height} x ${width}`);
    const [tokenAxis, count] =
      this.layout.kind === 'apart' ? [this.layout.tokenAxis, values.shape[this.layout.tokenAxis] ?? 0] : [1, this.layout.tokens];
    const step = tokenAxis === 1 ? 1 : this.images;
    const { width: size } = this.layout;
    const own = new Float32Array(count * size);
    for (let token = 0; token < count; token += 1)
      for (let k = 0; k < size; k += 1) own[token * size + k] = values.data[token * step * size + k] ?? NaN;
    return own;
  }
}

/** Turns the pixel at a place to its opposite, with its neighbours, as far as they belong to no other patch of 4 x 4. */
function withSpot(picture: Pictures, { y, x }: Place): Pictures {
  const { height, width, pixels } = picture;
  const at = (share: number, size: number): number => Math.min(size - 1, Math.floor(share * size));
  const from = { y: Math.min(at(y, height), height - 2), x: Math.min(at(x, width), width - 2) };
  for (let row = from.y; row < from.y + 2; row += 1)
    for (let column = from.x; column < from.x + 2; column += 1)
      for (let channel = 0; channel < 3; channel += 1) {
        const i = (row * width + column) * 3 + channel;
        const value = pixels[i] ?? 0;
        pixels[i] = value < 128 ? 255 : 0;
      }
  return picture;
}

function mostChanged(before: Float32Array, after: Float32Array, width: number): number {
  let most = -1;
  let greatest = 0;
  for (let token = 0; token * width < before.length; token += 1) {
    let change = 0;
    for (let k = token * width; k < (token + 1) * width; k += 1) change += ((before[k] ?? 0) - (after[k] ?? 0)) ** 2;
    if (change > greatest) {
      greatest = change;
      most = token;
    }
  }
  return most < 0 ? refuse('no-grid') : most;
}

/** Some places of a grid that are no corners, spread over it: at most ten. */
function inBetween(rows: number, columns: number): [row: number, column: number][] {
  const places: [number, number][] = [];
  for (let i = 1; i <= 10; i += 1) places.push([(i * 7) % rows, (i * 5 + Math.floor(i / 2)) % columns]);
  const seen = new Set<string>();
  return places.filter(([row, column]) => !seen.has(`${row},${column}`) && seen.add(`${row},${column}`));
}
