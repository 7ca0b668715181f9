/** The steps of an image's way, named as in log, protocol and documentation. */
export type Step = 'list' | 'read' | 'sample' | 'explain';

/** How far a step has come; `total` is unknown while a folder is being listed. */
export interface Progress {
  readonly step: Step;
  readonly done: number;
  readonly total: number | undefined;
}
