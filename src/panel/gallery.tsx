import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Pick } from '../core/selection.js';
import { Cell } from './cell.js';
import { cellsInSight, gridLayout, moved, scrollToShow } from './grid-layout.js';
import { useSpeech } from './page.js';

export interface GalleryProps {
  /** In rank order. */
  readonly picks: readonly Pick[];
  readonly selected: string | null;
  readonly pinned: ReadonlySet<string>;
  /** Paths that an edit has just brought in. */
  readonly fresh: ReadonlySet<string>;
  /** Wished side of a cell, in pixels. */
  readonly size: number;
  readonly canEdit: boolean;
  /** Scroll position to begin with. */
  readonly scrollTop: number;
  readonly onScroll: (scrollTop: number) => void;
  readonly onSelect: (path: string) => void;
  readonly onOpen: (path: string) => void;
  readonly onPin: (path: string, isPinned: boolean) => void;
  readonly onExclude: (path: string) => void;
}

interface Sight {
  readonly width: number;
  readonly height: number;
}

/** Left and right of the sheet together: with the padding of the cells and the scroll bar the pictures stand in line with the head. */
const sheetMargins = 12 + 2;

/** Every chosen image in rank order. Only the rows in sight exist, and the selected cell, so that the focus is never lost. */
export function Gallery(props: GalleryProps): JSX.Element {
  const { picks, selected, pinned, fresh, size, canEdit, onScroll, onSelect, onOpen, onPin, onExclude } = props;
  const { say } = useSpeech();
  const box = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState<Sight>({ width: 0, height: 0 });
  const [scrollTop, setScrollTop] = useState(props.scrollTop);
  const layout = gridLayout(Math.max(1, sight.width - sheetMargins), size, picks.length);
  const index = picks.findIndex(({ path }) => path === selected);
  const tabStop = Math.max(0, index);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = (): void => setSight({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // The position of an earlier visit can be taken up as soon as the sheet has its height.
  const isMeasured = sight.width > 0;
  useLayoutEffect(() => {
    if (isMeasured && box.current) box.current.scrollTop = props.scrollTop;
  }, [isMeasured]);

  // Another selected image, or another size: it stays in sight. Who had scrolled away from it before the page was hidden stays there.
  const isBack = useRef(props.scrollTop > 0);
  useEffect(() => {
    if (!isMeasured || index < 0 || !box.current) return;
    if (isBack.current) {
      isBack.current = false;
      return;
    }
    box.current.scrollTop = scrollToShow(layout, index, box.current.scrollTop, sight.height);
  }, [selected, isMeasured, layout.columns, layout.cell]);

  // Where the cell with the focus has gone, the focus goes to the one that took its place.
  const isInside = useRef(false);
  useLayoutEffect(() => {
    if (isInside.current && document.activeElement === document.body) focusSelected(box.current);
  }, [selected, picks]);

  const focus = (at: number): void => {
    const pick = picks[at];
    if (!pick || !box.current) return;
    box.current.scrollTop = scrollToShow(layout, at, box.current.scrollTop, sight.height);
    onSelect(pick.path);
    // The cell exists after the next drawing.
    requestAnimationFrame(() => requestAnimationFrame(() => focusSelected(box.current)));
  };

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moved(event.key, tabStop, layout, sight.height, picks.length);
    if (next !== undefined) {
      event.preventDefault();
      focus(next);
    }
  };

  const { first, end } = cellsInSight(layout, scrollTop, sight.height, picks.length);
  const shown = isMeasured ? picks.slice(first, end).map((pick, i) => ({ pick, at: first + i })) : [];
  const stop = picks[tabStop];
  if (isMeasured && stop && (tabStop < first || tabStop >= end)) shown.push({ pick: stop, at: tabStop });
  return (
    <div
      class="scroll"
      ref={box}
      onFocusIn={() => (isInside.current = true)}
      onFocusOut={(event) => {
        if (event.relatedTarget !== null) isInside.current = false;
      }}
      onScroll={(event) => {
        setScrollTop(event.currentTarget.scrollTop);
        onScroll(event.currentTarget.scrollTop);
      }}
    >
      <div
        class="sheet"
        role="listbox"
        aria-label={say('Chosen images in rank order')}
        style={{ height: `${layout.height + 12}px` }}
        onKeyDown={onKeyDown}
      >
        {shown.map(({ pick, at }) => (
          <Cell
            key={pick.path}
            pick={pick}
            left={(at % layout.columns) * layout.step}
            top={Math.floor(at / layout.columns) * layout.step}
            side={layout.cell}
            place={at + 1}
            places={picks.length}
            isSelected={pick.path === selected}
            isTabStop={at === tabStop}
            isPinned={pinned.has(pick.path)}
            isFresh={fresh.has(pick.path)}
            canEdit={canEdit}
            {...{ onSelect, onOpen, onPin, onExclude }}
          />
        ))}
      </div>
    </div>
  );
}

function focusSelected(box: HTMLElement | null): void {
  box?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
}
