import type { JSX } from 'preact';
import { readRemark } from '../core/remark.js';
import type { Selection } from '../core/selection.js';
import { Button } from './notices.js';
import { useSpeech, type Speech } from './page.js';

/** Most lines of each list; the text of the selection has all of them. */
const mostLines = 200;

export interface LeftOutProps {
  readonly selection: Selection;
  readonly canEdit: boolean;
  readonly onPutBack: (path: string) => void;
}

/** Images that could not be used, that are conspicuous, and that were excluded by hand. */
export function LeftOut({ selection, canEdit, onPutBack }: LeftOutProps): JSX.Element {
  const { say } = useSpeech();
  const { skipped, pool, settings } = selection;
  return (
    <section class="left-out" aria-label={say('Images left out, and conspicuous ones')} tabIndex={0}>
      <Lines title={say('Left out')} lines={skipped} />
      <Lines title={say('Conspicuous, but used')} lines={pool.flagged} />
      <Lines
        title={say('Excluded by you')}
        lines={settings.excluded.map((path) => ({ path, reason: '' }))}
        {...(canEdit && { button: { name: say('Put back'), onClick: onPutBack } })}
      />
    </section>
  );
}

interface LinesProps {
  readonly title: string;
  readonly lines: readonly { readonly path: string; readonly reason: string }[];
  readonly button?: { readonly name: string; readonly onClick: (path: string) => void };
}

function Lines({ title, lines, button }: LinesProps): JSX.Element | null {
  const { say, images } = useSpeech();
  if (lines.length === 0) return null;
  return (
    <>
      <h3>
        {title} <span class="quiet">{images(lines.length)}</span>
      </h3>
      <ul>
        {lines.slice(0, mostLines).map(({ path, reason }) => (
          <li key={path}>
            <span class="path">{path}</span> <span class="quiet">{remarkText(reason, say)}</span>
            {button && <Button name={button.name} look="link" onClick={() => button.onClick(path)} />}
          </li>
        ))}
      </ul>
      {lines.length > mostLines && <p class="quiet">{say('and {n} more; the text has all of them', { n: lines.length - mostLines })}</p>}
    </>
  );
}

/** A remark in the language of the page; as it stands where it is of another version. */
function remarkText(reason: string, say: Speech['say']): string {
  const read = readRemark(reason);
  return read ? say(read.word, read.values) : reason;
}

/** How many images the lists name: nothing to list where it is 0. */
export function leftOutCounts({ skipped, pool, settings }: Selection): { readonly leftOut: number; readonly conspicuous: number } {
  return { leftOut: skipped.length + settings.excluded.length, conspicuous: pool.flagged.length };
}
