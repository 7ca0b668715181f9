// Tests that run inside the extension host, next to the installed extension.
import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Session } from './harness.mjs';
import { project } from './release.mjs';

const suite = path.join(project, 'test/extension/suite.ts');

/** Bundles test files into the one CommonJS file with run() that an extension host takes. */
export async function bundleTests(files, outfile) {
  const imports = files.map((file) => `import ${JSON.stringify(path.resolve(file))};`);
  await build({
    stdin: { contents: [...imports, `export { run } from ${JSON.stringify(suite)};`].join('\n'), resolveDir: project },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    external: ['vscode'],
  });
}

/**
 * Runs test files written with test() of test/extension/suite.ts inside the extension host, on a copy of `data`.
 * `meanwhile` is given the session and works in the page while they run. Options beyond these and `timeout` (ms) are those of Session.start().
 * Returns { tests: [{ name, ms, error }], lines }, where `lines` is what the tests printed.
 */
export async function runInHost({ tests, name, timeout = 300_000, env, meanwhile, ...options }) {
  const folder = path.join(project, 'out/workbench', `inside-${name}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const report = path.join(folder, 'report.json');
  const code = path.join(folder, 'tests.cjs');
  await bundleTests(tests, code);
  const session = await Session.start({ ...options, env: { ...env, FREESEL_INSIDE_REPORT: report } });
  try {
    const lines = [];
    const ended = new Promise((resolve) => void session.page.exposeFunction('codeAutomationExit', resolve));
    await session.page.exposeFunction('codeAutomationLog', (type, args) => lines.push(`${type}: ${args.join(' ')}`));
    // tests run only beside an extension under development: an empty one leaves the installed one in place
    const develop = [path.join(import.meta.dirname, 'carrier')];
    await session.page.goto(session.server.url({ folder: session.folder, develop, tests: code }));
    const beside = Promise.resolve(meanwhile?.(session));
    const end = await Promise.race([ended, pause(timeout, 'late', { ref: false }), beside.then(() => ended)]);
    if (end === 'late' || !existsSync(report)) {
      await session.keepTraces(name);
      throw new Error(
        `the tests in the extension host ${end === 'late' ? `did not end in ${timeout} ms` : 'did not run'}\n${lines.join('\n')}`,
      );
    }
    return { tests: JSON.parse(readFileSync(report, 'utf8')), lines };
  } finally {
    await session.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Turns each result into a subtest of a node:test context. */
export async function reportSubtests(t, { tests }) {
  for (const { name, error } of tests) {
    await t.test(name, () => {
      if (error !== undefined) throw Object.assign(new Error(error), { stack: error });
    });
  }
}
