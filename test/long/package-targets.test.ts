import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { binaries, mostBytes, openVsix, packed, strangers } from '../unit/package/vsix.js';

const runtime = 'onnxruntime-node/bin/napi-v6/';

/** Native code of each platform, without versions. Windows has DirectML and no shader compilers; macOS the library once. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  'linux-arm64': [
    '@img/sharp-libvips-linux-arm64/lib/libvips-cpp.so',
    '@img/sharp-linux-arm64/lib/sharp-linux-arm64.node',
    `${runtime}linux/arm64/libonnxruntime.so`,
    `${runtime}linux/arm64/onnxruntime_binding.node`,
  ],
  'win32-x64': [
    '@img/sharp-win32-x64/lib/libvips-42.dll',
    '@img/sharp-win32-x64/lib/libvips-cpp.dll',
    '@img/sharp-win32-x64/lib/sharp-win32-x64.node',
    `${runtime}win32/x64/DirectML.dll`,
    `${runtime}win32/x64/onnxruntime.dll`,
    `${runtime}win32/x64/onnxruntime_binding.node`,
  ],
  'win32-arm64': [
    '@img/sharp-win32-arm64/lib/libvips-42.dll',
    '@img/sharp-win32-arm64/lib/libvips-cpp.dll',
    '@img/sharp-win32-arm64/lib/sharp-win32-arm64.node',
    `${runtime}win32/arm64/DirectML.dll`,
    `${runtime}win32/arm64/onnxruntime.dll`,
    `${runtime}win32/arm64/onnxruntime_binding.node`,
  ],
  'darwin-arm64': [
    '@img/sharp-darwin-arm64/lib/sharp-darwin-arm64.node',
    '@img/sharp-libvips-darwin-arm64/lib/libvips-cpp.dylib',
    `${runtime}darwin/arm64/libonnxruntime.dylib`,
    `${runtime}darwin/arm64/onnxruntime_binding.node`,
  ],
};

for (const [target, expected] of Object.entries(wanted)) {
  test(`the package for ${target}`, async (t) => {
    const file = packed(target);
    const vsix = await openVsix(file);
    const { size } = statSync(file);
    t.diagnostic(`${(size / 1e6).toFixed(1)} MB, ${vsix.files.size} files`);
    const found = binaries(vsix).map((name) =>
      name
        .slice('dist/node_modules/'.length)
        .replace(/-\d+(\.\d+)+(?=\.(node|dll))/, '')
        .replace(/(?<=\.so)\.[\d.]+$/, '')
        .replace(/\.[\d.]+(?=\.dylib)/, ''),
    );
    assert.deepEqual(found, expected);
    assert.deepEqual(strangers(vsix), []);
    assert.ok(size <= mostBytes, `${size} bytes`);
  });
}
