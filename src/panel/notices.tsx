import type { ComponentChildren, JSX } from 'preact';
import { Icon, IconButton, type IconName } from './icons.js';
import { useSpeech } from './page.js';

export interface NoticeProps {
  readonly icon: IconName;
  readonly isWarning?: boolean;
  readonly children: ComponentChildren;
  /** Buttons at the end. */
  readonly buttons?: ComponentChildren;
  readonly onClose?: () => void;
}

/** One line of what happened and what to do, in the page. */
export function Notice({ icon, isWarning = false, children, buttons, onClose }: NoticeProps): JSX.Element {
  const { say } = useSpeech();
  return (
    <div class={isWarning ? 'notice warn' : 'notice'} role={isWarning ? 'alert' : 'status'}>
      <Icon name={icon} />
      <p>{children}</p>
      <div class="buttons">
        {buttons}
        {onClose && <IconButton icon="close" name={say('Close')} onClick={onClose} />}
      </div>
    </div>
  );
}

export interface ButtonProps {
  readonly name: string;
  readonly look?: 'first' | 'second' | 'link';
  readonly onClick: () => void;
}

/** A button with words. */
export function Button({ name, look = 'first', onClick }: ButtonProps): JSX.Element {
  return (
    <button type="button" class={{ first: 'button', second: 'button second', link: 'link' }[look]} onClick={onClick}>
      {name}
    </button>
  );
}
