import type { Text } from '../core/language.js';
import type { Progress } from '../core/progress.js';

/** How far the fetching of a file has come. */
export interface Transfer {
  readonly file: string;
  readonly done: number;
  readonly total?: number;
  readonly bytesPerSecond?: number;
  readonly secondsLeft?: number;
}

/** What long work says while it goes on. */
export type EngineEvent =
  | ({ readonly kind: 'progress'; readonly imagesPerSecond?: number; readonly secondsLeft?: number } & Progress)
  /** A file on its way: bytes that are there, of `total` where that is known. */
  | ({ readonly kind: 'transfer' } & Transfer)
  /** Something that the user should know and that stops nothing. */
  | { readonly kind: 'remark'; readonly code: string; readonly text: Text };

export const remark = (code: string, en: string, ja: string): EngineEvent => ({ kind: 'remark', code, text: { en, ja } });

/** Counts written as people read them: 1,344. */
export const written = (count: number): string => count.toLocaleString('en');
