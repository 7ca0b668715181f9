import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Problem } from '../core/problem.js';
import type { HubOrigin, ModelCard } from '../core/model-card.js';
import { readCatalogue } from '../model/catalogue.js';
import { embeddedModelFile } from '../model/embedded.js';
import { fileOfState, modelState } from './fetched-models.js';
import type { ExtractRequest } from './requests.js';

const modelUnknown = (model: string): Problem =>
  new Problem(
    'model-unknown',
    {
      en: `There is no model ${model}, neither in the catalogue nor as a file.`,
      ja: `${model} というモデルは、カタログにもファイルとしてもありません。`,
    },
    { en: 'freesel model list shows those that there are.', ja: 'freesel model list で一覧を確認できます。' },
  );

const modelNotFetched = ({ id, title }: ModelCard): Problem =>
  new Problem(
    'model-not-fetched',
    { en: `The model ${title} is not on this machine yet.`, ja: `モデル ${title} はまだこのマシンにありません。` },
    {
      en: `Fetch it with freesel model get ${id}, or with FreeSel: Choose Model in the editor.`,
      ja: `freesel model get ${id}、またはエディターの「FreeSel: モデルを選択」で取得してください。`,
    },
  );

/** `why` and `how` are those of the card. */
const modelByHand = ({ title, licence }: ModelCard, own: Extract<ModelCard['origin'], { kind: 'by-hand' }>): Problem =>
  new Problem(
    'model-by-hand',
    { en: `FreeSel does not fetch ${title}: ${own.why.en}.`, ja: `${title} は FreeSel では取得できません。${own.why.ja}。` },
    { en: `The licence is at ${licence.url}. ${own.how.en}`, ja: `ライセンスは ${licence.url} にあります。${own.how.ja}` },
  );

/** Card of a model. Throws the problem `model-unknown`. */
export async function cardOf(id: string): Promise<ModelCard> {
  const card = (await readCatalogue()).find((own) => own.id === id);
  if (!card) throw modelUnknown(id);
  return card;
}

/**
 * Card of a model that is to be fetched; undefined for the embedded one, which is always there.
 *
 * @throws Problem `model-unknown`, `model-by-hand`
 */
export async function cardToFetch(id: string): Promise<(ModelCard & { readonly origin: HubOrigin }) | undefined> {
  const card = await cardOf(id);
  const { origin } = card;
  switch (origin.kind) {
    case 'embedded':
      return undefined;
    case 'hub':
      return { ...card, origin };
    case 'by-hand':
      throw modelByHand(card, origin);
  }
}

/**
 * The model that a user named: an id of the catalogue, or else a file. Nothing named is the embedded one. No network.
 *
 * A fetched file is an ordinary export of a hub: who opens it by `readModelFile` gets it as a file that the user named.
 *
 * @param models folder of fetched models
 * @throws Problem `model-not-fetched`, `model-by-hand`, `model-unknown`
 */
export async function chosenModel(given: string | undefined, cwd: string, models: string): Promise<ExtractRequest['model']> {
  if (given === undefined || given === '') {
    const file = embeddedModelFile();
    return { file, asGiven: file };
  }
  const card = (await readCatalogue()).find(({ id }) => id === given);
  if (!card) {
    const file = path.resolve(cwd, given);
    const looksLikeId = /^[\w-]+$/.test(given) && (await stat(file).catch(() => undefined)) === undefined;
    if (looksLikeId) throw modelUnknown(given);
    return { file, asGiven: given };
  }
  if (card.origin.kind === 'by-hand') throw modelByHand(card, card.origin);
  const file = fileOfState(await modelState(models, card));
  if (file === undefined) throw modelNotFetched(card);
  if (card.origin.kind === 'embedded') return { file, asGiven: file };
  const { id, source, licence, trainingData } = card;
  return { file, asGiven: given, provenance: { id, source, licence: licence.name, trainingData: trainingData.en } };
}
