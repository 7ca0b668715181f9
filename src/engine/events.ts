import type { Text } from '../core/language.js';
import type { Progress } from '../core/progress.js';

/** What long work says while it goes on. */
export type EngineEvent =
  | ({ readonly kind: 'progress'; readonly imagesPerSecond?: number; readonly secondsLeft?: number } & Progress)
  /** Something that the user should know and that stops nothing. */
  | { readonly kind: 'remark'; readonly code: string; readonly text: Text };

export const remark = (code: string, en: string, ja: string): EngineEvent => ({ kind: 'remark', code, text: { en, ja } });

/** Counts written as people read them: 1,344. */
export const written = (count: number): string => count.toLocaleString('en');
