/** A place in a JSON value: the keys and indices that lead there. */
export type Place = readonly (string | number)[];

type Holder = Record<string | number, unknown>;

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** Every place of a JSON value but the whole, outer ones first. */
export function placesOf(value: unknown, at: Place = []): Place[] {
  if (!isHolder(value)) return [];
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return keys.flatMap((key) => [[...at, key], ...placesOf(value[key], [...at, key])]);
}

function holderOf(whole: unknown, place: Place): Holder {
  let holder = whole;
  for (const key of place.slice(0, -1)) holder = isHolder(holder) ? holder[key] : undefined;
  if (!isHolder(holder)) throw new Error(`there is no place ${place.join('.')}`);
  return holder;
}

/** A copy with another value at a place. */
export function replacedAt(whole: unknown, place: Place, value: unknown): unknown {
  const copy = structuredClone(whole);
  holderOf(copy, place)[place.at(-1) ?? ''] = value;
  return copy;
}

/** A copy without a key, or without an item of a list. */
export function withoutAt(whole: unknown, place: Place): unknown {
  const copy = structuredClone(whole);
  const holder = holderOf(copy, place);
  const key = place.at(-1) ?? '';
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
  return copy;
}
