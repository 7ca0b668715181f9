/** Whether an EXIF orientation (1 to 8) lays the image on its side: width and height change places. */
export function isTurned(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}

/**
 * Turns pixels [height x width x channels], stored with an EXIF orientation, upright: [width x height x channels] for orientations 5 to 8. Any other number than 2 to 8
 * leaves them as they are.
 */
export function turnUpright(pixels: Uint8Array, width: number, height: number, channels: number, orientation: number): Uint8Array {
  // From the stored image, where the pixel right of, and the one below, an upright pixel lie, and where the first one does.
  const right = channels;
  const down = width * channels;
  const topRight = (width - 1) * channels;
  const bottomLeft = (height - 1) * down;
  const [start, step, line] = ((): readonly [number, number, number] => {
    switch (orientation) {
      case 2:
        return [topRight, -right, down];
      case 3:
        return [bottomLeft + topRight, -right, -down];
      case 4:
        return [bottomLeft, right, -down];
      case 5:
        return [0, down, right];
      case 6:
        return [bottomLeft, -down, right];
      case 7:
        return [bottomLeft + topRight, -down, -right];
      case 8:
        return [topRight, down, -right];
      default:
        return [0, right, down];
    }
  })();
  if (start === 0 && step === right) return pixels;
  const [uprightWidth, uprightHeight] = isTurned(orientation) ? [height, width] : [width, height];
  const out = new Uint8Array(pixels.length);
  let to = 0;
  for (let y = 0; y < uprightHeight; y++) {
    let from = start + y * line;
    for (let x = 0; x < uprightWidth; x++, from += step) {
      for (let channel = 0; channel < channels; channel++) out[to++] = pixels[from + channel] as number;
    }
  }
  return out;
}
