/** What may not leave this machine with the debug information. */
export interface Private {
  /** Folders of the workspace, as paths. */
  readonly folders: readonly string[];
  readonly home: string;
}

const namesAnImage = /\.(?:jpe?g|jpe|jfif|a?png|webp|tiff?|gif|avif|bmp|dib|hei[cf]|svgz?|jxl|jp2|dcm)(?![\p{L}\p{N}_])/iu;
const prefix = /^\S+ \[\w+\] /;
const belowKnown = /(<workspace>|~)[\\/][^\s"'<>:|]*/gu;
const elsewhere = /(?<![\p{L}\p{N}_>~.…])(?:[A-Za-z]:)?(?:[\\/][^\s\\/"'<>:|]+){2,}/gu;

/**
 * Lines of a log without the names of images and without folders: a line that names an image keeps its time and level alone, paths of the workspace and of
 * the home folder are cut short, others left out.
 */
export function scrubbedLines(lines: readonly string[], { folders, home }: Private): string[] {
  const known = [...folders.map((folder) => [folder, '<workspace>'] as const), [home, '~'] as const]
    .filter(([folder]) => folder.length > 1)
    .sort(([a], [b]) => b.length - a.length);
  return lines.map((line) => {
    if (namesAnImage.test(line)) return `${prefix.exec(line)?.[0] ?? ''}<a line that names an image>`;
    const short = known.reduce((text, [folder, name]) => text.replaceAll(folder, name), line);
    return short.replace(belowKnown, '$1/…').replace(elsewhere, '<path>');
  });
}
