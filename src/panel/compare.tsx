import { render, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Compared, ComparisonContract, ComparisonPageContract, ComparisonSide } from '../protocol/panel-messages.js';
import { connect } from './channel.js';
import { ComparisonPage } from './comparison-page.js';
import { PageContext, type Page } from './page.js';
import { ThumbnailQueue } from './thumbnail-queue.js';

let redraw: (compared: Compared) => void = () => undefined;

const { channel, kept, keep } = connect<ComparisonPageContract, ComparisonContract>({
  requests: {},
  events: { compared: (compared) => redraw(compared) },
});

const queueOf = (side: ComparisonSide): ThumbnailQueue =>
  new ThumbnailQueue(async (paths, size, signal) => (await channel.request('thumbnails', { side, paths, size }, signal)).addresses);
const thumbnails = { first: queueOf('first'), second: queueOf('second') };

interface RootProps {
  readonly first: Compared;
  readonly page: Page;
  readonly onSwap: (isSwapped: boolean) => void;
}

const wasSwapped = typeof kept === 'object' && kept !== null && 'isSwapped' in kept && kept.isSwapped === true;

function Root({ first, page, onSwap }: RootProps): JSX.Element {
  const [compared, setCompared] = useState(first);
  redraw = (next) => {
    for (const side of ['first', 'second'] as const) {
      if (JSON.stringify(compared[side].data) !== JSON.stringify(next[side].data)) thumbnails[side].clear();
    }
    setCompared(next);
  };
  return (
    <PageContext.Provider value={page}>
      <ComparisonPage
        compared={compared}
        thumbnails={thumbnails}
        isSwapped={wasSwapped}
        onSwap={onSwap}
        onAct={(act, side, path) => channel.tell('act', { act, side, path: path ?? null })}
      />
    </PageContext.Provider>
  );
}

async function start(): Promise<void> {
  const { language, words, compared, files } = await channel.request('ready', null);
  const keepState = (isSwapped: boolean): void => keep({ files, isSwapped });
  keepState(wasSwapped);
  document.documentElement.lang = language;
  document.body.replaceChildren();
  render(
    <Root
      first={compared}
      page={{ language, words, thumbnails: thumbnails.first, regions: () => Promise.resolve(null) }}
      onSwap={keepState}
    />,
    document.body,
  );
}

void start();
