import type { Budget } from '../core/budget.js';
import type { Centre } from '../core/settings.js';
import type { Provenance } from '../model/contract.js';

/** What an extraction needs to know. Every path is absolute; `...AsGiven` is how the user wrote it, for messages. */
export interface ExtractRequest {
  readonly folder: string;
  readonly folderAsGiven: string;
  /** Where the command runs, or the workspace's folder: the store lies there if `folder` lies in it. */
  readonly cwd: string;
  /** Folder that takes the place of `.freesel/` for features. */
  readonly store?: string;
  /** With a fetched model comes what the catalogue says of it: an export does not say it itself. */
  readonly model: { readonly file: string; readonly asGiven: string; readonly provenance?: Provenance };
  /** Patterns of an image at most, K. */
  readonly patterns: number;
  readonly attentionRatio: number;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Threads and images in a run; by the machine where they are not given. Neither changes a result. */
  readonly threads?: number;
  readonly batch?: number;
}

/** A sampler with what belongs to it (algorithm, sections 3 and 5). */
export type SamplerSettings =
  | { readonly sampler: 'coverage'; readonly rarity: number; readonly blend: number; readonly seed: number }
  | { readonly sampler: 'probability' | 'farthest'; readonly centre: Centre; readonly seed: number };

export interface SelectRequest extends ExtractRequest {
  readonly budget: Budget;
  readonly sampling: SamplerSettings;
  /** Paths of images that are labelled already, relative to the folder. */
  readonly initial: readonly string[];
  /** Paths of images that are chosen first. */
  readonly pinned: readonly string[];
  /** Paths of images that are never chosen but stay in the pool. */
  readonly excluded: readonly string[];
  /** Workspace whose `.freesel/selections/` takes the selection, where the data lies elsewhere. */
  readonly keepIn?: string;
  /** File to write; else `.freesel/selections/NAME.freesel.json` of the workspace. */
  readonly out?: { readonly file: string; readonly asGiven: string };
}
