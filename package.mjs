// Packs the extension for one platform: npm run package -- --target linux-x64 [--out DIR]
// Everything is copied by an allow-list into a clean folder; native packages are installed there for the target, whatever this machine is.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** Platforms that both native packages have binaries for, with the names by which npm and they know it. */
export const targets = {
  'linux-x64': { os: 'linux', cpu: 'x64', libc: 'glibc' },
  'linux-arm64': { os: 'linux', cpu: 'arm64', libc: 'glibc' },
  'win32-x64': { os: 'win32', cpu: 'x64' },
  'win32-arm64': { os: 'win32', cpu: 'arm64' },
  'darwin-arm64': { os: 'darwin', cpu: 'arm64' },
};

/** Files of the project that ship, beside the build. */
const own = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'package.nls.json',
  'package.nls.ja.json',
  'models/freesel-lite.onnx',
  'models/catalogue.json',
  'models/README.md',
  'models/LICENSE',
  'models/NOTICE',
  'media',
];

/** What is left out of the runtime's folder: shader compilers of a provider that is not used, a second copy of a library, GPU libraries that were downloaded. */
const unwanted = /^(dxcompiler|dxil)\.dll$|^libonnxruntime\.\d+\.\d+\.\d+\.dylib$|^libonnxruntime_providers_/;

const run = (program, args, cwd, env = {}) => {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`);
};

/** Copies the parts of the native packages that run on a target. */
function copyNative(from, to, target) {
  const { os: system, cpu } = targets[target];
  const binaries = `onnxruntime-node/bin/napi-v6/${system}/${cpu}`;
  const lists = [
    ['onnxruntime-node', /^(package\.json|LICENSE|dist\/.*\.js)$/],
    ['onnxruntime-common', /^(package\.json|LICENSE|dist\/cjs\/(.*\.js|package\.json))$/],
    ['sharp', /^(package\.json|LICENSE|dist\/.*\.(c|m)?js|lib\/.*\.(c|m)?js)$/],
    ['detect-libc', /^(package\.json|LICENSE|lib\/.*\.js|index\.js)$/],
    ['semver', /^(package\.json|LICENSE|.*\.js)$/],
    ['@img/colour', /^(package\.json|LICENSE.*|.*\.(c|m)?js)$/],
    [`@img/sharp-${target}`, /./],
    [`@img/sharp-libvips-${target}`, /./],
  ];
  for (const [name, wanted] of lists) {
    const folder = path.join(from, name);
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder, { recursive: true })) {
      const slashed = file.split(path.sep).join('/');
      if (statSync(path.join(folder, file)).isDirectory() || !wanted.test(slashed) || /\.(d\.ts|map|md|h)$/.test(slashed)) continue;
      cpSync(path.join(folder, file), path.join(to, name, file));
    }
  }
  for (const name of readdirSync(path.join(from, binaries))) {
    if (!unwanted.test(name)) cpSync(path.join(from, binaries, name), path.join(to, binaries, name), { dereference: true });
  }
}

/** Packs one target and gives the path of the .vsix. */
export function packExtension(target, out) {
  if (!Object.hasOwn(targets, target)) throw new Error(`There is no target ${target}; there are ${Object.keys(targets).join(', ')}.`);
  const root = import.meta.dirname;
  const place = mkdtempSync(path.join(os.tmpdir(), 'freesel-package-'));
  try {
    const staged = path.join(place, 'extension');
    mkdirSync(staged);
    run(process.execPath, ['esbuild.mjs', '--minify', '--outdir', path.join(staged, 'dist')], root);
    for (const file of own) cpSync(path.join(root, file), path.join(staged, file), { recursive: true });
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    const development = new Set(['scripts', 'devDependencies', 'dependencies', 'files', 'bin', 'allowScripts']);
    const shipped = Object.fromEntries(Object.entries(manifest).filter(([key]) => !development.has(key)));
    writeFileSync(path.join(staged, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`);

    const native = path.join(place, 'native');
    mkdirSync(native);
    for (const file of ['package.json', 'package-lock.json']) cpSync(path.join(root, file), path.join(native, file));
    const { os: system, cpu, libc } = targets[target];
    run(
      'npm',
      [
        'ci',
        '--omit=dev',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        `--os=${system}`,
        `--cpu=${cpu}`,
        ...(libc ? [`--libc=${libc}`] : []),
      ],
      native,
    );
    copyNative(path.join(native, 'node_modules'), path.join(staged, 'dist', 'node_modules'), target);

    const file = path.resolve(out, `freesel-${target}-${manifest.version}.vsix`);
    mkdirSync(path.dirname(file), { recursive: true });
    const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
    run(
      process.execPath,
      [
        vsce,
        'package',
        '--no-dependencies',
        '--allow-missing-repository',
        '--no-rewrite-relative-links',
        '--target',
        target,
        '--out',
        file,
      ],
      staged,
    );
    return file;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { target: { type: 'string' }, out: { type: 'string', default: 'out' } } });
  const file = packExtension(values.target ?? `${process.platform}-${process.arch}`, values.out);
  console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
}
