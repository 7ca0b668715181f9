import * as v from 'valibot';
import { Problem } from '../core/problem.js';
import { centres, isInRange, samplers, settings } from '../core/settings.js';
import { handoverFormats } from '../engine/handover.js';
import type { HostRequest, HostRequests } from '../protocol/host-messages.js';
import { absolutePath, language } from './options.js';

/** More than any message of ours names. */
const mostPaths = 1_000_000;

const token = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const text = v.string();
const paths = v.pipe(v.array(text), v.maxLength(mostPaths));
const folders = v.pipe(v.array(absolutePath), v.minLength(1), v.maxLength(1000));
const images = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const inRange = (name: 'rarity' | 'blend' | 'seed' | 'patterns' | 'attentionRatio') =>
  v.pipe(
    v.number(),
    v.check((value) => isInRange(settings[name], value), `${name} is out of its range`),
  );
const budget = v.variant('kind', [
  v.object({ kind: v.literal('images'), images }),
  v.object({
    kind: v.literal('percent'),
    percent: v.pipe(
      v.number(),
      v.check((value) => value > 0 && value <= 100, 'percent is above 0 and up to 100'),
    ),
  }),
]);
/** A model file, or an id of the catalogue. */
const modelName = v.union([absolutePath, v.pipe(v.string(), v.regex(/^[\w-]{1,100}$/))]);
const model = v.exactOptional(v.nullable(modelName));
const network = v.object({
  proxy: v.variant('kind', [
    v.object({ kind: v.literal('environment') }),
    v.object({ kind: v.literal('none') }),
    v.object({ kind: v.literal('given'), url: text, noProxy: text, authorization: v.optional(text) }),
  ]),
  checksCertificates: v.boolean(),
});

const schemas = {
  'freesel/about': v.nullish(v.object({}), null),
  'freesel/count': v.object({ folders }),
  'freesel/select': v.object({
    token,
    folders,
    workspace: absolutePath,
    budget,
    sampler: v.picklist(samplers),
    rarity: inRange('rarity'),
    blend: inRange('blend'),
    centre: v.picklist(centres),
    seed: inRange('seed'),
    model: v.nullable(modelName),
  }),
  'freesel/reselect': v.object({
    token,
    file: absolutePath,
    text,
    settings: v.object({ budget: images, pinned: paths, excluded: paths }),
    model,
  }),
  'freesel/verify': v.object({ token, file: absolutePath, model }),
  'freesel/export': v.object({ file: absolutePath, format: v.picklist(handoverFormats), out: absolutePath, base: absolutePath }),
  'freesel/thumbnails': v.object({
    root: absolutePath,
    paths: v.pipe(v.array(text), v.maxLength(10_000)),
    size: v.picklist([96, 256, 640]),
  }),
  'freesel/regions': v.object({
    file: absolutePath,
    root: text,
    modelSha256: hash,
    patterns: inRange('patterns'),
    attentionRatio: inRange('attentionRatio'),
    preprocessing: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    path: text,
    sha256: v.nullable(hash),
  }),
  'freesel/notebook': v.object({ file: absolutePath, language, folder: v.optional(absolutePath) }),
  'freesel/models': v.nullish(v.object({}), null),
  'freesel/fetchModel': v.object({ token, id: v.pipe(text, v.maxLength(100)), hub: v.nullable(text), network }),
} satisfies Record<HostRequest, v.GenericSchema>;

/** Names of all requests. */
export const requestNames = Object.keys(schemas) as HostRequest[];

/** What a request asks, checked once. Throws the problem `params-invalid` with the first place that is not as it should be. */
export function checkedParams<K extends HostRequest>(name: K, given: unknown): HostRequests[K]['params'] {
  const schema: v.GenericSchema = schemas[name];
  const result = v.safeParse(schema, given);
  // The table above holds a schema for each request: what passes is what the contract says.
  if (result.success) return result.output as HostRequests[K]['params'];
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? 'params';
  throw new Problem(
    'params-invalid',
    { en: `The request ${name} cannot be used: ${where}: ${issue.message}.`, ja: `要求 ${name} は使えません（${where}）。` },
    { en: 'Reload the window.', ja: 'ウィンドウを再読み込みしてください。' },
  );
}
