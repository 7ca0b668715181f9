import { modelState } from '../engine/fetched-models.js';
import { cardOf } from '../engine/model-choice.js';
import { readCatalogue } from '../model/catalogue.js';
import type { CommandRun } from './main.js';
import { cardLines, modelTable, type ListedModel } from './model-card-text.js';
import { tooMany } from './problems.js';
import { modelsFolder } from './requests.js';

/** `freesel model list [ID]`: the models that there are, or the card of one. Reads the catalogue and looks at the cache; no network. */
export const runModelList: CommandRun = async ({ given, terminal }) => {
  const [id, more] = given.otherOperands();
  if (more !== undefined) throw tooMany(more, 'model');
  const cards = id === undefined ? await readCatalogue() : [await cardOf(id)];
  const models = await Promise.all(
    cards.map(async (card): Promise<ListedModel> => ({ card, state: await modelState(modelsFolder(), card) })),
  );
  process.stdout.write(`${given.has('json') ? asJson(models) : asText(models, id !== undefined, terminal.language)}\n`);
  return 0;
};

const asJson = (models: readonly ListedModel[]): string =>
  JSON.stringify({ models: models.map(({ card, state }) => ({ ...card, state })) }, null, 2);

function asText(models: readonly ListedModel[], isOne: boolean, language: 'en' | 'ja'): string {
  if (isOne) return models.flatMap((own) => cardLines(own, language)).join('\n');
  const hint =
    language === 'ja'
      ? 'freesel model list ID で詳細を表示し、freesel model get ID で取得します。'
      : 'freesel model list ID shows the card of a model, freesel model get ID fetches it.';
  return [...modelTable(models, language), '', hint].join('\n');
}
