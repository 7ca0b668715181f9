// The packed extension that is tested: the one that FREESEL_VSIX names, or one that is packed once for as long as nothing it is made of changes.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { packExtension } from '../../package.mjs';
import { project } from './release.mjs';

/** What a package is made of. */
const sources = [
  'src',
  'media',
  'models/freesel-lite.onnx',
  'models/README.md',
  'models/LICENSE',
  'models/NOTICE',
  'package.json',
  'package-lock.json',
  'package.nls.json',
  'package.nls.ja.json',
  'package.mjs',
  'esbuild.mjs',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
];

function filesBelow(entry) {
  const whole = path.join(project, entry);
  if (!existsSync(whole)) return [];
  if (!statSync(whole).isDirectory()) return [entry];
  return readdirSync(whole, { withFileTypes: true })
    .map(({ name }) => `${entry}/${name}`)
    .sort()
    .flatMap(filesBelow);
}

function stateOf(entries) {
  const hash = createHash('sha256');
  for (const file of entries.flatMap(filesBelow))
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(project, file)))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** Path of the .vsix for a platform. Of each platform only the newest one is kept, in `out/packed`. */
export function packedExtension(target = 'linux-x64') {
  const given = process.env.FREESEL_VSIX;
  if (given && target === 'linux-x64') return path.resolve(given);
  const place = path.join(project, 'out/packed', target);
  const folder = path.join(place, stateOf(sources));
  const known = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('.vsix')) : undefined;
  if (known) return path.join(folder, known);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const made = packExtension(target, path.join(place, `making-${process.pid}`));
  renameSync(path.dirname(made), folder);
  return path.join(folder, path.basename(made));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // node test/workbench/packed.mjs [target]
  console.log(packedExtension(process.argv[2]));
}
