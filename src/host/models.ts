import type { EngineEvent } from '../engine/events.js';
import { fetchModel } from '../engine/fetch-model.js';
import { fileOfState, modelState } from '../engine/fetched-models.js';
import { cardToFetch } from '../engine/model-choice.js';
import { readCatalogue } from '../model/catalogue.js';
import { parseHub, usualHub } from '../model/download-hub.js';
import type { FetchModelParams, ListedModel } from '../protocol/host-messages.js';

/** The cards of all models with what is known of them on this machine. No network. */
export async function listedModels(models: string): Promise<ListedModel[]> {
  const cards = await readCatalogue();
  return Promise.all(cards.map(async (card) => ({ card, state: await modelState(models, card) })));
}

/**
 * Fetches a model that the user has chosen and agreed to; gives its file.
 *
 * @throws Problem; the signal's reason
 */
export async function* fetchNamed(
  { id, hub, models, network }: Omit<FetchModelParams, 'token'> & { readonly models: string },
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, string> {
  const card = await cardToFetch(id);
  if (!card) return fileOfState({ kind: 'embedded' }) ?? '';
  const given = hub === null || hub.trim() === '' ? usualHub : hub;
  // A hub that is a folder is named by its whole path: there is no place that it could be relative to but the folder of models.
  const source = parseHub(given, models, process.env['FREESEL_HUB_TOKEN']);
  const { file } = yield* fetchModel({ card, models, hub: source, network }, signal);
  return file;
}
