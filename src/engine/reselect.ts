import { Problem } from '../core/problem.js';
import { lastingText, parseSelection, selectionText, type Selection, type SelectionSettings } from '../core/selection.js';
import { selectionRoot } from '../store/index.js';
import type { EngineEvent } from './events.js';
import { extract } from './extract.js';
import { modelAtHand } from './model-at-hand.js';
import { modelNotAtHand, rootOutside } from './problems.js';
import type { ExtractRequest, SamplerSettings, SelectRequest } from './requests.js';
import { choose } from './select.js';

export interface ReselectRequest {
  /** The selection file, absolute, which tells where its data lies, and its text as it stands. */
  readonly file: string;
  readonly text: string;
  readonly cwd: string;
  /** Models of which one may be the selection's. */
  readonly models: readonly ExtractRequest['model'][];
  readonly settings: Pick<SelectionSettings, 'budget' | 'pinned' | 'excluded'>;
  readonly threads?: number;
}

/**
 * A selection again with another budget, other pinned or excluded images: from stored features; the model runs only where some are missing. Writes no selection.
 *
 * @returns the whole text; what does not change keeps its bytes
 * @throws Problem where the text is no selection, its data or its model is not at hand; the signal's reason when it is cancelled
 */
export async function* reselect(request: ReselectRequest, signal: AbortSignal): AsyncGenerator<EngineEvent, string> {
  const parsed = parseSelection(request.text);
  if (parsed.kind !== 'selection') {
    throw new Problem(
      'selection-invalid',
      {
        en: 'The text is no whole selection, so nothing can be computed from it.',
        ja: 'テキストが選択ファイルとして正しくないため、計算できません。',
      },
      { en: 'Mend it in the text editor, or undo.', ja: 'テキストエディターで直すか、元に戻してください。' },
    );
  }
  const { selection } = parsed;
  const root = selectionRoot(request.file, selection.root);
  if (root === undefined) throw rootOutside(request.file);
  const model = await modelOf(selection, request.models);
  const own: SelectRequest = {
    folder: root,
    folderAsGiven: selection.root,
    cwd: request.cwd,
    model,
    ...(request.threads !== undefined && { threads: request.threads }),
    patterns: selection.settings.patterns,
    attentionRatio: selection.settings.attentionRatio,
    include: selection.settings.include,
    exclude: selection.settings.exclude,
    sampling: samplingOf(selection.settings),
    initial: selection.settings.initial,
    budget: { kind: 'images', images: request.settings.budget },
    pinned: request.settings.pinned,
    excluded: request.settings.excluded,
    out: { file: request.file, asGiven: request.file },
  };
  const start = performance.now();
  const pool = yield* extract(own, signal);
  const chosen = yield* choose(pool, own, signal, start);
  const again: Selection = { ...chosen, root: selection.root };
  const isSame = lastingText(again) === lastingText(selection);
  // What a stranger noted in `run` stays; what it says of the run itself is that of this one, unless this one changed nothing.
  return selectionText({ ...again, run: isSame ? selection.run : { ...selection.run, ...again.run } });
}

function samplingOf({ sampler, rarity = 1, blend = 0.25, centre = 'pool', seed }: SelectionSettings): SamplerSettings {
  return sampler === 'coverage' ? { sampler, rarity, blend, seed } : { sampler, centre, seed };
}

/** The model that a selection was made with, by its content. */
async function modelOf(selection: Selection, models: readonly ExtractRequest['model'][]): Promise<ExtractRequest['model']> {
  for (const model of models) {
    const atHand = await modelAtHand(model).catch(() => undefined);
    if (atHand?.model.sha256 === selection.model.sha256) return model;
  }
  throw modelNotAtHand(selection.model.id);
}
