/** What a key does wherever the focus is. */
export type KeyAction = 'open' | 'pin' | 'exclude' | 'fewer' | 'more' | 'keys';

const actions: Readonly<Record<string, KeyAction>> = {
  Enter: 'open',
  p: 'pin',
  x: 'exclude',
  '[': 'fewer',
  ']': 'more',
  '?': 'keys',
};

/** A key press, as far as it matters. */
export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
}

/** @param isTyping whether the key goes into a field */
export function actionOfKey({ key, ctrlKey, metaKey, altKey, isComposing }: Press, isTyping: boolean): KeyAction | undefined {
  if (isTyping || isComposing) return undefined;
  // On some keyboards brackets are typed with Alt, or with Ctrl and Alt.
  const isBracket = key === '[' || key === ']';
  if (!isBracket && (ctrlKey || metaKey || altKey)) return undefined;
  if (metaKey || (ctrlKey && !altKey)) return undefined;
  return actions[key.length === 1 ? key.toLowerCase() : key];
}
