import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Language } from '../core/language.js';
import type { ThumbnailSize } from '../protocol/panel-messages.js';
import type { PanelWord } from '../protocol/panel-words.js';
import type { ThumbnailQueue } from './thumbnail-queue.js';

/** What every part of a page needs: its language, its words, and pictures. */
export interface Page {
  readonly language: Language;
  readonly words: Readonly<Record<string, string>>;
  readonly thumbnails: ThumbnailQueue;
  /** Patches of each pattern of an image, by index; null where they are not stored. */
  readonly regions: (path: string, signal: AbortSignal) => Promise<readonly string[] | null>;
}

export const PageContext = createContext<Page | undefined>(undefined);

/** The page that a part stands in. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('usePage: the part stands in no page');
  return page;
}

/** Speaks the words of the page. */
export interface Speech {
  /** A text with its values put in. */
  readonly say: (word: PanelWord, values?: Readonly<Record<string, string | number>>) => string;
  /** The same with parts that are more than text. */
  readonly sayRich: (word: PanelWord, values: Readonly<Record<string, ComponentChildren>>) => ComponentChildren[];
  /** A whole number as people write it: 1,344. */
  readonly count: (value: number) => string;
  /** Between two sentences. */
  readonly gap: string;
  /** "1 image", "24 images". */
  readonly images: (value: number) => string;
}

/** The words of the page in the language of the editor. */
export function useSpeech(): Speech {
  return speechOf(usePage());
}

export function speechOf({ language, words }: Pick<Page, 'language' | 'words'>): Speech {
  const count = (value: number): string => value.toLocaleString(language);
  const say: Speech['say'] = (word, values = {}) =>
    (words[word] ?? word).replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === 'number' ? count(value) : value;
    });
  return {
    say,
    count,
    gap: language === 'ja' ? '' : ' ',
    images: (value) => (value === 1 ? say('1 image') : say('{n} images', { n: value })),
    sayRich: (word, values) =>
      (words[word] ?? word).split(/(\{\w+\})/).map((part) => {
        const name = /^\{(\w+)\}$/.exec(part)?.[1];
        return name === undefined ? part : (values[name] ?? part);
      }),
  };
}

/**
 * Address of a thumbnail: undefined until it is known, null where there is none.
 *
 * @param isInSight whether it is worth asking for
 */
export function useThumbnail(path: string, size: ThumbnailSize, isInSight = true): string | null | undefined {
  const { thumbnails } = usePage();
  const [, redraw] = useState(0);
  const { generation } = thumbnails;
  useEffect(() => {
    if (!isInSight) return undefined;
    const stop = thumbnails.subscribe(() => redraw((times) => times + 1));
    const drop = thumbnails.want(path, size);
    return () => {
      stop();
      drop();
    };
  }, [thumbnails, path, size, isInSight, generation]);
  return thumbnails.address(path, size);
}

/**
 * Patches of one pattern of an image: as the selection file says them, else from stored features; undefined until, or unless, they are known.
 *
 * @param path undefined where there is no image
 */
export function useRegion(path: string | undefined, pattern: number | undefined, stated: string | undefined): string | undefined {
  const { regions } = usePage();
  const [found, setFound] = useState<{ readonly key: string; readonly patches: string | undefined } | undefined>(undefined);
  const key = `${String(pattern)} ${path ?? ''}`;
  useEffect(() => {
    if (path === undefined || pattern === undefined || stated !== undefined) return undefined;
    const abort = new AbortController();
    regions(path, abort.signal).then(
      (all) => {
        if (!abort.signal.aborted) setFound({ key, patches: all?.[pattern] });
      },
      // Without stored features the picture is shown whole.
      () => undefined,
    );
    return () => abort.abort();
  }, [regions, key, stated]);
  return stated ?? (found?.key === key ? found.patches : undefined);
}
