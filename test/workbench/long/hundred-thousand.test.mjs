// A flat folder of 100,000 tiny images that is never opened in the Explorer, with a tiny model: how long the extension host is blocked is printed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { tinyModel } from '../../unit/model/tiny-models.ts';
import { reportSubtests, runInHost } from '../inside.mjs';
import { workbenchMissing } from '../present.mjs';
import { stepOf } from '../selection.mjs';
import { tinyImage } from '../tiny-image.mjs';

test('100,000 images', { skip: workbenchMissing(), timeout: 1_200_000 }, async (t) => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'freesel-data-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const model = path.join(data, 'tiny.onnx');
  writeFileSync(model, tinyModel());
  const result = await runInHost({
    name: 'hundred-thousand',
    tests: ['test/extension/hundred-thousand.test.ts'],
    data,
    timeout: 1_100_000,
    // The sampler whose time grows with the images, not with their square: it is the extension host that is looked at here.
    settings: { 'freesel.model': model, 'freesel.sampler': 'farthest' },
    prepare: ({ folder }) => {
      mkdirSync(path.join(folder, 'flat'));
      for (let i = 0; i < 100_000; i++) writeFileSync(path.join(folder, 'flat', `image-${String(i).padStart(6, '0')}.bmp`), tinyImage(i));
    },
    meanwhile: async ({ ui }) => {
      await ui.rightClickInExplorer('flat', 'Select Samples to Label');
      await ui.quickInput.waitFor();
      await ui.quickInputType('100');
      await ui.quickInputAccept();
      await stepOf(ui, '2/2');
      await ui.quickInputAccept();
    },
  });
  for (const line of result.lines.filter((own) => /100,000|memory/.test(own))) t.diagnostic(line);
  await reportSubtests(t, result);
});
