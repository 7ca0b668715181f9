import { uniform } from '../../core/random.js';
import { canvasSide, Mask, type Point } from './mask.js';
import type { Texture, Textures } from './textures.js';

/** Red, green, blue: how much light a surface sends back, 0 to 1 each. */
export type Colour = readonly [number, number, number];

/** A texture laid at a place of its own, so that no two parts show the same piece of it. */
export type Placed = (x: number, y: number) => number;

/**
 * A part as it lies under the camera, before light falls on it: colour and height of each pixel of the canvas.
 * One object serves picture after picture; a surface overwrites all of it.
 */
export class Part {
  readonly red = new Float32Array(canvasSide * canvasSide);
  readonly green = new Float32Array(canvasSide * canvasSide);
  readonly blue = new Float32Array(canvasSide * canvasSide);
  /** In pixels, up is positive. */
  readonly height = new Float32Array(canvasSide * canvasSide);
  /** How strongly a bright band of light shows, 0 (matt) to 1. */
  gloss = 0;
  /** Where a defect can lie: inside the part, away from its edges. Left, top, right, bottom. */
  room: readonly [number, number, number, number] = [60, 60, 228, 228];
  /** A straight edge of the part, if it has one in the picture. */
  edge: readonly [Point, Point] | undefined;
  /** Colour of what lies under the part. */
  ground: Colour = [0.1, 0.1, 0.11];

  /** Where there is part, not what lies under it or shows through a hole. */
  readonly body = new Mask();

  /** Two masks to draw with; their content is whatever was drawn last. */
  readonly mask = new Mask();
  readonly second = new Mask();

  constructor(
    readonly textures: Textures,
    public draw: () => number,
  ) {}

  /** A number from `low` to `high`. */
  between(low: number, high: number): number {
    return low + (high - low) * uniform(this.draw);
  }

  /** One of several, each as likely. */
  oneOf<T>(first: T, ...others: readonly T[]): T {
    const all = [first, ...others];
    return all[Math.floor(uniform(this.draw) * all.length)] ?? first;
  }

  /** A place in the room for defects, `margin` pixels from its border. */
  spot(margin = 0): Point {
    const [left, top, right, bottom] = this.room;
    return { x: this.between(left + margin, right - margin), y: this.between(top + margin, bottom - margin) };
  }

  /** Phases for the outline of a blot. */
  waves(count = 7): number[] {
    return Array.from({ length: count }, () => this.between(0, 2 * Math.PI));
  }

  placed(texture: Texture): Placed {
    const right = Math.floor(this.between(0, 512));
    const down = Math.floor(this.between(0, 512));
    return (x, y) => texture.at(x + right, y + down);
  }

  /** Covers the canvas, but for where another mask is full: `shade` multiplies the colour, `height` replaces what was there. */
  cover(colour: Colour, shade: Placed, height: Placed, hidden?: Mask): void {
    for (let y = 0, i = 0; y < canvasSide; y++) {
      for (let x = 0; x < canvasSide; x++, i++) {
        if (hidden?.values[i] === 1) continue;
        const s = shade(x, y);
        this.red[i] = colour[0] * s;
        this.green[i] = colour[1] * s;
        this.blue[i] = colour[2] * s;
        this.height[i] = height(x, y);
      }
    }
  }

  /** Lays colour over what the mask holds; `shade` multiplies the colour from pixel to pixel. */
  paint(mask: Mask, colour: Colour, opacity = 1, shade?: Placed): void {
    mask.each((i, m, x, y) => {
      const s = shade ? shade(x, y) : 1;
      const a = m * opacity;
      this.red[i] = (this.red[i] as number) * (1 - a) + colour[0] * s * a;
      this.green[i] = (this.green[i] as number) * (1 - a) + colour[1] * s * a;
      this.blue[i] = (this.blue[i] as number) * (1 - a) + colour[2] * s * a;
    });
  }

  /** Colours what the mask holds as a liquid or a shadow does: what lies below still shows. */
  tint(mask: Mask, colour: Colour, strength = 1): void {
    mask.each((i, m) => {
      const a = m * strength;
      this.red[i] = (this.red[i] as number) * (1 - a + a * colour[0]);
      this.green[i] = (this.green[i] as number) * (1 - a + a * colour[1]);
      this.blue[i] = (this.blue[i] as number) * (1 - a + a * colour[2]);
    });
  }

  /** Raises what the mask holds by so many pixels (lowers it, if negative); where `level` is given, its own relief goes first. */
  raise(mask: Mask, by: number, level?: Placed): void {
    mask.each((i, m, x, y) => {
      const own = this.height[i] as number;
      this.height[i] = (level ? own * (1 - m) + level(x, y) * m : own) + m * by;
    });
  }
}
