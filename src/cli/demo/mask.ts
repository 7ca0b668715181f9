/** A point of a part, in pixels of its canvas. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Width and height of the canvas on which a part is drawn: a picture and a margin for shift and rotation. */
export const canvasSide = 288;

const ramp = (distance: number, softness: number): number => {
  const t = 0.5 - distance / softness;
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
};

/** Where something is, 0 to 1 for each pixel of the canvas: [288 x 288]. Shapes add up to their union. */
export class Mask {
  readonly values = new Float32Array(canvasSide * canvasSide);
  /** Box beyond which nothing was drawn, so that small shapes cost little; right and bottom are included. */
  private left = canvasSide;
  private top = canvasSide;
  private right = -1;
  private bottom = -1;

  clear(): this {
    for (let y = this.top; y <= this.bottom; y++) this.values.fill(0, y * canvasSide + this.left, y * canvasSide + this.right + 1);
    this.left = this.top = canvasSide;
    this.right = this.bottom = -1;
    return this;
  }

  /** Calls for each pixel that holds something. */
  each(pixel: (i: number, value: number, x: number, y: number) => void): void {
    for (let y = this.top; y <= this.bottom; y++) {
      for (let x = this.left, i = y * canvasSide + x; x <= this.right; x++, i++) {
        const value = this.values[i] as number;
        if (value > 0) pixel(i, value, x, y);
      }
    }
  }

  private widen(left: number, top: number, right: number, bottom: number): void {
    this.left = Math.min(this.left, left);
    this.top = Math.min(this.top, top);
    this.right = Math.max(this.right, right);
    this.bottom = Math.max(this.bottom, bottom);
  }

  /**
   * Adds all that lies within a distance field's zero line.
   *
   * @param within box that holds the shape: left, top, right, bottom
   * @param distance signed distance of a point to the outline in pixels, negative inside
   * @param softness pixels over which the outline fades
   */
  field(within: readonly [number, number, number, number], distance: (x: number, y: number) => number, softness = 1.4): this {
    const [left, top, right, bottom] = within;
    const x0 = Math.max(0, Math.floor(left - softness));
    const y0 = Math.max(0, Math.floor(top - softness));
    const x1 = Math.min(canvasSide - 1, Math.ceil(right + softness));
    const y1 = Math.min(canvasSide - 1, Math.ceil(bottom + softness));
    if (x0 > x1 || y0 > y1) return this;
    this.widen(x0, y0, x1, y1);
    for (let y = y0; y <= y1; y++) {
      for (let x = x0; x <= x1; x++) {
        const value = ramp(distance(x, y), softness);
        const i = y * canvasSide + x;
        if (value > (this.values[i] as number)) this.values[i] = value;
      }
    }
    return this;
  }

  /** Adds a line through points; `radius` gives half its width at 0 (first point) to 1 (last). */
  line(points: readonly Point[], radius: (t: number) => number, softness = 1.4): this {
    const widest = Math.max(radius(0), radius(0.5), radius(1));
    for (let k = 0; k + 1 < points.length; k++) {
      const a = points[k] as Point;
      const b = points[k + 1] as Point;
      const dx = b.x - a.x;
      const dy = b.y - a.y;
      const length2 = dx * dx + dy * dy || 1;
      const box = [
        Math.min(a.x, b.x) - widest,
        Math.min(a.y, b.y) - widest,
        Math.max(a.x, b.x) + widest,
        Math.max(a.y, b.y) + widest,
      ] as const;
      this.field(
        box,
        (x, y) => {
          const t = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / length2));
          const ex = x - a.x - t * dx;
          const ey = y - a.y - t * dy;
          return Math.sqrt(ex * ex + ey * ey) - radius((k + t) / (points.length - 1));
        },
        softness,
      );
    }
    return this;
  }

  disc(centre: Point, radius: number, softness = 1.4): this {
    const { x: cx, y: cy } = centre;
    return this.field(
      [cx - radius, cy - radius, cx + radius, cy + radius],
      (x, y) => Math.sqrt((x - cx) ** 2 + (y - cy) ** 2) - radius,
      softness,
    );
  }

  /** Adds a rectangle with rounded corners. */
  plate(left: number, top: number, right: number, bottom: number, corner: number, softness = 1.4): this {
    const cx = (left + right) / 2;
    const cy = (top + bottom) / 2;
    const halfWidth = (right - left) / 2 - corner;
    const halfHeight = (bottom - top) / 2 - corner;
    const distance = (x: number, y: number): number => {
      const dx = Math.abs(x - cx) - halfWidth;
      const dy = Math.abs(y - cy) - halfHeight;
      const outside = dx > 0 && dy > 0 ? Math.sqrt(dx * dx + dy * dy) : Math.max(dx, dy);
      return outside - corner;
    };
    return this.field([left, top, right, bottom], distance, softness);
  }

  /** Adds a regular polygon, `turn` in radians. */
  polygon(centre: Point, apothem: number, corners: number, turn: number, softness = 1.4): this {
    const reach = apothem / Math.cos(Math.PI / corners);
    const sides = Array.from({ length: corners }, (_, k) => turn + (2 * Math.PI * k) / corners).map((angle) => ({
      x: Math.cos(angle),
      y: Math.sin(angle),
    }));
    const distance = (x: number, y: number): number => {
      let most = -Infinity;
      for (const side of sides) most = Math.max(most, (x - centre.x) * side.x + (y - centre.y) * side.y - apothem);
      return most;
    };
    return this.field([centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach], distance, softness);
  }

  /**
   * Adds an irregular blot.
   *
   * @param waves phases in radians of the outline's 2nd, 3rd, ... harmonic
   * @param roughness how far the outline strays, as a share of the radius
   */
  blot(centre: Point, radius: number, stretch: number, waves: readonly number[], roughness: number, softness = 3): this {
    const reach = radius * Math.max(stretch, 1 / stretch) * (1 + roughness * waves.length);
    const tilt = waves[0] ?? 0;
    const cos = Math.cos(tilt);
    const sin = Math.sin(tilt);
    const distance = (x: number, y: number): number => {
      const u = ((x - centre.x) * cos + (y - centre.y) * sin) / stretch;
      const v = ((y - centre.y) * cos - (x - centre.x) * sin) * stretch;
      const angle = Math.atan2(v, u);
      let outline = 1;
      for (let k = 0; k < waves.length; k++) outline += (roughness * Math.sin((k + 2) * angle + (waves[k] as number))) / Math.sqrt(k + 1);
      return Math.sqrt(u * u + v * v) - radius * outline;
    };
    return this.field([centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach], distance, softness);
  }

  /** Takes another mask's area away. */
  without(other: Mask): this {
    other.each((i, value) => (this.values[i] = (this.values[i] as number) * (1 - value)));
    return this;
  }

  /** Keeps only what lies in another mask too. */
  within(other: Mask): this {
    this.each((i, value) => (this.values[i] = value * (other.values[i] as number)));
    return this;
  }

  /** Multiplies what the mask holds by 0 to 1, from pixel to pixel. */
  thin(share: (x: number, y: number) => number): this {
    this.each((i, value, x, y) => (this.values[i] = value * share(x, y)));
    return this;
  }

  /** Becomes another mask, moved by whole pixels. */
  copy(from: Mask, right = 0, down = 0): this {
    this.clear();
    const last = canvasSide - 1;
    const x0 = Math.max(0, from.left + right);
    const x1 = Math.min(last, from.right + right);
    const y0 = Math.max(0, from.top + down);
    const y1 = Math.min(last, from.bottom + down);
    if (x0 > x1) return this;
    for (let y = y0; y <= y1; y++) {
      const start = (y - down) * canvasSide - right;
      this.values.set(from.values.subarray(start + x0, start + x1 + 1), y * canvasSide + x0);
    }
    this.widen(x0, y0, x1, y1);
    return this;
  }
}
