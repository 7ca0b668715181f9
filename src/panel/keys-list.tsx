import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { PanelWord } from '../protocol/panel-words.js';
import { IconButton } from './icons.js';
import { useSpeech } from './page.js';

const keys: readonly { readonly keys: readonly string[]; readonly what: PanelWord }[] = [
  { keys: ['←', '↑', '→', '↓'], what: 'Move between images' },
  { keys: ['Home', 'End'], what: 'First, last image' },
  { keys: ['Page Up', 'Page Down'], what: 'A page up, down' },
  { keys: ['Enter'], what: 'Open the image' },
  { keys: ['P'], what: 'Pin, unpin' },
  { keys: ['X'], what: 'Exclude' },
  { keys: ['[', ']'], what: 'One image fewer, more' },
  { keys: ['?'], what: 'This list' },
];

/** What the keys do. */
export function KeysList({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { say } = useSpeech();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <div class="veil" onClick={onClose}>
      <div
        class="keys"
        role="dialog"
        aria-modal="true"
        aria-label={say('Keys')}
        tabIndex={-1}
        ref={box}
        onClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || event.key === '?') onClose();
          // One button is all there is to reach in the list.
          if (event.key === 'Tab') event.preventDefault();
          event.stopPropagation();
        }}
      >
        <h2>
          {say('Keys')}
          <IconButton icon="close" name={say('Close')} onClick={onClose} />
        </h2>
        <ul>
          {keys.map((row) => (
            <li key={row.what}>
              {say(row.what)}
              <span>
                {row.keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
