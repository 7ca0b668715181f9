// Tests that run inside the extension host, beside the installed extension.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { reportSubtests, runInHost } from './inside.mjs';
import { workbenchMissing } from './present.mjs';

test('inside the extension host', { skip: workbenchMissing() }, async (t) => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'freesel-data-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const result = await runInHost({ name: 'inside', tests: ['test/extension/activation.test.ts'], data });
  for (const line of result.lines.filter((own) => own.includes('ms'))) t.diagnostic(line);
  await reportSubtests(t, result);
});
