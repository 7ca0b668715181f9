import type { Language } from '../core/language.js';

/** Pixels of the longest side of thumbnails that are made. */
export const thumbnailSizes = [96, 256, 640] as const;
export type ThumbnailSize = (typeof thumbnailSizes)[number];

/** Most thumbnails that are asked for at once. */
export const mostThumbnails = 64;

/** What the page of the selection editor may ask the extension. Whatever arrives is checked before it is used. */
export interface EditorContract {
  readonly requests: {
    /** The page is there and wants everything it needs to show itself. */
    readonly ready: { readonly params: null; readonly result: PanelStart };
    /**
     * Addresses of thumbnails that the page may show, in the order asked for; null where there is none. Paths are relative to the data folder; at most
     * `mostThumbnails` of them.
     */
    readonly thumbnails: {
      readonly params: { readonly paths: readonly string[]; readonly size: ThumbnailSize };
      readonly result: { readonly addresses: readonly (string | null)[] };
    };
    /** Patches of each pattern of an image of the pool, from stored features; null where they are not stored. */
    readonly regions: { readonly params: { readonly path: string }; readonly result: { readonly patches: readonly string[] | null } };
    /** Edits of the document: each is one step of undo. They are made one after the other; `document` tells what came of it before the answer does. */
    readonly edit: { readonly params: PanelEdit; readonly result: PanelEditResult };
    readonly undo: { readonly params: null; readonly result: null };
  };
  readonly events: {
    /** Something that a command does: open or reveal an image, go to the text, export, verify, show the data folder that was asked about. */
    readonly act: { readonly act: PanelAct; readonly path: string | null };
  };
}

/** What the extension tells the page. */
export interface PageContract {
  readonly requests: Readonly<Record<string, never>>;
  readonly events: {
    /** The document's text as it now stands, and how it can be shown. */
    readonly document: PanelDocument;
    /** A re-selection is under way, or has ended. */
    readonly working: PanelWork;
  };
}

export const panelActs = [
  'open-image',
  'reveal-image',
  'copy-path',
  'open-text',
  'export',
  'verify',
  'allow-root',
  'show-log',
  'manage-trust',
  'locate-root',
] as const;
export type PanelAct = (typeof panelActs)[number];

export type PanelEdit =
  | { readonly kind: 'budget'; readonly budget: number }
  | { readonly kind: 'pin'; readonly path: string; readonly isPinned: boolean }
  | { readonly kind: 'exclude'; readonly path: string; readonly isExcluded: boolean };

/** What came of an edit. */
export type PanelEditResult =
  | { readonly kind: 'done' }
  /** Nothing to change: the text was so already. */
  | { readonly kind: 'same' }
  | { readonly kind: 'cancelled' }
  /** What happened and what to do, in the language of the editor. */
  | { readonly kind: 'problem'; readonly text: string };

export interface PanelStart {
  readonly language: Language;
  /** The page's texts in the language of the editor, by their English. */
  readonly words: Readonly<Record<string, string>>;
  readonly document: PanelDocument;
  readonly work: PanelWork;
}

/** What the host does for the page. Images are read only where their stored features are gone. */
export type PanelWork =
  | { readonly kind: 'idle' }
  | { readonly kind: 'choosing' }
  | { readonly kind: 'reading'; readonly done: number; readonly total: number | null; readonly secondsLeft: number | null };

/** Rows and columns of the patches that a model cuts an image into. */
export interface PatchGrid {
  readonly rows: number;
  readonly columns: number;
}

/** A selection file as the page gets it: always its text; where its data can be shown, or why not. */
export interface PanelDocument {
  readonly text: string;
  readonly name: string;
  readonly data: PanelData;
  /** Null where the model's grid is unknown: then no region can be outlined. */
  readonly grid: PatchGrid | null;
}

export type PanelData =
  | { readonly kind: 'open' }
  /** The data folder lies outside of the workspace: it is shown after a confirmation. */
  | { readonly kind: 'asks'; readonly root: string }
  /** Outside, in a workspace that is not trusted: never. */
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'missing'; readonly root: string };

/** What the page of a comparison may ask the extension. */
export interface ComparisonContract {
  readonly requests: {
    readonly ready: { readonly params: null; readonly result: ComparisonStart };
    /** As in the selection editor; `side` says whose data folder the paths are relative to. */
    readonly thumbnails: {
      readonly params: { readonly side: ComparisonSide; readonly paths: readonly string[]; readonly size: ThumbnailSize };
      readonly result: { readonly addresses: readonly (string | null)[] };
    };
  };
  readonly events: {
    readonly act: {
      readonly act: 'open-image' | 'open-first' | 'open-second' | 'allow-roots';
      readonly side: ComparisonSide;
      readonly path: string | null;
    };
  };
}

/** What the extension tells the page of a comparison. */
export interface ComparisonPageContract {
  readonly requests: Readonly<Record<string, never>>;
  readonly events: { readonly compared: Compared };
}

export type ComparisonSide = 'first' | 'second';

export interface Compared {
  readonly first: PanelDocument;
  readonly second: PanelDocument;
}

export interface ComparisonStart {
  readonly language: Language;
  readonly words: Readonly<Record<string, string>>;
  readonly compared: Compared;
  /** Addresses of both files: the page keeps them, so that the comparison is back after a reload. */
  readonly files: Readonly<Record<ComparisonSide, string>>;
}
