import type { JSX } from 'preact';

/** Outlines in a box of 16 x 16, drawn with a line of one pixel. */
const paths = {
  check: 'M3 8.5l3.2 3L13 4.5',
  chevronRight: 'M6 3.5L10.5 8 6 12.5',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  exclude: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM4.1 4.1l7.8 7.8',
  export: 'M8 10V2.5M5 5.5l3-3 3 3M3.5 8.5h-1v5h11v-5h-1',
  image: 'M2.5 3.5h11v9h-11zM3 11.5l3-3.5 2.5 3 2-2 2.5 2.5M10.5 6.5h.01',
  keyboard: 'M1.5 4.5h13v7.5h-13zM4 7h.01M6.7 7h.01M9.3 7h.01M12 7h.01M5 9.7h6',
  large: 'M2.5 2.5h11v11h-11z',
  minus: 'M3.5 8h9',
  open: 'M9.5 2.5h4v4M13.5 2.5L8 8M12.5 9v4.5h-10v-10H7',
  pin: 'M6 2.5h4M6.5 2.5v4L4.5 9v1.5h7V9l-2-2.5v-4M8 10.5v3.5',
  plus: 'M8 3.5v9M3.5 8h9',
  reveal: 'M1.5 4.5v8.5h13V5.5H8L6.5 4H2z',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3L14 14',
  small: 'M5.5 5.5h5v5h-5z',
  swap: 'M3 5.5h10M10.5 3L13 5.5 10.5 8M13 10.5H3M5.5 8L3 10.5 5.5 13',
  verify: 'M8 2l5 2v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4zM5.8 8l1.6 1.6L10.4 6.5',
  waiting: 'M8 2.5A5.5 5.5 0 1 1 2.5 8',
  warning: 'M8 2.5l6 11H2zM8 6.5v3.5M8 11.8h.01',
} as const;

export type IconName = keyof typeof paths;

/** A sign of one-pixel strokes; it says nothing to screen readers. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }): JSX.Element {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}

export interface IconButtonProps {
  readonly icon: IconName;
  /** What it does, with its key: tooltip and name. */
  readonly name: string;
  readonly onClick: () => void;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  /** Not reached with Tab, and not named: it stands in a part that has keys and names of its own. */
  readonly isAside?: boolean;
}

/** A button of 22 x 22 with a sign. */
export function IconButton({ icon, name, onClick, isPressed, isDisabled = false, isAside = false }: IconButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class="icon"
      title={name}
      aria-label={name}
      aria-pressed={isPressed}
      disabled={isDisabled}
      tabIndex={isAside ? -1 : 0}
      aria-hidden={isAside ? true : undefined}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      <Icon name={icon} />
    </button>
  );
}
