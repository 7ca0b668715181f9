import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Hand } from './edits.js';
import { IconButton } from './icons.js';
import { typedBudget } from './page-document.js';
import { useSpeech } from './page.js';

export interface BudgetBarProps {
  /** The budget that is shown: that of the document, or the one that is on its way. */
  readonly budget: number;
  /** Greatest that the slider offers. */
  readonly end: number;
  /** Images of the pool: greatest that can be typed. */
  readonly images: number;
  readonly isDisabled: boolean;
  readonly onWish: (budget: number, hand: Hand) => void;
}

/** How many images can be labelled: a slider that shows the number while it moves, and a field that takes any number. */
export function BudgetBar({ budget, end, images, isDisabled, onWish }: BudgetBarProps): JSX.Element {
  const { say, count } = useSpeech();
  const share = end > 1 ? ((budget - 1) / (end - 1)) * 100 : 100;
  return (
    <div class="budget">
      <label for="budget">{say('Images to label')}</label>
      <div class="track">
        <input
          id="budget"
          type="range"
          min={1}
          max={end}
          value={Math.min(budget, end)}
          disabled={isDisabled}
          style={{ '--at': `${Math.min(100, share)}%` }}
          onInput={(event) => onWish(event.currentTarget.valueAsNumber, 'moving')}
          onChange={(event) => onWish(event.currentTarget.valueAsNumber, 'resting')}
        />
        <span class="tick start">1</span>
        <span class="tick end">{count(end)}</span>
      </div>
      <BudgetField {...{ budget, images, isDisabled, onWish }} />
    </div>
  );
}

function BudgetField({
  budget,
  images,
  isDisabled,
  onWish,
}: Pick<BudgetBarProps, 'budget' | 'images' | 'isDisabled' | 'onWish'>): JSX.Element {
  const { say } = useSpeech();
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => setTyped(null), [budget]);
  const wished = typed === null ? budget : typedBudget(typed, images);
  const isWrong = wished === undefined;
  const hint = say('The pool holds {N} images: give a number from 1 to {N}.', { N: images });
  const commit = (): void => {
    if (wished !== undefined && wished !== budget) onWish(wished, 'done');
    else setTyped(null);
  };
  return (
    <div class="count">
      <IconButton
        icon="minus"
        name={say('One image fewer ([)')}
        isDisabled={isDisabled || budget <= 1}
        onClick={() => onWish(budget - 1, 'resting')}
      />
      <div class={isWrong ? 'field wrong' : 'field'}>
        <input
          type="text"
          inputMode="numeric"
          value={typed ?? String(budget)}
          aria-label={say('Images to label')}
          aria-invalid={isWrong}
          title={hint}
          disabled={isDisabled}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setTyped(null);
          }}
        />
        {isWrong && (
          <span class="hint" role="alert">
            {hint}
          </span>
        )}
      </div>
      <IconButton
        icon="plus"
        name={say('One image more (])')}
        isDisabled={isDisabled || budget >= images}
        onClick={() => onWish(budget + 1, 'resting')}
      />
    </div>
  );
}
