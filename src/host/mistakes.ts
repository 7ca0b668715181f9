import type { Text } from '../core/language.js';
import { isInnerPath } from '../store/index.js';
import { partOf } from './json-tree.js';
import { namedPaths, type Place, type SelectionDocument } from './selection-document.js';

/** Something that is wrong with a selection file, and where. What the schema forbids is said by the editor's JSON support and not here. */
export interface Mistake extends Place {
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: string;
  readonly text: Text;
  /** Another place that belongs to it. */
  readonly other?: Place & { readonly text: Text };
}

/** Mistakes that the text alone shows. */
export function mistakes(document: SelectionDocument): Mistake[] {
  return [...rootMistakes(document), ...rankMistakes(document), ...pathMistakes(document), ...settingMistakes(document)];
}

function rootMistakes({ root, folder }: SelectionDocument): Mistake[] {
  if (!root || folder !== undefined) return [];
  return [
    mistake(
      root,
      'error',
      'root-outside',
      'The data folder has to be a relative path with /.',
      'データフォルダーは / 区切りの相対パスにしてください。',
    ),
  ];
}

function rankMistakes({ picks, isWhole }: SelectionDocument): Mistake[] {
  // A quote that is missing swallows picks, and every rank after it would seem wrong.
  if (!isWhole) return [];
  const found: Mistake[] = [];
  const placeOf = new Map<number, Place>();
  let before = 0;
  for (const { rank } of picks) {
    if (!rank) {
      before += 1;
      continue;
    }
    const first = placeOf.get(rank.number);
    if (first) {
      found.push({
        ...mistake(rank, 'error', 'rank-twice', `Rank ${rank.number} stands here twice.`, `${rank.number}番が重複しています。`),
        other: { ...placeOnly(first), text: { en: 'It stands here too.', ja: 'ここにもあります。' } },
      });
    } else {
      placeOf.set(rank.number, rank);
      if (rank.number !== before + 1) {
        found.push(
          mistake(
            rank,
            'error',
            'rank-order',
            `Ranks have to rise one by one: ${before + 1} is expected here, not ${rank.number}.`,
            `順位は 1 ずつ増える必要があります（ここは ${rank.number} ではなく ${before + 1} のはずです）。`,
          ),
        );
      }
    }
    before = rank.number;
  }
  return found;
}

function pathMistakes(document: SelectionDocument): Mistake[] {
  const found = namedPaths(document)
    .filter(({ text }) => !isInnerPath(text))
    .map((own) =>
      mistake(
        own,
        'error',
        'path-outside',
        'The path leads out of the data folder, so the file is not opened.',
        'パスがデータフォルダーの外を指しているため、ファイルを開きません。',
      ),
    );
  const placeOf = new Map<string, Place>();
  for (const { path } of document.picks) {
    if (!path) continue;
    const first = placeOf.get(path.text);
    if (!first) placeOf.set(path.text, path);
    else {
      found.push({
        ...mistake(path, 'error', 'path-twice', 'This image is chosen twice.', 'この画像は 2 回選ばれています。'),
        other: { ...placeOnly(first), text: { en: 'It is chosen here first.', ja: '最初に選ばれているのはここです。' } },
      });
    }
  }
  return found;
}

function settingMistakes({ selection, tree, picks, listed }: SelectionDocument): Mistake[] {
  if (!selection) return [];
  const found: Mistake[] = [];
  const { settings, pool } = selection;
  const idle = settings.sampler === 'coverage' ? (['centre'] as const) : (['rarity', 'blend'] as const);
  for (const name of idle) {
    const place = partOf(tree, 'settings', name);
    if (place)
      found.push(
        mistake(
          place,
          'information',
          'setting-idle',
          `${name} changes nothing with the sampler ${settings.sampler}.`,
          `サンプラーが ${settings.sampler} のとき、${name} は使われません。`,
        ),
      );
  }
  const chosen = new Set(picks.flatMap(({ path }) => path?.text ?? []));
  const initial = new Set(settings.initial);
  const pinned = new Set(settings.pinned);
  for (const own of listed.pinned)
    if (!chosen.has(own.text) && !initial.has(own.text))
      found.push(mistake(own, 'warning', 'pin-not-chosen', 'The pinned image is not chosen.', 'ピン留めした画像が選ばれていません。'));
  for (const own of listed.excluded)
    if (chosen.has(own.text) && !pinned.has(own.text))
      found.push(
        mistake(own, 'warning', 'excluded-chosen', 'The excluded image is chosen all the same.', '除外した画像が選ばれています。'),
      );
  for (const own of listed.initial)
    if (chosen.has(own.text))
      found.push(
        mistake(
          own,
          'warning',
          'initial-chosen',
          'The image was labelled already, but it is chosen again.',
          'ラベル付け済みの画像が選ばれています。',
        ),
      );
  const free = pool.images - initial.size - settings.excluded.filter((own) => !initial.has(own) && !pinned.has(own)).length;
  const expected = Math.min(free, Math.max(settings.budget, settings.pinned.filter((own) => !initial.has(own)).length));
  const budget = partOf(tree, 'settings', 'budget');
  if (budget && picks.length !== expected)
    found.push(
      mistake(
        budget,
        'warning',
        'budget-differs',
        `The budget asks for ${expected} images, but ${picks.length} are chosen. Open the panel to choose again.`,
        `枚数の指定では${expected}枚のはずですが、${picks.length}枚選ばれています。パネルを開いて選び直してください。`,
      ),
    );
  return found;
}

const placeOnly = ({ start, end }: Place): Place => ({ start, end });

/** A mistake at a place of the text. */
export function mistake({ start, end }: Place, severity: Mistake['severity'], code: string, en: string, ja: string): Mistake {
  return { start, end, severity, code, text: { en, ja } };
}
