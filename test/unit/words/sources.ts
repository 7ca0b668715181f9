import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

const project = path.resolve(import.meta.dirname, '../../..');
const words = v.record(v.string(), v.string());
const json = (file: string): unknown => JSON.parse(readFileSync(path.join(project, file), 'utf8'));

const named = v.looseObject({ command: v.string() });
const setting = v.looseObject({
  type: v.string(),
  default: v.unknown(),
  enum: v.optional(v.array(v.string())),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
});

/** What the editor reads of the extension. */
export const manifest = v.parse(
  v.looseObject({
    contributes: v.looseObject({
      commands: v.array(v.looseObject({ command: v.string(), title: v.string() })),
      menus: v.record(v.string(), v.array(named)),
      configuration: v.looseObject({ properties: v.record(v.string(), setting) }),
    }),
    capabilities: v.looseObject({ untrustedWorkspaces: v.looseObject({ restrictedConfigurations: v.array(v.string()) }) }),
  }),
  json('package.json'),
);

export const manifestText = readFileSync(path.join(project, 'package.json'), 'utf8');
export const manifestWords = { en: v.parse(words, json('package.nls.json')), ja: v.parse(words, json('package.nls.ja.json')) };

/** Texts of the extension's sources by file. */
export const sources: readonly { readonly file: string; readonly text: string }[] = readdirSync(path.join(project, 'src/extension'), {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(project, 'src/extension', file), 'utf8') }));

/** Japanese texts by their English, part by part. */
export const translations: readonly { readonly file: string; readonly texts: Readonly<Record<string, string>> }[] = readdirSync(
  path.join(project, 'src/extension/l10n'),
)
  .filter((file) => file.endsWith('.ja.json'))
  .map((file) => ({ file, texts: v.parse(words, json(`src/extension/l10n/${file}`)) }));

const literal = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/;
const asked = new RegExp(`l10n\\.t\\(\\s*(?:\\{\\s*message:\\s*)?(${literal.source})`, 'g');

/** English texts that the sources ask for in the language of the editor. */
export function askedTexts(text: string): string[] {
  return [...text.matchAll(asked)].map(([, own = '']) => unquoted(own));
}

function unquoted(own: string): string {
  const inner = own
    .slice(1, -1)
    .replace(/\\'/g, "'")
    .replace(/(?<!\\)"/g, '\\"')
    .replace(/\\\\"/g, '\\"');
  return v.parse(v.string(), JSON.parse(`"${own.startsWith('"') ? own.slice(1, -1) : inner}"`));
}
