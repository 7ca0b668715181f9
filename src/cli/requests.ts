import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { settings } from '../core/settings.js';
import { listMissing } from '../engine/problems.js';
import type { ExtractRequest, SamplerSettings, SelectRequest } from '../engine/requests.js';
import { chosenModel } from '../engine/model-choice.js';
import { userCache } from '../store/index.js';
import type { Arguments } from './arguments.js';
import { centreWithCoverage } from './problems.js';

/** Flags of `extract` and `select` as the engine takes them. */
export async function extractRequest(given: Arguments): Promise<ExtractRequest> {
  const cwd = process.cwd();
  const folderAsGiven = given.operand();
  const model = given.text('model');
  const store = given.text('store');
  const threads = given.count('threads');
  const batch = given.count('batch');
  return {
    folder: path.resolve(cwd, folderAsGiven),
    folderAsGiven,
    cwd,
    ...(store !== undefined && { store }),
    model: await modelOf(model, cwd),
    patterns: given.number('patterns'),
    attentionRatio: given.number('attention-ratio'),
    include: given.all('include'),
    exclude: given.all('exclude'),
    ...(threads !== undefined && { threads }),
    ...(batch !== undefined && { batch }),
  };
}

/** Folder of fetched models. */
export const modelsFolder = (): string => path.join(userCache(), 'freesel', 'models');

/** The model that `--model` names, else the embedded one. */
export const modelOf = (given: string | undefined, cwd: string): Promise<ExtractRequest['model']> =>
  chosenModel(given, cwd, modelsFolder());

/** Flags of `select`, with the list of initial images read. */
export async function selectRequest(given: Arguments): Promise<SelectRequest> {
  const own = await extractRequest(given);
  const budget = given.budget();
  const sampling = samplingOf(given);
  const out = given.text('out');
  const initial = given.text('initial');
  return {
    ...own,
    budget,
    sampling,
    initial: initial === undefined ? [] : await readList(path.resolve(own.cwd, initial), initial),
    pinned: given.all('pin'),
    excluded: given.all('skip'),
    ...(out !== undefined && { out: { file: path.resolve(own.cwd, out), asGiven: out } }),
  };
}

function samplingOf(given: Arguments): SamplerSettings {
  const sampler = given.choice('sampler', settings.sampler);
  const centre = given.choice('centre', settings.centre);
  const rarity = given.number('rarity');
  const blend = given.number('blend');
  const seed = given.number('seed');
  if (sampler === 'coverage') {
    if (given.has('centre')) throw centreWithCoverage();
    return { sampler, rarity, blend, seed };
  }
  return { sampler, centre, seed };
}

/** Paths of a list, one a line; a mark at the beginning and blank lines do not count. */
async function readList(file: string, asGiven: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw listMissing(asGiven, { cause: error });
  }
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/^\.\//, ''))
    .filter((line) => line.trim() !== '');
}
