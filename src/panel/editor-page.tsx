import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Selection } from '../core/selection.js';
import type { PanelAct, PanelEdit, PanelEditResult, PanelWork } from '../protocol/panel-messages.js';
import { BudgetBar } from './budget-bar.js';
import { DataNotice, FaultNotice, OutcomeNotice, WorkNotice } from './document-notices.js';
import { useEdits } from './edits.js';
import { Gallery } from './gallery.js';
import { GalleryTools } from './gallery-tools.js';
import { Answer, Bar } from './head.js';
import type { KeptState } from './kept-state.js';
import { KeysList } from './keys-list.js';
import { LeftOut } from './left-out.js';
import { Button } from './notices.js';
import { keptPath, sliderEnd, type PageDocument } from './page-document.js';
import { useSpeech } from './page.js';
import { actionOfKey } from './page-keys.js';
import { NothingChosen } from './whole-page.js';
import { Why } from './why.js';

export interface EditorPageProps {
  readonly shown: Exclude<PageDocument, { readonly kind: 'broken' }>;
  readonly work: PanelWork;
  /** As it was kept when the page was last there. */
  readonly kept: KeptState;
  readonly onKeep: (state: KeptState) => void;
  readonly onAct: (act: PanelAct, path?: string) => void;
  readonly onEdit: (edit: PanelEdit, signal: AbortSignal) => Promise<PanelEditResult>;
  readonly onUndo: () => void;
}

/** The whole page of a selection: the answer, the budget, the images in rank order, and why the selected one was chosen. */
export function EditorPage({ shown, work, kept, onKeep, onAct, onEdit, onUndo }: EditorPageProps): JSX.Element {
  const { say } = useSpeech();
  const { selection, document: source } = shown;
  const edits = useEdits(selection, onEdit);
  const [state, setState, keepScroll] = useKept(kept, onKeep);
  const [isKeysOpen, setKeysOpen] = useState(false);
  const selected = useSelected(selection, state.selected, (path) => setState({ selected: path }));
  const pinned = useMemo(() => new Set(selection.settings.pinned), [selection]);
  const picks = useMemo(() => found(selection, state.query), [selection, state.query]);
  const isReachable = source.data.kind === 'open' || source.data.kind === 'asks';
  const canEdit = shown.kind === 'whole' && isReachable;
  const pick = selection.picks.find(({ path }) => path === selected);

  const select = (path: string): void => setState({ selected: path });
  const pin = (path: string, isPinned: boolean): void => edits.make({ kind: 'pin', path, isPinned });
  const exclude = (path: string, isExcluded = true): void => edits.make({ kind: 'exclude', path, isExcluded });
  const open = (path: string): void => {
    if (isReachable) onAct('open-image', path);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const action = actionOfKey(event, isTyping(event.target));
    if (!action || isKeysOpen) return;
    if (action === 'keys') setKeysOpen(true);
    else if (action === 'fewer' || action === 'more') {
      const budget = edits.budget + (action === 'more' ? 1 : -1);
      if (canEdit && budget >= 1 && budget <= selection.pool.images) edits.wishBudget(budget, 'resting');
    } else if (pick && action === 'open') {
      if (isOnButton(event.target)) return;
      open(pick.path);
    } else if (pick && canEdit && action === 'pin') pin(pick.path, !pinned.has(pick.path));
    else if (pick && canEdit && action === 'exclude') exclude(pick.path);
    event.preventDefault();
  };
  useDocumentKeys(onKeyDown);

  const notices = (
    <>
      <FaultNotice shown={shown} onAct={onAct} />
      <DataNotice data={source.data} onAct={onAct} />
      <WorkNotice work={work} onCancel={edits.cancel} />
      {work.kind === 'idle' && shown.kind === 'whole' && (
        <OutcomeNotice outcome={edits.outcome} onUndo={onUndo} onLog={() => onAct('show-log')} onClose={edits.forget} />
      )}
    </>
  );
  if (selection.picks.length === 0) {
    const choose = (budget: number): void => edits.make({ kind: 'budget', budget });
    return (
      <div class="page">
        {notices}
        <NothingChosen images={selection.pool.images} canEdit={canEdit} onChoose={choose} onText={() => onAct('open-text')} />
      </div>
    );
  }
  return (
    <div class={shown.kind === 'stale' ? 'page stale' : 'page'} aria-busy={work.kind !== 'idle'}>
      <Bar
        name={source.name}
        selection={selection}
        query={state.query}
        onQuery={(query) => setState({ query })}
        onAct={(act) => onAct(act)}
        onKeys={() => setKeysOpen(true)}
      />
      <Answer selection={selection} />
      <BudgetBar
        budget={edits.budget}
        end={sliderEnd(selection)}
        images={selection.pool.images}
        isDisabled={!canEdit}
        onWish={edits.wishBudget}
      />
      {notices}
      <div class="body">
        <main class="main">
          <GalleryTools
            selection={selection}
            found={picks.length}
            size={state.size}
            isListOpen={state.isListOpen}
            onSize={(size) => setState({ size })}
            onList={() => setState({ isListOpen: !state.isListOpen })}
          />
          {state.isListOpen && <LeftOut selection={selection} canEdit={canEdit} onPutBack={(path) => exclude(path, false)} />}
          {picks.length === 0 ? (
            <p class="quiet no-hit">
              {say('No image matches “{q}”.', { q: state.query })}{' '}
              <Button name={say('Clear search')} look="link" onClick={() => setState({ query: '' })} />
            </p>
          ) : (
            <Gallery
              picks={picks}
              selected={selected}
              pinned={pinned}
              fresh={edits.outcome.kind === 'changed' ? edits.outcome.fresh : noPaths}
              size={state.size}
              canEdit={canEdit}
              scrollTop={kept.scrollTop}
              onScroll={keepScroll}
              onSelect={select}
              onOpen={open}
              onPin={pin}
              onExclude={exclude}
            />
          )}
        </main>
        <Why
          selection={selection}
          grid={source.grid}
          pick={pick}
          isPinned={pick !== undefined && pinned.has(pick.path)}
          canEdit={canEdit}
          canShow={source.data.kind === 'open'}
          canOpen={isReachable}
          onSelect={select}
          onPin={pin}
          onExclude={exclude}
          onAct={onAct}
        />
      </div>
      {isKeysOpen && <KeysList onClose={() => setKeysOpen(false)} />}
    </div>
  );
}

const noPaths: ReadonlySet<string> = new Set();

/** Images whose path holds the text, upper and lower case alike. */
function found(selection: Selection, query: string): Selection['picks'] {
  const wanted = query.trim().toLowerCase();
  return wanted === '' ? selection.picks : selection.picks.filter(({ path }) => path.toLowerCase().includes(wanted));
}

/** State that is kept while the page is hidden. */
function useKept(
  first: KeptState,
  onKeep: (state: KeptState) => void,
): [KeptState, (changed: Partial<KeptState>) => void, (scrollTop: number) => void] {
  const [state, setState] = useState(first);
  const scrollTop = useRef(first.scrollTop);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(state);
  latest.current = state;
  const keep = (): void => onKeep({ ...latest.current, scrollTop: scrollTop.current });
  useEffect(keep, [state]);
  // Scrolling draws the gallery alone, and is noted when it rests.
  const keepScroll = (top: number): void => {
    scrollTop.current = top;
    clearTimeout(timer.current);
    timer.current = setTimeout(keep, restMs);
  };
  return [state, (changed) => setState((own) => ({ ...own, ...changed })), keepScroll];
}

/** So long the scroll position rests before it is noted. */
const restMs = 150;

/** The selected image: where it leaves the selection, that which took its place. In the beginning the first one. */
function useSelected(selection: Selection, path: string | null, onChange: (path: string | null) => void): string | null {
  const before = useRef(selection);
  const first = selection.picks[0]?.path ?? null;
  const kept = path === null ? first : keptPath(path, before.current, selection);
  useEffect(() => {
    before.current = selection;
    if (kept !== path) onChange(kept);
  }, [selection, kept, path]);
  return kept;
}

function useDocumentKeys(onKeyDown: (event: KeyboardEvent) => void): void {
  const latest = useRef(onKeyDown);
  latest.current = onKeyDown;
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => latest.current(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLInputElement && target.type !== 'range';

const isOnButton = (target: EventTarget | null): boolean => target instanceof Element && target.closest('button') !== null;
