import { render, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EditorContract, PageContract, PanelDocument, PanelWork } from '../protocol/panel-messages.js';
import { connect } from './channel.js';
import { faultText } from './document-notices.js';
import { EditorPage } from './editor-page.js';
import { keptState } from './kept-state.js';
import { nextDocument, type PageDocument } from './page-document.js';
import { PageContext, speechOf, type Page } from './page.js';
import { ThumbnailQueue } from './thumbnail-queue.js';
import { WholePage } from './whole-page.js';

interface Shown {
  readonly page: Page;
  readonly shown: PageDocument;
  readonly work: PanelWork;
}

/** What has come so far: events may come before the answer to `ready`. */
let state: Shown | undefined;
let early: PanelWork = { kind: 'idle' };
let redraw: (state: Shown) => void = () => undefined;

const { channel, kept, keep } = connect<PageContract, EditorContract>({
  requests: {},
  events: {
    document: (document) => show(document),
    working: (work) => {
      early = work;
      if (state) become({ ...state, work });
    },
  },
});

const regions: Page['regions'] = async (path, signal) => (await channel.request('regions', { path }, signal)).patches;
const thumbnails = new ThumbnailQueue(
  async (paths, size, signal) => (await channel.request('thumbnails', { paths, size }, signal)).addresses,
);

function become(next: Shown): void {
  state = next;
  redraw(next);
}

function show(document: PanelDocument): void {
  if (!state) return;
  const before = state.shown.document.data;
  become({ ...state, shown: nextDocument(state.shown, document) });
  // Where the data is to be seen now, or lies elsewhere, pictures are asked for anew.
  if (JSON.stringify(before) !== JSON.stringify(document.data)) thumbnails.clear();
}

function Root({ first }: { readonly first: Shown }): JSX.Element {
  const [{ page, shown, work }, setShown] = useState(first);
  redraw = setShown;
  return (
    <PageContext.Provider value={page}>
      {shown.kind === 'broken' ? (
        <WholePage
          icon="warning"
          title={faultText(shown.fault, speechOf(page))}
          buttons={[{ name: speechOf(page).say('Open text'), onClick: () => channel.tell('act', { act: 'open-text', path: null }) }]}
        />
      ) : (
        <EditorPage
          shown={shown}
          work={work}
          kept={keptState(kept)}
          onKeep={keep}
          onAct={(act, path) => channel.tell('act', { act, path: path ?? null })}
          onEdit={(edit, signal) => channel.request('edit', edit, signal)}
          onUndo={() => void channel.request('undo', null).catch(() => undefined)}
        />
      )}
    </PageContext.Provider>
  );
}

async function start(): Promise<void> {
  const { language, words, document, work } = await channel.request('ready', null);
  const place = globalThis.document.body;
  globalThis.document.documentElement.lang = language;
  state = {
    page: { language, words, thumbnails, regions },
    shown: nextDocument(undefined, document),
    work: early.kind === 'idle' ? work : early,
  };
  place.replaceChildren();
  render(<Root first={state} />, place);
}

void start();
