import type { JSX } from 'preact';
import { Icon, type IconName } from './icons.js';
import { Button } from './notices.js';
import { useSpeech } from './page.js';

export interface WholePageProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text?: string;
  readonly buttons?: readonly { readonly name: string; readonly onClick: () => void }[];
}

/** What stands in place of a selection: what it is, and what to do. */
export function WholePage({ icon, title, text, buttons = [] }: WholePageProps): JSX.Element {
  return (
    <main class="centre whole">
      <Icon name={icon} size={32} />
      <h2>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      {buttons.length > 0 && (
        <div class="row">
          {buttons.map(({ name, onClick }, i) => (
            <Button key={name} name={name} look={i === 0 ? 'first' : 'second'} onClick={onClick} />
          ))}
        </div>
      )}
    </main>
  );
}

/** Images that an empty selection offers to choose. */
const firstBudget = 20;

export interface NothingChosenProps {
  /** Of the pool. */
  readonly images: number;
  readonly canEdit: boolean;
  readonly onChoose: (budget: number) => void;
  readonly onText: () => void;
}

/** A selection without a chosen image, and the way to some. */
export function NothingChosen({ images, canEdit, onChoose, onText }: NothingChosenProps): JSX.Element {
  const { say } = useSpeech();
  const budget = Math.min(images, firstBudget);
  const choose = { name: say('Choose {n} images', { n: budget }), onClick: () => onChoose(budget) };
  return (
    <WholePage
      icon="image"
      title={say('Nothing is chosen yet')}
      text={say(
        'The pool holds {N} images. Say how many you can label, and FreeSel chooses those that show the most of it. Nothing leaves this machine.',
        { N: images },
      )}
      buttons={[...(canEdit && budget > 0 ? [choose] : []), { name: say('Open text'), onClick: onText }]}
    />
  );
}
