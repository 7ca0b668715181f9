// Another model: chosen from the cards, fetched from a folder that mirrors the hub after one question, and used by the next selection.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tinyVit } from '../unit/model/adapter/tiny-vit.ts';
import { tilesWorkspace } from './data.mjs';
import { withWorkbench } from './harness.mjs';
import { workbenchMissing } from './present.mjs';
import { until } from './processes.mjs';
import { selectByMenu, selectionIn } from './selection.mjs';

/** About half the size that the catalogue states is the least that passes for the model: a long comment makes it so long. */
function asLongAsStated(model) {
  const length = 44_500_000;
  const varint = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 128)) varint.push((rest % 128) + (rest >= 128 ? 128 : 0));
  return Buffer.concat([model, Buffer.from([0x32, ...varint]), Buffer.alloc(length, ' ')]);
}

test('another model', { skip: workbenchMissing() }, async (t) => {
  const data = await tilesWorkspace({ images: 24 });
  t.after(() => rmSync(data.parent, { recursive: true, force: true }));
  const hub = path.join(data.parent, 'mirror');
  const repository = path.join(hub, 'Xenova/dino-vits16');
  mkdirSync(path.join(repository, 'onnx'), { recursive: true });
  writeFileSync(path.join(repository, 'onnx/model.onnx'), asLongAsStated(tinyVit().bytes));
  const config = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225], size: { height: 12, width: 16 } };
  writeFileSync(path.join(repository, 'preprocessor_config.json'), JSON.stringify(config));

  const settings = { 'freesel.hub': hub };
  await withWorkbench({ name: 'choose-model', t, data: data.workspace, settings }, async (session, step) => {
    const { ui, page } = session;
    const row = (text) => ui.quickInput.locator('.monaco-list-row', { hasText: text }).first();
    // The setting belongs to the machine that the images are on.
    const machine = path.join(session.options.dataDir, 'user/Machine/settings.json');
    const inUse = () => {
      try {
        return JSON.parse(readFileSync(machine, 'utf8'))['freesel.model'];
      } catch {
        return undefined;
      }
    };

    await step('the cards say which is in use, which is of the paper, and what has to be fetched', async () => {
      await ui.openPalette('FreeSel: Choose Model');
      await row('FreeSel Lite').filter({ hasText: 'in use' }).waitFor();
      await row('DINO ViT-S/16').filter({ hasText: "the paper's model" }).filter({ hasText: 'not here yet' }).waitFor();
      await page.waitForTimeout(500);
      await ui.screenshot('choose-model-cards');
      // The list shows only the rows that fit: the last one is reached as a user reaches it, by its name.
      await page.keyboard.type('choose a file');
      await row('Choose a File').waitFor();
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Backspace');
    });

    await step('the download is asked about once, with licence and source; a no changes nothing', async () => {
      await row('DINO ViT-S/16').click();
      const ask = page.locator('.monaco-dialog-box');
      await ask.waitFor();
      assert.match(await ask.innerText(), /86\.9 MB[\s\S]*Apache-2\.0[\s\S]*mirror, Xenova\/dino-vits16/);
      await ui.screenshot('choose-model-question');
      await ask.getByRole('button', { name: 'Cancel' }).click();
      await page.waitForTimeout(500);
      assert.equal(inUse(), undefined);
    });

    await step('it is fetched, noted in the settings, and the next selection is made with it', async () => {
      await ui.openPalette('FreeSel: Choose Model');
      await row('DINO ViT-S/16').click();
      await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Download' }).click();
      await until(() => inUse() === 'dino-vits16');
      await selectByMenu(session, { budget: 5 });
      const { model, picks } = selectionIn(session, 'tiles-5.freesel.json');
      assert.equal(picks.length, 5);
      assert.match(`${model.id} ${model.licence}`, /dino-vits16 Apache-2\.0/);
    });

    await step('the embedded model is taken back', async () => {
      await ui.openPalette('FreeSel: Choose Model');
      await row('DINO ViT-S/16').filter({ hasText: 'in use' }).waitFor();
      await row('FreeSel Lite').click();
      await until(() => inUse() === undefined);
    });
    session.expectQuiet();
  });
});
