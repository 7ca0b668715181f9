import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { catalogueSchema, type ModelCard } from '../core/model-card.js';
import { shippedModelsFile } from './embedded.js';

/** Checks the text of a catalogue. Throws an Error that names the first place that is not as it should be. */
export function parseCatalogue(text: string): readonly ModelCard[] {
  const result = v.safeParse(catalogueSchema, JSON.parse(text));
  if (result.success) return result.output.models;
  const [issue] = result.issues;
  throw new Error(`The catalogue of models cannot be used: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}.`);
}

/** The cards of all models that FreeSel knows of, the embedded one first. Reads one file; no network. */
export async function readCatalogue(): Promise<readonly ModelCard[]> {
  return parseCatalogue(await readFile(shippedModelsFile('catalogue.json'), 'utf8'));
}
