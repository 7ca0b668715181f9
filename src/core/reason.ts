import type { Language } from './language.js';
import type { Coverage } from './selection.js';
import type { SamplerName } from './settings.js';

/** What a selection file says of a pick. */
export interface PickNumbers {
  /** From 1. */
  readonly rank: number;
  readonly gain: number | null;
  /** Cosine distance at choice, 0 to 2. */
  readonly distance: number | null;
  readonly nearest?: { readonly path: string; readonly pattern: number } | undefined;
  readonly represents: number;
}

/** What a pick's numbers are measured by. */
export interface PickContext {
  readonly patternRadius: number;
  /** Images of the pool. */
  readonly images: number;
  /** Rank of the pick that holds the nearest pattern; undefined where it is an image that was labelled already. */
  readonly rankOfNearest?: number | undefined;
  readonly sampler: SamplerName;
  /** Whether the user asked for the image, so that it was chosen whatever it adds. */
  readonly isPinned?: boolean | undefined;
}

/** Share of the pattern radius from which on a look is resembled rather than shown. */
const ROUGHLY = 0.6;

/** How near the nearest chosen region is. */
type Likeness = 'same' | 'shown' | 'roughly' | 'new';

function likenessOf(distance: number, patternRadius: number): Likeness {
  if (distance === 0) return 'same';
  if (distance > patternRadius) return 'new';
  return distance >= ROUGHLY * patternRadius ? 'roughly' : 'shown';
}

/**
 * Why an image was chosen, and how many images it stood for at that moment, in plain sentences made of its numbers alone (spec, section 6).
 */
export function reasonOf(pick: PickNumbers, context: PickContext, language: Language): string {
  if (context.isPinned) return pinnedReason(pick, language);
  // What is chosen first stands for the whole pool, of which its own sentence speaks.
  if (pick.distance === null) return firstReason(context, language);
  const why = laterReason(pick, pick.distance, context, language);
  return language === 'ja' ? why + stoodFor(pick.represents, language) : `${why} ${stoodFor(pick.represents, language)}`;
}

function pinnedReason({ represents, rank }: PickNumbers, language: Language): string {
  const why =
    language === 'ja'
      ? `${rank}番目に選択。ピン留めされているため、必ず選ばれます。`
      : `Chosen ${ordinal(rank)}: pinned, so it is in whatever it adds.`;
  return language === 'ja' ? why + stoodFor(represents, language) : `${why} ${stoodFor(represents, language)}`;
}

/** "It then stood for 7 images." */
function stoodFor(represents: number, language: Language): string {
  const count = grouped(represents);
  switch (language) {
    case 'en':
      if (represents === 0) return 'It stands for no image that was not stood for before.';
      return represents === 1 ? 'It stands for itself alone.' : `When chosen, it stood for ${count} images.`;
    case 'ja':
      if (represents === 0) return '新たに代表する画像はありません。';
      return represents === 1 ? '代表するのはこの画像自身だけです。' : `選んだ時点で${count}枚を代表します。`;
  }
}

function firstReason({ images, sampler }: PickContext, language: Language): string {
  const all = grouped(images);
  switch (sampler) {
    case 'coverage':
      return language === 'ja'
        ? `1番目に選択。${all}枚全体と最も共通点の多い画像です。`
        : `Chosen first: it has more in common with the ${all} images than any other.`;
    case 'probability':
    case 'farthest':
      return language === 'ja'
        ? `1番目に選択。${all}枚からランダムに選ばれた、出発点となる画像です。`
        : `Chosen first: drawn by chance from the ${all} images, to start from.`;
  }
}

function laterReason(pick: PickNumbers, distance: number, context: PickContext, language: Language): string {
  const likeness = likenessOf(distance, context.patternRadius);
  const place = nearestPlace(pick, context, language);
  const away = distance.toFixed(2);
  if (likeness === 'same') return sameReason(pick, place, language);
  switch (context.sampler) {
    case 'coverage':
      return coverageReason(pick.rank, likeness, place, away, language);
    case 'probability':
      return language === 'ja'
        ? `${pick.rank}番目に選択。距離の2乗に比例する確率で抽選されました。${likenessSentence(likeness, place, away, language)}`
        : `Chosen ${ordinal(pick.rank)}: drawn by chance, in proportion to the squared distance. ${likenessSentence(likeness, place, away, language)}`;
    case 'farthest':
      return language === 'ja'
        ? `${pick.rank}番目に選択。それまでに選んだ画像から最も遠い領域がありました。${likenessSentence(likeness, place, away, language)}`
        : `Chosen ${ordinal(pick.rank)}: this region was the farthest from everything chosen before. ${likenessSentence(likeness, place, away, language)}`;
  }
}

function sameReason({ rank, gain }: PickNumbers, place: string, language: Language): string {
  const isDuplicate = gain === null || gain === 0;
  if (language === 'ja') {
    return isDuplicate
      ? `${rank}番目に選択。${place}と同じ内容です。残りはすでに選んだ画像と同じものだけでした。`
      : `${rank}番目に選択。領域はどれも${place}にすでにありますが、画像全体としては残りの中で加えたときの効果が最大でした。`;
  }
  return isDuplicate
    ? `Chosen ${ordinal(rank)}: it shows the same as ${place}; only duplicates of chosen images were left.`
    : `Chosen ${ordinal(rank)}: ${place} already shows all its regions, but as a whole image it added most of all images left.`;
}

function coverageReason(rank: number, likeness: Exclude<Likeness, 'same'>, place: string, away: string, language: Language): string {
  const nth = ordinal(rank);
  switch (likeness) {
    case 'new':
      return language === 'ja'
        ? `${rank}番目に選択。この領域に似たものは、それまでに選んだ画像には見られません。最も近い${place}でも距離は${away}です。`
        : `Chosen ${nth}: nothing chosen before shows a region like this. The nearest is ${away} away, in ${place}.`;
    case 'roughly':
      return language === 'ja'
        ? `${rank}番目に選択。${place}に大まかに似た領域があるだけで（距離${away}）、残りの画像の中では加えたときの効果が最大でした。`
        : `Chosen ${nth}: what was chosen before resembles this region only roughly (the nearest is ${away} away, in ${place}), and of all images left this one added most.`;
    case 'shown':
      return language === 'ja'
        ? `${rank}番目に選択。似た領域は${place}にもありますが（距離${away}）、残りの画像の中では加えたときの効果が最大でした。`
        : `Chosen ${nth}: ${place} already shows a region like this (${away} away), but of all images left this one added most.`;
  }
}

/** For samplers that choose by distance alone. */
function likenessSentence(likeness: Exclude<Likeness, 'same'>, place: string, away: string, language: Language): string {
  switch (likeness) {
    case 'new':
      return language === 'ja'
        ? `似たものは、それまでに選んだ画像には見られません。最も近い${place}でも距離は${away}です。`
        : `Nothing chosen before shows a region like this; the nearest is ${away} away, in ${place}.`;
    case 'roughly':
      return language === 'ja'
        ? `最も近い${place}とは大まかに似ているだけです（距離${away}）。`
        : `The nearest chosen before resembles it only roughly (${away} away, in ${place}).`;
    case 'shown':
      return language === 'ja'
        ? `似た領域は${place}にもあります（距離${away}）。`
        : `A region like this is already shown by ${place} (${away} away).`;
  }
}

/** The nearest image as one speaks of it: by its rank, or by its path where it was labelled already. */
function nearestPlace({ nearest }: PickNumbers, { rankOfNearest }: PickContext, language: Language): string {
  if (rankOfNearest !== undefined) return language === 'ja' ? `${rankOfNearest}番` : `no. ${rankOfNearest}`;
  const path = nearest?.path ?? '';
  return language === 'ja' ? `ラベル付け済みの ${path} ` : `${path}, labelled already`;
}

/**
 * How much of its pool a selection covers, and how much random ones do (spec, section 6).
 *
 * @param size images of the pool, and of the selection
 */
export function coverageSentence(
  coverage: Coverage,
  size: { readonly images: number; readonly budget: number },
  language: Language,
): string {
  const share = wholePercent(coverage.share);
  const low = wholePercent(coverage.random.low);
  const high = wholePercent(coverage.random.high);
  const random = low === high ? low : language === 'ja' ? `${low}～${high}` : `${low}–${high}`;
  const n = grouped(size.budget);
  if (size.budget >= size.images) {
    return language === 'ja'
      ? `この${n}枚でプール全体です。`
      : n === '1'
        ? 'This 1 image is the whole pool.'
        : `These ${n} images are the whole pool.`;
  }
  switch (language) {
    case 'en':
      return size.budget === 1
        ? `This 1 image covers ${share} % of what the pool shows; a random one covers ${random} %.`
        : `These ${n} images cover ${share} % of what the pool shows; ${n} random ones cover ${random} %.`;
    case 'ja':
      return `この${n}枚で、プール全体に写っている内容の${share} %をカバーできます。ランダムに選んだ${n}枚では${random} %です。`;
  }
}

/** Whole percents; 100 only where nothing is missing, 0 only where nothing is there. */
export function wholePercent(share: number): number {
  const rounded = Math.round(share * 100);
  if (share < 1 && rounded === 100) return 99;
  return share > 0 && rounded === 0 ? 1 : rounded;
}

/** 1344 as "1,344". */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "first", "2nd", "3rd", "4th", "11th", "21st". */
function ordinal(rank: number): string {
  if (rank === 1) return 'first';
  const teen = rank % 100 >= 11 && rank % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th');
  return grouped(rank) + ending;
}
