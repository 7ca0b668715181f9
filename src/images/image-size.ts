import { defaultMaximumPixels, openImage, uprightSize, type Size } from './decode.js';

/** Size of an image in pixels, upright, from its header; undefined where it cannot be used. */
export async function imageSize(bytes: Uint8Array): Promise<Size | undefined> {
  const opened = await openImage(bytes, defaultMaximumPixels);
  return opened.kind === 'opened' ? uprightSize(opened.header) : undefined;
}
