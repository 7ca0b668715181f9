import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Pick, Selection } from '../core/selection.js';
import { selectionReasons } from '../core/selection-reasons.js';
import type { PanelAct, PatchGrid } from '../protocol/panel-messages.js';
import { IconButton } from './icons.js';
import { usePage, useRegion, useSpeech } from './page.js';
import { RegionPicture } from './region-picture.js';

export interface WhyProps {
  readonly selection: Selection;
  readonly grid: PatchGrid | null;
  /** The selected image; undefined where none is. */
  readonly pick: Pick | undefined;
  readonly isPinned: boolean;
  readonly canEdit: boolean;
  readonly canShow: boolean;
  /** Whether its file may be opened. */
  readonly canOpen: boolean;
  readonly onSelect: (path: string) => void;
  readonly onPin: (path: string, isPinned: boolean) => void;
  readonly onExclude: (path: string) => void;
  readonly onAct: (act: PanelAct, path: string) => void;
}

/** Why the selected image was chosen: the region that did it, beside the nearest one that was there before. */
export function Why(props: WhyProps): JSX.Element {
  const { selection, pick, grid } = props;
  const { language } = usePage();
  const { say } = useSpeech();
  const reasons = useMemo(() => selectionReasons(selection, language), [selection, language]);
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.scrollTo(0, 0), [pick?.path]);
  if (!pick) {
    return (
      <aside class="why" aria-label={say('Why this image')}>
        <div class="centre">
          <h2>{say('Nothing selected')}</h2>
          <p>{say('Select an image to see why it was chosen.')}</p>
        </div>
      </aside>
    );
  }
  return (
    <aside class="why" aria-label={say('Why this image')} ref={box}>
      <WhyHead {...props} pick={pick} />
      {props.canShow && <Pair {...props} pick={pick} key={pick.path} />}
      {!grid && props.canShow && <p class="quiet small">{say('The patches of this model are unknown, so no region is outlined.')}</p>}
      <p class="says" aria-live="polite">
        {reasons[pick.rank - 1] ?? ''}
      </p>
      <Facts pick={pick} selection={selection} />
    </aside>
  );
}

type Chosen = WhyProps & { readonly pick: Pick };

function WhyHead({ pick, isPinned, canEdit, canOpen, onPin, onExclude, onAct }: Chosen): JSX.Element {
  const { say, count } = useSpeech();
  const cut = pick.path.lastIndexOf('/');
  return (
    <header>
      <span class="no">{count(pick.rank)}</span>
      <div class="file" title={pick.path}>
        <div class="ellipsis">{pick.path.slice(cut + 1)}</div>
        {cut > 0 && <span class="quiet ellipsis">{pick.path.slice(0, cut)}</span>}
      </div>
      <IconButton
        icon="pin"
        name={isPinned ? say('Unpin (P)') : say('Pin: keep it, whatever the budget (P)')}
        isPressed={isPinned}
        isDisabled={!canEdit}
        onClick={() => onPin(pick.path, !isPinned)}
      />
      <IconButton
        icon="exclude"
        name={say('Exclude: choose another instead (X)')}
        isDisabled={!canEdit}
        onClick={() => onExclude(pick.path)}
      />
      <IconButton icon="open" name={say('Open image (Enter)')} isDisabled={!canOpen} onClick={() => onAct('open-image', pick.path)} />
      <IconButton icon="reveal" name={say('Reveal in Explorer')} isDisabled={!canOpen} onClick={() => onAct('reveal-image', pick.path)} />
      <IconButton icon="copy" name={say('Copy path')} onClick={() => onAct('copy-path', pick.path)} />
    </header>
  );
}

/** This region and the nearest one before, in the same size side by side. */
function Pair({ pick, selection, grid, onSelect }: Chosen): JSX.Element {
  const { say } = useSpeech();
  const { nearest } = pick;
  const other = nearest && selection.picks.find(({ path }) => path === nearest.path);
  // A selection file holds one region of each pick, the one that it was chosen for; the store holds all.
  const stated = other?.pattern.index === nearest?.pattern ? other?.pattern.patches : undefined;
  const patches = useRegion(nearest?.path, nearest?.pattern, stated);
  const caption = other ? say('Nearest before: no. {rank}', { rank: other.rank }) : say('Nearest before: labelled already');
  const picture = nearest && <RegionPicture path={nearest.path} patches={patches} grid={grid} />;
  return (
    <div class="pair">
      <figure>
        <div class="frame">
          <RegionPicture path={pick.path} patches={pick.pattern.patches} grid={grid} />
        </div>
        <figcaption>{say('This region')}</figcaption>
      </figure>
      {!nearest && <p class="frame nothing quiet small">{say('Nothing chosen before')}</p>}
      {nearest && (
        <figure>
          {other ? (
            <button type="button" class="frame" aria-label={caption} title={other.path} onClick={() => onSelect(other.path)}>
              {picture}
            </button>
          ) : (
            <div class="frame" title={nearest.path}>
              {picture}
            </div>
          )}
          <figcaption title={patches === undefined ? say('The selection does not say where in this image the region lies.') : undefined}>
            {caption}
          </figcaption>
        </figure>
      )}
    </div>
  );
}

function Facts({ pick, selection }: { readonly pick: Pick; readonly selection: Selection }): JSX.Element {
  const { say, images } = useSpeech();
  const radius = selection.coverage.patternRadius.toFixed(2);
  return (
    <dl class="facts">
      {pick.distance !== null && (
        <div title={say('0 is the same, below {d} counts as covered, 1 is unrelated.', { d: radius })}>
          <dt>{say('Nearest before')}</dt>
          <dd>
            {pick.distance.toFixed(2)} <span class="quiet">{say('(alike below {d})', { d: radius })}</span>
          </dd>
        </div>
      )}
      {pick.gain !== null && (
        <div
          title={say(
            'How much this pick raised the coverage score, in hundredths. Without pinned images, gains never rise along the order.',
          )}
        >
          <dt>{say('Gain at this pick')}</dt>
          <dd>
            {points(pick.gain)} <span class="quiet">{say('points')}</span>
          </dd>
        </div>
      )}
      <div title={say('Images of the pool that came nearer to this image, when it was chosen, than to any chosen before.')}>
        <dt>{say('Stood for, when chosen')}</dt>
        <dd>{images(pick.represents)}</dd>
      </div>
    </dl>
  );
}

/** Hundredths with as many digits as say something. */
function points(gain: number): string {
  const value = gain * 100;
  if (value > 0 && value < 0.01) return '< 0.01';
  return value.toFixed(value < 0.1 && value > 0 ? 2 : 1);
}
