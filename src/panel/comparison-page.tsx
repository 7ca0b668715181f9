import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { wholePercent } from '../core/reason.js';
import { parseSelection, type Selection } from '../core/selection.js';
import type { Compared, ComparisonSide, PanelDocument, ThumbnailSize } from '../protocol/panel-messages.js';
import type { PanelWord } from '../protocol/panel-words.js';
import { compare, type ComparedImage } from './comparison.js';
import { IconButton } from './icons.js';
import { Button, Notice } from './notices.js';
import { PageContext, usePage, useSpeech, type Speech } from './page.js';
import type { ThumbnailQueue } from './thumbnail-queue.js';
import { Thumbnail } from './thumbnail.js';
import { WholePage } from './whole-page.js';

type Act = 'open-image' | 'open-first' | 'open-second' | 'allow-roots';

export interface ComparisonPageProps {
  readonly compared: Compared;
  readonly thumbnails: Readonly<Record<ComparisonSide, ThumbnailQueue>>;
  readonly isSwapped: boolean;
  readonly onSwap: (isSwapped: boolean) => void;
  readonly onAct: (act: Act, side: ComparisonSide, path?: string) => void;
}

/** One of the two sides: A is left. */
interface Side {
  readonly side: ComparisonSide;
  readonly document: PanelDocument;
  readonly selection: Selection;
}

/** Two selections: what they share, how much each covers, and which images only one has chosen. */
export function ComparisonPage(props: ComparisonPageProps): JSX.Element {
  const { compared, onAct } = props;
  const { say } = useSpeech();
  const [isSwapped, setSwapped] = useState(props.isSwapped);
  const first = useMemo(() => sideOf('first', compared.first), [compared.first]);
  const second = useMemo(() => sideOf('second', compared.second), [compared.second]);
  if (first.kind === 'broken' || second.kind === 'broken') {
    const side = first.kind === 'broken' ? 'first' : 'second';
    const { name } = compared[side];
    return (
      <WholePage
        icon="warning"
        title={say('{f} cannot be compared: its text is no complete selection.', { f: name })}
        buttons={[{ name: say('Open {f}', { f: name }), onClick: () => onAct(side === 'first' ? 'open-first' : 'open-second', side) }]}
      />
    );
  }
  const [a, b] = isSwapped ? [second, first] : [first, second];
  const swap = (): void => {
    setSwapped(!isSwapped);
    props.onSwap(!isSwapped);
  };
  return <Sides {...props} a={a} b={b} onExchange={swap} />;
}

function sideOf(side: ComparisonSide, document: PanelDocument): ({ readonly kind: 'whole' } & Side) | { readonly kind: 'broken' } {
  const parsed = parseSelection(document.text);
  return parsed.kind === 'selection' ? { kind: 'whole', side, document, selection: parsed.selection } : { kind: 'broken' };
}

type SidesProps = ComparisonPageProps & { readonly a: Side; readonly b: Side; readonly onExchange: () => void };

function Sides({ a, b, thumbnails, onAct, onExchange }: SidesProps): JSX.Element {
  const speech = useSpeech();
  const { say } = speech;
  const { both, onlyFirst, onlySecond, isSamePool } = useMemo(() => compare(a.selection, b.selection), [a.selection, b.selection]);
  const name = { A: a.document.name, B: b.document.name };
  const asks = [a, b].find(({ document }) => document.data.kind === 'asks');
  const openSide = ({ side }: Side): void => onAct(side === 'first' ? 'open-first' : 'open-second', side);
  return (
    <div class="page">
      <header class="bar">
        <h1 class="ellipsis">
          <button type="button" class="plain" title={say('Open {f}', { f: name.A })} onClick={() => openSide(a)}>
            {name.A}
          </button>
        </h1>
        <IconButton icon="swap" name={say('Swap sides')} onClick={onExchange} />
        <h1 class="ellipsis">
          <button type="button" class="plain" title={say('Open {f}', { f: name.B })} onClick={() => openSide(b)}>
            {name.B}
          </button>
        </h1>
      </header>
      <p class="hero compared">{sentence(a, b, both.length, isSamePool, speech)}</p>
      {asks && asks.document.data.kind === 'asks' && (
        <Notice
          icon="image"
          buttons={
            <Button
              name={say('Show images of {root}', { root: asks.document.data.root })}
              onClick={() => onAct('allow-roots', asks.side)}
            />
          }
        >
          {say('The images lie outside this workspace.')}
        </Notice>
      )}
      <div class="stack cols">
        <Group
          title={say('In both')}
          remark={say('Chosen either way; ranks in {A} and in {B}.', name)}
          images={both}
          side={a}
          {...{ thumbnails, onAct }}
        />
        <Group
          title={say('Only in {f}', { f: name.A })}
          remark={settingsText(a, speech)}
          images={onlyFirst}
          side={a}
          {...{ thumbnails, onAct }}
        />
        <Group
          title={say('Only in {f}', { f: name.B })}
          remark={settingsText(b, speech)}
          images={onlySecond}
          side={b}
          {...{ thumbnails, onAct }}
        />
      </div>
    </div>
  );
}

/** What is shared, and both coverages; against chance where both stand for the same pool with the same budget. */
function sentence(a: Side, b: Side, shared: number, isSamePool: boolean, { say, sayRich, count, images, gap }: Speech): ComponentChildren {
  const [n, m] = [a.selection.picks.length, b.selection.picks.length];
  const strong = (text: string): JSX.Element => <b>{text}</b>;
  const values = {
    A: <b class="own ours">{a.document.name}</b>,
    B: <span class="own">{b.document.name}</span>,
    a: <span class="nb">{wholePercent(a.selection.coverage.share)} %</span>,
    c: <span class="nb">{wholePercent(b.selection.coverage.share)} %</span>,
    n: count(n),
    m: count(m),
  };
  if (!isSamePool) {
    return (
      <>
        {sayRich('The two selections are of different pools and share {b}.', { b: strong(images(shared)) })}
        {gap}
        {sayRich('{A} covers {a} of its pool with {n} images, {B} {c} with {m}.', values)}
      </>
    );
  }
  if (n !== m) {
    return (
      <>
        {sayRich('The two selections share {b}.', { b: strong(images(shared)) })}
        {gap}
        {sayRich('{A} covers {a} of what the pool shows with {n} images, {B} {c} with {m}.', values)}
      </>
    );
  }
  const { low, high } = a.selection.coverage.random;
  const [lo, hi] = [`${wholePercent(low)}`, `${wholePercent(high)}`];
  return (
    <>
      {sayRich('The two selections share {b}.', { b: strong(say('{b} of {n} images', { b: shared, n })) })}
      {gap}
      {sayRich('{A} covers {a} of what the pool shows, {B} {c};', values)}
      {gap}
      <span class="chance">
        {lo === hi ? say('{n} random ones cover {lo} %.', { n, lo }) : say('{n} random ones cover {lo}–{hi} %.', { n, lo, hi })}
      </span>
    </>
  );
}

/** How a selection was made, in a few words. */
function settingsText({ selection }: Side, { say }: Speech): string {
  const { sampler, rarity = 1, blend = 0.25, seed } = selection.settings;
  switch (sampler) {
    case 'coverage':
      return say(looksText(rarity), { rarity: `${rarity}`, blend: `${Math.round(blend * 100)}` });
    case 'probability':
      return say('Drawn by chance, unlike images more often (seed {seed}).', { seed: `${seed}` });
    case 'farthest':
      return say('The most unlike first (seed {seed}).', { seed: `${seed}` });
  }
}

/** Which looks a rarity is for: 0 follows what is frequent, 1 counts each look about once, 2 puts rare looks first. */
function looksText(rarity: number): PanelWord {
  if (rarity < 0.5) return 'Typical looks count most (rarity {rarity}, details {blend} %).';
  if (rarity > 1.5) return 'Rare looks count most (rarity {rarity}, details {blend} %).';
  return 'Each look counts about once (rarity {rarity}, details {blend} %).';
}

/** Most pictures of a group; the selections have all of them. */
const mostPictures = 300;

interface GroupProps {
  readonly title: string;
  readonly remark: string;
  readonly images: readonly ComparedImage[];
  readonly side: Side;
  readonly thumbnails: ComparisonPageProps['thumbnails'];
  readonly onAct: ComparisonPageProps['onAct'];
}

function Group({ title, remark, images, side, thumbnails, onAct }: GroupProps): JSX.Element {
  const page = usePage();
  const speech = useSpeech();
  const { say } = speech;
  const own = useMemo(() => ({ ...page, thumbnails: thumbnails[side.side] }), [page, thumbnails, side.side]);
  return (
    <section>
      <h2>
        <span class="ellipsis">{title}</span> <span class="quiet">{speech.images(images.length)}</span>
      </h2>
      <p class="quiet">{images.length === 0 ? say('No image.') : remark}</p>
      <PageContext.Provider value={own}>
        <ul class="strip">
          {images.slice(0, mostPictures).map((image) => (
            <Sign key={image.path} image={image} onOpen={() => onAct('open-image', side.side, image.path)} />
          ))}
        </ul>
      </PageContext.Provider>
      {images.length > mostPictures && <p class="quiet">{say('and {n} more', { n: images.length - mostPictures })}</p>}
    </section>
  );
}

/** Pictures of the strips are about as many pixels wide as the small thumbnails, on a plain screen. */
const signSize = (): ThumbnailSize => (devicePixelRatio > 1 ? 256 : 96);

function Sign({ image, onOpen }: { readonly image: ComparedImage; readonly onOpen: () => void }): JSX.Element {
  const { say, count } = useSpeech();
  const box = useRef<HTMLButtonElement>(null);
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver(([entry]) => setInSight(entry?.isIntersecting ?? false), { rootMargin: '200px' });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const rank = image.ranks.map(count).join(' · ');
  return (
    <li>
      <button
        type="button"
        class="sign"
        ref={box}
        title={image.path}
        aria-label={say('{rank}, {path}', { rank, path: image.path })}
        onClick={onOpen}
      >
        <Thumbnail path={image.path} size={signSize()} isInSight={isInSight} />
        <span class="rank">{rank}</span>
      </button>
    </li>
  );
}
