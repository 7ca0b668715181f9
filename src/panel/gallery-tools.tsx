import type { JSX } from 'preact';
import type { Selection } from '../core/selection.js';
import { Icon } from './icons.js';
import { cellSizes } from './kept-state.js';
import { leftOutCounts } from './left-out.js';
import { useSpeech } from './page.js';

export interface GalleryToolsProps {
  readonly selection: Selection;
  /** Images that are listed. */
  readonly found: number;
  readonly size: number;
  readonly isListOpen: boolean;
  readonly onSize: (size: number) => void;
  readonly onList: () => void;
}

/** Over the gallery: how many images it lists, the quiet way to those left out, and the size of the pictures. */
export function GalleryTools({ selection, found, size, isListOpen, onSize, onList }: GalleryToolsProps): JSX.Element {
  const { say, images } = useSpeech();
  const { leftOut, conspicuous } = leftOutCounts(selection);
  const counts = [
    ...(leftOut > 0 ? [say('{n} left out', { n: leftOut })] : []),
    ...(conspicuous > 0 ? [say('{n} conspicuous', { n: conspicuous })] : []),
  ];
  const share = ((size - cellSizes.least) / (cellSizes.most - cellSizes.least)) * 100;
  return (
    <div class="tools">
      <span class="quiet label" aria-live="polite">
        {images(found)}
      </span>
      {counts.length > 0 && (
        <button type="button" class="link quiet" aria-expanded={isListOpen} onClick={onList}>
          {counts.join(' · ')}
        </button>
      )}
      <span class="grow" />
      <span class="quiet sign">
        <Icon name="small" />
      </span>
      <input
        class="size"
        type="range"
        min={cellSizes.least}
        max={cellSizes.most}
        step={cellSizes.step}
        value={size}
        aria-label={say('Thumbnail size')}
        title={say('Thumbnail size')}
        style={{ '--at': `${share}%` }}
        onInput={(event) => onSize(event.currentTarget.valueAsNumber)}
      />
      <span class="quiet sign">
        <Icon name="large" />
      </span>
    </div>
  );
}
