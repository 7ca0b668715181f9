import type { JSX } from 'preact';
import type { Pick } from '../core/selection.js';
import { Icon, IconButton } from './icons.js';
import { useSpeech } from './page.js';
import { Thumbnail } from './thumbnail.js';

export interface CellProps {
  readonly pick: Pick;
  /** Pixels from the corner of the sheet. */
  readonly left: number;
  readonly top: number;
  readonly side: number;
  /** From 1, among those that are listed. */
  readonly place: number;
  readonly places: number;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly isPinned: boolean;
  readonly isFresh: boolean;
  readonly canEdit: boolean;
  readonly onSelect: (path: string) => void;
  readonly onOpen: (path: string) => void;
  readonly onPin: (path: string, isPinned: boolean) => void;
  readonly onExclude: (path: string) => void;
}

/** Pictures up to this side come from the small thumbnails. */
const smallSide = 96;

/** One chosen image: its picture, its rank in the corner, and what can be done with it. */
export function Cell(props: CellProps): JSX.Element {
  const { pick, left, top, side, place, places, isSelected, isTabStop, isPinned, isFresh, canEdit, onSelect, onOpen, onPin, onExclude } =
    props;
  const { say, count } = useSpeech();
  const name = { rank: pick.rank, path: pick.path };
  const size = side * devicePixelRatio <= smallSide ? 96 : side * devicePixelRatio <= 320 ? 256 : 640;
  return (
    <div
      class={isFresh ? 'cell new' : 'cell'}
      role="option"
      aria-selected={isSelected}
      aria-label={isPinned ? say('{rank}, {path}, pinned', name) : say('{rank}, {path}', name)}
      aria-posinset={place}
      aria-setsize={places}
      tabIndex={isTabStop ? 0 : -1}
      title={pick.path}
      style={{ left: `${left}px`, top: `${top}px`, width: `${side}px`, height: `${side}px` }}
      onClick={() => onSelect(pick.path)}
      onFocus={() => {
        if (!isSelected) onSelect(pick.path);
      }}
      onDblClick={() => onOpen(pick.path)}
    >
      <div class="pic">
        <Thumbnail path={pick.path} size={size} />
        <span class="rank">{count(pick.rank)}</span>
        {isPinned && (
          <span class="marks" title={say('Pinned')}>
            <Icon name="pin" />
          </span>
        )}
        {canEdit && (
          <span class="over">
            <IconButton
              icon="pin"
              name={isPinned ? say('Unpin (P)') : say('Pin: keep it, whatever the budget (P)')}
              isPressed={isPinned}
              isAside
              onClick={() => onPin(pick.path, !isPinned)}
            />
            <IconButton icon="exclude" name={say('Exclude: choose another instead (X)')} isAside onClick={() => onExclude(pick.path)} />
          </span>
        )}
      </div>
    </div>
  );
}
