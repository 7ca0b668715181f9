import path from 'node:path';
import * as v from 'valibot';
import type { HostOptions } from '../protocol/host-messages.js';

/** A path that a message may name. */
export const absolutePath = v.pipe(
  v.string(),
  v.check((text) => path.isAbsolute(text) && !text.includes('\0'), 'an absolute path is expected'),
);

export const language = v.picklist(['en', 'ja']);

const optionsSchema = v.object({
  thumbnails: absolutePath,
  models: absolutePath,
  isTrusted: v.boolean(),
  language,
  threads: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1024)),
});

/** Checks what the extension hands over at the start. Throws with the first place that is not as it should be. */
export function checkedOptions(given: unknown): HostOptions {
  const result = v.safeParse(optionsSchema, given);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`The options of the host cannot be used: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}.`);
}
