import * as v from 'valibot';
import type { Text } from './language.js';

const text = v.pipe(v.string(), v.minLength(1));
const texts = v.strictObject({ en: text, ja: text }) satisfies v.GenericSchema<Text>;
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const address = v.pipe(v.string(), v.regex(/^https:\/\/\S+$/));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** Parts of a path on a hub: nothing of it may lead out of a folder. */
const hubPath = (parts: string): v.GenericSchema<string, string> =>
  v.pipe(
    v.string(),
    v.regex(new RegExp(`^[\\w.-]+(/[\\w.-]+)${parts}$`)),
    v.check((own) => own.split('/').every((part) => !/^\.+$/.test(part)), 'a part of the path consists of dots'),
  );

/** One file of a model on a hub. */
const hubFile = v.strictObject({
  path: hubPath('*'),
  /** About how many bytes it has, as its page on the hub says. */
  bytes: count,
  /** Where it is known from elsewhere than the server that sends it; else null. */
  sha256: v.nullable(sha256),
});

/** Where a model comes from: it ships with FreeSel, lies on a hub, or has to be fetched by the user because of its licence. */
const origin = v.variant('kind', [
  v.strictObject({ kind: v.literal('embedded'), file: hubPath('*'), bytes: count, sha256 }),
  v.strictObject({
    kind: v.literal('hub'),
    repository: hubPath(''),
    /** Branch, tag or commit. */
    revision: v.pipe(v.string(), v.regex(/^[\w.-]+$/)),
    /** The model last: what has arrived before it is small. */
    files: v.pipe(v.array(hubFile), v.minLength(1)),
  }),
  v.strictObject({ kind: v.literal('by-hand'), bytes: count, why: texts, how: texts }),
]);

/** A model's card: who made it of what, what it is for, and how to get it. */
const modelCard = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/)),
  title: text,
  /** Whether it is the model that the paper's results were made with. */
  isOfPaper: v.boolean(),
  about: texts,
  authors: text,
  /** Who turned the weights into the file that is fetched. */
  exportedBy: text,
  source: address,
  licence: v.strictObject({ name: text, url: address }),
  trainingData: texts,
  input: v.strictObject({ height: count, width: count, patch: v.nullable(count) }),
  /** Numbers in a patch token and in an image embedding. */
  widths: v.strictObject({ token: count, embedding: count }),
  blindSpots: texts,
  origin,
});

/** The catalogue: cards whose ids are all different. */
export const catalogueSchema = v.strictObject({
  models: v.pipe(
    v.array(modelCard),
    v.minLength(1),
    v.check((cards) => new Set(cards.map(({ id }) => id)).size === cards.length, 'two models have the same id'),
  ),
});

export type ModelCard = v.InferOutput<typeof modelCard>;
export type ModelOrigin = ModelCard['origin'];
export type HubOrigin = Extract<ModelOrigin, { readonly kind: 'hub' }>;
export type HubFile = HubOrigin['files'][number];

/** About how many bytes a model takes. */
export function modelBytes({ origin: own }: Pick<ModelCard, 'origin'>): number {
  return own.kind === 'hub' ? own.files.reduce((sum, { bytes }) => sum + bytes, 0) : own.bytes;
}

/** Whether a model is there to be used, as far as is known without a network. */
export type ModelState =
  | { readonly kind: 'embedded' }
  /** All its files are there; `file` is the model's. */
  | { readonly kind: 'here'; readonly file: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'by-hand' };

/** Bytes as people write them: 86.9 MB. */
export function writtenBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, size] = bytes < 1e6 ? ['kB', 1e3] : bytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  const value = bytes / size;
  return `${value < 100 ? value.toFixed(1) : String(Math.round(value))} ${unit}`;
}
