import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Tensor } from 'onnxruntime-node';
import * as v from 'valibot';
import { prepareModel } from '../../../../src/model/adapter/prepare.js';
import { Refusal } from '../../../../src/model/adapter/refusal.js';
import { writeOnnx } from '../../../../src/model/onnx/file.js';
import { readContract } from '../../../../src/model/contract.js';
import { readOnnxHead } from '../../../../src/model/onnx/head.js';
import { deviation, outputsOf } from './reference.js';

// Vision transformers as exporters wrote them, with outputs computed in PyTorch; they lie beside the project, not in it.
const folder = process.env['FREESEL_ADAPTER'] ?? path.resolve(import.meta.dirname, '../../../../../shared/models/adapter');
const place = existsSync(path.join(folder, 'fixtures.json')) ? folder : undefined;

const expected = v.object({ patch_tokens: v.string(), cls_attention: v.string(), image_embedding: v.string() });
const tolerance = v.object({ patch_tokens: v.number(), cls_attention: v.number(), image_embedding: v.number() });
const fixtures = v.array(
  v.variant('expect', [
    v.object({
      expect: v.literal('ok'),
      file: v.string(),
      input: v.object({ shape: v.array(v.number()), dtype: v.picklist(['float32', 'uint8']) }),
      grid: v.tuple([v.number(), v.number()]),
      prefix_tokens: v.number(),
      blocks: v.number(),
      heads: v.number(),
      width: v.number(),
      tolerance,
      input_file: v.string(),
      expected,
    }),
    v.object({ expect: v.literal('refuse'), file: v.string() }),
    v.object({ expect: v.literal('substitute'), file: v.string() }),
  ]),
);

const floats = (file: string): Float32Array => {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

if (place === undefined) test('models of many exporters', { skip: '../shared/models/adapter is not there' }, () => undefined);
else {
  for (const fixture of v.parse(fixtures, JSON.parse(readFileSync(path.join(place, 'fixtures.json'), 'utf8')))) {
    const file = path.join(place, fixture.file);
    const prepare = (): ReturnType<typeof prepareModel> =>
      prepareModel({ file, asGiven: fixture.file, bytes: readFileSync(file) }, 'freesel test');
    test(`${fixture.file}: ${fixture.expect}`, async () => {
      if (fixture.expect !== 'ok') {
        const outcome = await prepare().then(
          ({ report }) => report.attention,
          (error: unknown) => error,
        );
        assert.ok(outcome instanceof Refusal || (fixture.expect === 'substitute' && outcome === 'substitute'), String(outcome));
        return;
      }
      const { model, report } = await prepare();
      assert.deepEqual(
        [report.blocks, report.heads, report.width, report.prefixTokens],
        [fixture.blocks, fixture.heads, fixture.width, fixture.prefix_tokens],
      );
      const bytes = writeOnnx(model);
      readContract(readOnnxHead(bytes), fixture.file);
      assert.doesNotMatch(Buffer.from(bytes).toString('latin1'), /Traceback|site-packages|\/home\//);
      const values = floats(path.join(place, fixture.input_file));
      const pixels = new Tensor(
        fixture.input.dtype,
        fixture.input.dtype === 'uint8' ? Uint8Array.from(values) : values,
        fixture.input.shape,
      );
      const found = await outputsOf(bytes, { pixel_values: pixels });
      for (const name of ['patch_tokens', 'cls_attention', 'image_embedding'] as const) {
        const difference = deviation(found[name], floats(path.join(place, fixture.expected[name])));
        assert.ok(difference <= fixture.tolerance[name], `${name} differs by ${difference}`);
      }
    });
  }
}
