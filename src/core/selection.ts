import * as v from 'valibot';
import { centres, isInRange, samplers, settings } from './settings.js';

/** Version of the selection file that this program writes, and the newest that it reads. */
export const selectionVersion = 1;

const text = v.string();
/** JSON has numbers such as 1e999, which read as infinite. */
const number = v.pipe(v.number(), v.finite());
const inRange = (setting: Parameters<typeof isInRange>[0]) =>
  v.pipe(
    v.number(),
    v.check((value) => isInRange(setting, value)),
  );
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const distance = v.pipe(v.number(), v.minValue(0), v.maxValue(2));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const runs = v.pipe(v.string(), v.regex(/^(\d+(-\d+)?(,\d+(-\d+)?)*)?$/));
const remarked = v.object({ path: text, reason: text });

const pickSchema = v.object({
  rank: v.pipe(count, v.minValue(1)),
  path: text,
  sha256: hash,
  gain: v.nullable(number),
  distance: v.nullable(distance),
  pattern: v.object({ index: count, patches: runs }),
  nearest: v.optional(v.object({ path: text, pattern: count })),
  represents: count,
});

const coveredFields = { share, mean: distance, p95: distance };

const coverageSchema = v.object({
  ...coveredFields,
  radius: distance,
  patternRadius: distance,
  random: v.object({ ...coveredFields, low: share, high: share, selections: count }),
});

const settingsSchema = v.object({
  budget: count,
  sampler: v.picklist(samplers),
  rarity: v.optional(inRange(settings.rarity)),
  blend: v.optional(inRange(settings.blend)),
  centre: v.optional(v.picklist(centres)),
  seed: inRange(settings.seed),
  patterns: inRange(settings.patterns),
  attentionRatio: inRange(settings.attentionRatio),
  preprocessing: count,
  include: v.array(text),
  exclude: v.array(text),
  initial: v.array(text),
  pinned: v.array(text),
  excluded: v.array(text),
});

const selectionSchema = v.object({
  version: count,
  root: text,
  pool: v.object({ images: count, patterns: count, fingerprint: hash, flagged: v.array(remarked) }),
  skipped: v.array(remarked),
  model: v.object({
    id: text,
    sha256: hash,
    source: text,
    licence: text,
    trainingData: text,
    attention: v.optional(text),
    sinks: v.optional(runs),
    /** Rows x columns of the patches; 14 x 14 where it is left out. */
    grid: v.optional(v.pipe(text, v.regex(/^[1-9]\d{0,3}x[1-9]\d{0,3}$/))),
  }),
  settings: settingsSchema,
  picks: v.array(pickSchema),
  coverage: coverageSchema,
  run: v.looseObject({ embedded: count }),
});

/** One image of a selection and why it was chosen (algorithm, section 6). */
export type Pick = v.InferOutput<typeof pickSchema>;
/** How well a selection stands for its pool, beside random ones of the same size (algorithm, section 6). */
export type Coverage = v.InferOutput<typeof coverageSchema>;
/** Everything that shapes the result. */
export type SelectionSettings = v.InferOutput<typeof settingsSchema>;
/** A selection file: see the contract of the command line. */
export type Selection = v.InferOutput<typeof selectionSchema>;

/** What a text is that should be a selection file. */
export type ParsedSelection =
  | { readonly kind: 'selection'; readonly selection: Selection }
  | { readonly kind: 'not-json' }
  /** `where` names the first place that breaks the schema, such as `picks.3.sha256`. */
  | { readonly kind: 'not-a-selection'; readonly where: string }
  | { readonly kind: 'newer'; readonly version: number };

/** All but the picks, which are checked some at a time. */
const frameSchema = v.object({ ...selectionSchema.entries, picks: v.array(v.unknown()) });
const someSchema = v.array(pickSchema);
/** Checked at once: some 5 ms. */
const picksAtOnce = 2000;

/** Checks a selection file's text, once, where it comes in. */
export function parseSelection(source: string): ParsedSelection {
  const steps = selectionParsing(source);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in steps, for a process that has to answer meanwhile: 50,000 picks take 200 ms. */
export function* selectionParsing(source: string): Generator<void, ParsedSelection> {
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch {
    return { kind: 'not-json' };
  }
  const head = v.safeParse(v.looseObject({ version: count }), json);
  if (head.success && head.output.version > selectionVersion) return { kind: 'newer', version: head.output.version };
  yield;
  const frame = v.safeParse(frameSchema, json);
  if (!frame.success) return { kind: 'not-a-selection', where: v.getDotPath(frame.issues[0]) ?? 'the file' };
  const picks: Pick[] = [];
  while (picks.length < frame.output.picks.length) {
    const some = v.safeParse(someSchema, frame.output.picks.slice(picks.length, picks.length + picksAtOnce));
    if (!some.success) {
      const [first, ...inside] = (v.getDotPath(some.issues[0]) ?? '0').split('.');
      return { kind: 'not-a-selection', where: ['picks', picks.length + Number(first), ...inside].join('.') };
    }
    for (const pick of some.output) picks.push(pick);
    yield;
  }
  return { kind: 'selection', selection: { ...frame.output, picks } };
}

/** JSON on one line for every reader of lines: editors take U+2028 and U+2029 for the end of one. */
const oneLine = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u2028\u2029]/g, (sign) => (sign === '\u2028' ? '\\u2028' : '\\u2029'));

/** A list with each item on a line of its own, so that diffs and merges read well. */
function lines(items: readonly unknown[], indent: string): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => `${indent}  ${oneLine(item)}`).join(',\n')}\n${indent}]`;
}

function block(value: Readonly<Record<string, unknown>>, indent: string): string {
  const entries = Object.entries(value).filter(([, own]) => own !== undefined);
  return `{\n${entries.map(([key, own]) => `${indent}  ${oneLine(key)}: ${Array.isArray(own) ? lines(own, `${indent}  `) : oneLine(own)}`).join(',\n')}\n${indent}}`;
}

/** A pick's line begins at the margin: with the longest names the four bytes of an indent are four too many. */
function pickLines(picks: readonly Pick[]): string {
  return picks.length === 0 ? '[]' : `[\n${picks.map(oneLine).join(',\n')}\n  ]`;
}

/** Text of a selection file: one line for each pick, each remark and each path; `run` last. */
export function selectionText(selection: Selection): string {
  const parts = [
    `"version": ${selection.version}`,
    `"root": ${oneLine(selection.root)}`,
    `"pool": ${block(selection.pool, '  ')}`,
    `"skipped": ${lines(selection.skipped, '  ')}`,
    `"model": ${block(selection.model, '  ')}`,
    `"settings": ${block(selection.settings, '  ')}`,
    `"picks": ${pickLines(selection.picks)}`,
    `"coverage": ${block(selection.coverage, '  ')}`,
    `"run": ${block(selection.run, '  ')}`,
  ];
  return `{\n${parts.map((part) => `  ${part}`).join(',\n')}\n}\n`;
}

/** The part of a selection that follows from images, model and settings alone: its text without `run`. */
export function lastingText(selection: Selection): string {
  const whole = selectionText({ ...selection, run: { embedded: 0 } });
  return whole.slice(0, whole.lastIndexOf('"run"'));
}
