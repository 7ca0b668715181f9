/** Endings of names that say that a file is an image, lower case. Formats that are not read are among them, so that their files are named with a reason. */
export const imageEndings: ReadonlySet<string> = new Set([
  ...['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'apng', 'webp', 'tif', 'tiff', 'gif', 'avif', 'bmp', 'dib'],
  ...['heic', 'heif', 'hif', 'svg', 'svgz', 'jp2', 'j2k', 'jpx', 'jxl', 'jxr', 'psd', 'exr', 'hdr', 'tga', 'ico', 'qoi'],
  ...['pbm', 'pgm', 'ppm', 'pnm', 'pfm', 'dds', 'dcm', 'fits'],
  ...['dng', 'cr2', 'cr3', 'nef', 'arw', 'orf', 'rw2', 'raf', 'pef', 'srw'],
]);

/** Whether a name (or a path) ends like an image, in any case. */
export function isImageName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot >= 0 && name.length - dot <= 6 && imageEndings.has(name.slice(dot + 1).toLowerCase());
}
