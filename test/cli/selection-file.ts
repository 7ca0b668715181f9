import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv } from 'ajv';
import { lastingText, parseSelection, type Selection } from '../../src/core/selection.js';

const validate = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(new URL('../../media/freesel-selection.schema.json', import.meta.url), 'utf8')) as object,
);

/** A selection that the command wrote or printed; it keeps the schema. */
export function selectionOf(text: string): Selection {
  const parsed = parseSelection(text);
  if (parsed.kind !== 'selection') assert.fail(JSON.stringify(parsed));
  assert.equal(validate(JSON.parse(text)), true, JSON.stringify(validate.errors));
  return parsed.selection;
}

export const readSelection = async (file: string): Promise<Selection> => selectionOf(await readFile(file, 'utf8'));

/** The bytes of a selection file that may not differ between runs. */
export async function lastingBytes(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  const lasting = text.slice(0, text.lastIndexOf('  "run": {'));
  assert.equal(`${lasting}  `, lastingText(selectionOf(text)));
  return lasting;
}

export const pathsOf = (selection: Selection): string[] => selection.picks.map(({ path: own }) => own);

/** Names of the selections that lie in a workspace. */
export const keptSelections = (workspace: string): Promise<string[]> =>
  readdir(path.join(workspace, '.freesel', 'selections')).then(
    (names) => names.sort(),
    () => [],
  );
