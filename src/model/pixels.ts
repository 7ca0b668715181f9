import type { ModelInput } from './contract.js';

/**
 * Turns decoded pixels into the model's input: `(x / 255 - mean) / std` and the layout that the model wants (algorithm, section 2.1).
 * The 256 x 3 possible values are computed once.
 */
export class PixelInput {
  private readonly values: Float32Array;

  constructor(private readonly input: ModelInput) {
    this.values = new Float32Array(3 * 256);
    for (let channel = 0; channel < 3; channel += 1) {
      for (let value = 0; value < 256; value += 1) {
        this.values[channel * 256 + value] =
          input.range === '0..255' ? value : (value / 255 - (input.mean[channel] ?? 0)) / (input.std[channel] ?? 1);
      }
    }
  }

  /** Numbers of one image. */
  get size(): number {
    return 3 * this.input.height * this.input.width;
  }

  /** A batch of `images` images of zeros, to be filled. */
  batch(images: number): Float32Array | Uint8Array {
    return this.input.type === 'uint8' ? new Uint8Array(images * this.size) : new Float32Array(images * this.size);
  }

  /** Writes the pixels of one image (RGB, [height x width x 3]) as image `at` of a batch. */
  write(pixels: Uint8Array, batch: Float32Array | Uint8Array, at: number): void {
    const { values } = this;
    const offset = at * this.size;
    const plane = this.input.height * this.input.width;
    const isPlanar = this.input.layout === 'NCHW';
    const isRaw = this.input.type === 'uint8';
    for (let channel = 0; channel < 3; channel += 1) {
      const table = channel * 256;
      for (let i = 0; i < plane; i += 1) {
        const value = pixels[3 * i + channel] as number;
        batch[offset + (isPlanar ? channel * plane + i : 3 * i + channel)] = isRaw ? value : (values[table + value] as number);
      }
    }
  }
}
