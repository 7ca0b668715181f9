/** What the page keeps of itself while it is hidden, and over a restart: where one was, not what is in the document. */
export interface KeptState {
  readonly selected: string | null;
  readonly scrollTop: number;
  /** Wished side of a cell, in pixels. */
  readonly size: number;
  readonly query: string;
  readonly isListOpen: boolean;
}

/** Least, greatest and usual side of a cell, in pixels. */
export const cellSizes = { least: 80, most: 240, usual: 120, step: 8 } as const;

/** What was kept, checked; what is missing or wrong is as in the beginning. */
export function keptState(kept: unknown): KeptState {
  const given: Readonly<Record<string, unknown>> = typeof kept === 'object' && kept !== null ? { ...kept } : {};
  const { selected, scrollTop, size, query, isListOpen } = given;
  return {
    selected: typeof selected === 'string' ? selected : null,
    scrollTop: typeof scrollTop === 'number' && Number.isFinite(scrollTop) ? Math.max(0, scrollTop) : 0,
    size: typeof size === 'number' && size >= cellSizes.least && size <= cellSizes.most ? size : cellSizes.usual,
    query: typeof query === 'string' ? query : '',
    isListOpen: isListOpen === true,
  };
}
