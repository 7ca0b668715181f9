import type { ComponentChildren, JSX } from 'preact';
import { coverageSentence } from '../core/reason.js';
import type { Selection } from '../core/selection.js';
import type { PanelAct } from '../protocol/panel-messages.js';
import { coverageParts } from './coverage-parts.js';
import { Icon, IconButton } from './icons.js';
import { usePage, useSpeech } from './page.js';

export interface HeadProps {
  readonly name: string;
  readonly selection: Selection;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly onAct: (act: PanelAct) => void;
  readonly onKeys: () => void;
}

/** Who, how many, search and what can be done with the whole. */
export function Bar({ name, selection, query, onQuery, onAct, onKeys }: HeadProps): JSX.Element {
  const { say } = useSpeech();
  return (
    <header class="bar">
      <div class="name">
        <h1 class="ellipsis" title={name}>
          {name}
        </h1>
        <span class="quiet ellipsis">{say('{n} of {N} chosen', { n: selection.picks.length, N: selection.pool.images })}</span>
      </div>
      <div class="grow" />
      <div class="field search">
        <Icon name="search" />
        <input
          type="text"
          value={query}
          placeholder={say('Search by path')}
          aria-label={say('Search by path')}
          spellcheck={false}
          onInput={(event) => onQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onQuery('');
          }}
        />
        {query !== '' && <IconButton icon="close" name={say('Clear search')} onClick={() => onQuery('')} />}
      </div>
      <div class="actions">
        <IconButton icon="keyboard" name={say('Keys (?)')} onClick={onKeys} />
        <IconButton icon="verify" name={say('Verify')} onClick={() => onAct('verify')} />
        <IconButton icon="export" name={say('Export…')} onClick={() => onAct('export')} />
      </div>
    </header>
  );
}

/** The answer: how much of the pool the selection covers, and how much chance does. */
export function Answer({ selection }: { readonly selection: Selection }): JSX.Element {
  const { language } = usePage();
  const { say } = useSpeech();
  const { coverage, picks, pool } = selection;
  const { before, share, after, chance } = coverageParts(
    coverageSentence(coverage, { images: pool.images, budget: picks.length }, language),
  );
  return (
    <p
      class="hero"
      title={say(
        'Covered: an image that has a chosen image within {d}, at least as near as nine of ten images have their tenth look-alike. Random: lowest and highest of {r} draws.',
        { d: coverage.radius.toFixed(2), r: coverage.random.selections },
      )}
    >
      {before}
      {share !== '' && <b class="ours">{share}</b>}
      {after}
      <span class="chance">{unbroken(chance)}</span>
    </p>
  );
}

/** Keeps numbers and their signs on one line. */
function unbroken(text: string): ComponentChildren[] {
  return text.split(/(\d[\d,–～]* %[。.]?)/).map((part, i) =>
    i % 2 === 1 ? (
      <span class="nb" key={i}>
        {part}
      </span>
    ) : (
      part
    ),
  );
}
