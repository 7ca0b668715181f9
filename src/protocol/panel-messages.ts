import type { Language } from '../core/language.js';

/** What the page of the selection editor may ask the extension. Whatever arrives is checked before it is used. */
export interface EditorContract {
  readonly requests: {
    /** The page is there and wants everything it needs to show itself. */
    readonly ready: { readonly params: null; readonly result: PanelStart };
    /** Addresses of thumbnails that the page may show; null where there is none. Paths are relative to the data folder. */
    readonly thumbnails: { readonly params: { readonly paths: readonly string[]; readonly size: 96 | 256 | 640 }; readonly result: { readonly addresses: readonly (string | null)[] } };
    /** Edits of the document: each is one step of undo. The page is told by `document` what came of it. */
    readonly edit: { readonly params: PanelEdit; readonly result: null };
    readonly undo: { readonly params: null; readonly result: null };
  };
  readonly events: {
    /** Something that a command does: open or reveal an image, go to the text, export, verify, show the data folder that was asked about. */
    readonly act: { readonly act: PanelAct; readonly path: string | null };
  };
}

/** What the extension tells the page. */
export interface PageContract {
  readonly requests: Readonly<Record<never, never>>;
  readonly events: {
    /** The document's text as it now stands, and how it can be shown. */
    readonly document: PanelDocument;
    /** A re-selection is under way, or has ended. */
    readonly working: { readonly isWorking: boolean };
  };
}

export type PanelAct = 'open-image' | 'reveal-image' | 'copy-path' | 'open-text' | 'export' | 'verify' | 'allow-root' | 'recompute';

export type PanelEdit =
  | { readonly kind: 'budget'; readonly budget: number }
  | { readonly kind: 'pin'; readonly path: string; readonly isPinned: boolean }
  | { readonly kind: 'exclude'; readonly path: string };

export interface PanelStart {
  readonly language: Language;
  /** The page's texts in the language of the editor, by their English. */
  readonly words: Readonly<Record<string, string>>;
  readonly document: PanelDocument;
}

/** A selection file as the page gets it: always its text; where its data can be shown, or why not. */
export interface PanelDocument {
  readonly text: string;
  readonly name: string;
  readonly data:
    | { readonly kind: 'open' }
    /** The data folder lies outside of the workspace: it is shown after a confirmation. */
    | { readonly kind: 'asks'; readonly root: string }
    /** Outside, in a workspace that is not trusted: never. */
    | { readonly kind: 'untrusted' }
    | { readonly kind: 'missing' };
}
