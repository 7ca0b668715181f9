import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { open, type Entry, type ZipFile } from 'yauzl';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Most that a package may weigh. */
export const mostBytes = 40e6;

/** Path of the package for a platform, made unless it is there. */
export function packed(target: string): string {
  return execFileSync(process.execPath, [path.join(root, 'test/workbench/packed.mjs'), target], { encoding: 'utf8' }).trim();
}

/** An opened package. */
export interface Vsix {
  /** Bytes of each file, unpacked, by its path in the extension's folder. */
  readonly files: ReadonlyMap<string, number>;
  readonly text: (file: string) => string;
}

const folder = 'extension/';

/** Opens a package: its files, and the content of those that `isRead` names. */
export async function openVsix(file: string, isRead: (file: string) => boolean = () => false): Promise<Vsix> {
  const zip = await promisify<string, { lazyEntries: boolean }, ZipFile>(open)(file, { lazyEntries: true });
  const files = new Map<string, number>();
  const texts = new Map<string, string>();
  const stream = promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  await new Promise<void>((done, failed) => {
    const next = async (entry: Entry): Promise<void> => {
      const name = entry.fileName.startsWith(folder) ? entry.fileName.slice(folder.length) : `../${entry.fileName}`;
      files.set(name, entry.uncompressedSize);
      if (isRead(name)) {
        const parts: Buffer[] = [];
        for await (const part of await stream(entry)) parts.push(Buffer.from(part));
        texts.set(name, Buffer.concat(parts).toString());
      }
      zip.readEntry();
    };
    zip.on('entry', (entry: Entry) => void next(entry).catch(failed));
    zip.on('end', done);
    zip.on('error', failed);
    zip.readEntry();
  });
  return {
    files,
    text: (name) => {
      const known = texts.get(name);
      if (known === undefined) throw new Error(`${name} was not read, or is not there`);
      return known;
    },
  };
}

/** Unpacks a package's files below `dist` into a folder. */
export async function unpackVsix(file: string, into: string): Promise<void> {
  const zip = await promisify<string, { lazyEntries: boolean }, ZipFile>(open)(file, { lazyEntries: true });
  const stream = promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  await new Promise<void>((done, failed) => {
    const next = async (entry: Entry): Promise<void> => {
      if (entry.fileName.startsWith(folder) && !entry.fileName.endsWith('/')) {
        const to = path.join(into, entry.fileName.slice(folder.length));
        mkdirSync(path.dirname(to), { recursive: true });
        await pipeline(await stream(entry), createWriteStream(to));
      }
      zip.readEntry();
    };
    zip.on('entry', (entry: Entry) => void next(entry).catch(failed));
    zip.on('end', done);
    zip.on('error', failed);
    zip.readEntry();
  });
}

/** Native code in a package: libraries and addons, by path. */
export function binaries({ files }: Vsix): string[] {
  return [...files.keys()].filter((name) => /\.(node|dll|dylib|exe|so(\.[\d.]+)?)$/.test(name)).sort();
}

/** Files that no package may hold. */
export function strangers({ files }: Vsix): string[] {
  const wanted = [
    /^\.\.\/(extension\.vsixmanifest|\[Content_Types\]\.xml)$/,
    /^(package\.json|package\.nls(\.ja)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
    /^models\/(freesel-lite\.onnx|catalogue\.json|README\.md|NOTICE|LICENSE)$/,
    /^media\/(icon\.(png|svg)|view-icon\.svg|tab-icon-(dark|light)\.svg|panel\.css|freesel-selection\.schema\.json|walkthrough\/[\w-]+\.svg|readme\/[\w-]+\.png)$/,
    /^dist\/(extension\.cjs|language-client\.cjs|(host|cli|panel|compare|renderer)\.js|third-party-notices\.txt|l10n\/bundle\.l10n\.ja\.json)$/,
    /^dist\/chunks\/[\w-]+\.js$/,
    /^dist\/node_modules\/(onnxruntime-node|onnxruntime-common|sharp|detect-libc|semver|@img\/colour|@img\/sharp-[\w-]+)\//,
  ];
  const unwanted = /\.(map|ts|tsx|md|c|cc|h|gyp|py|ps1)$|(^|\/)(test|tests|script|src|__tests__)\//;
  return [...files.keys()].filter((name) => !wanted.some((own) => own.test(name)) || (name.startsWith('dist/') && unwanted.test(name)));
}
