import { useEffect, useRef, useState } from 'preact/hooks';
import type { Selection } from '../core/selection.js';
import type { PanelEdit, PanelEditResult } from '../protocol/panel-messages.js';
import { cameIn, changeBy, type SelectionChange } from './selection-change.js';

/** What the last edit has come to. */
export type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'changed'; readonly change: SelectionChange; readonly fresh: ReadonlySet<string> }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'problem'; readonly text: string };

export interface Edits {
  readonly outcome: Outcome;
  /** The budget that is shown: that of the document, or the one that is on its way. */
  readonly budget: number;
  readonly make: (edit: PanelEdit) => void;
  /** Shows a budget; it becomes an edit when the hand has let go. */
  readonly wishBudget: (budget: number, hand: Hand) => void;
  readonly cancel: () => void;
  readonly forget: () => void;
}

/** What the hand does with a budget: it is still moving; it may press again; it is done. */
export type Hand = 'moving' | 'resting' | 'done';

/** So long a resting hand is waited for, so that several presses are one edit. */
const restMs = 350;

/**
 * Makes edits of the document and says what they came to.
 *
 * @param selection as it stands in the document
 * @param send makes one edit; the new document has come when it answers
 */
export function useEdits(
  selection: Selection | undefined,
  send: (edit: PanelEdit, signal: AbortSignal) => Promise<PanelEditResult>,
): Edits {
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const [wished, setWished] = useState<number | null>(null);
  const latest = useRef(selection);
  latest.current = selection;
  const running = useRef(new Set<AbortController>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** The selection that the last outcome speaks of. */
  const spokenOf = useRef<Selection | undefined>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    // Undone, or changed in the text: the line of what changed no longer holds.
    if (running.current.size === 0 && spokenOf.current !== selection)
      setOutcome((own) => (own.kind === 'changed' ? { kind: 'none' } : own));
  }, [selection]);

  const make = (edit: PanelEdit): void => {
    const before = latest.current;
    const controller = new AbortController();
    running.current.add(controller);
    const finish = (result: PanelEditResult): void => {
      running.current.delete(controller);
      if (edit.kind === 'budget') setWished((own) => (own === edit.budget || result.kind !== 'done' ? null : own));
      const after = latest.current;
      spokenOf.current = after;
      setOutcome(outcomeOf(edit, result, before, after));
    };
    setOutcome({ kind: 'none' });
    send(edit, controller.signal).then(finish, (error: unknown) =>
      finish(
        controller.signal.aborted
          ? { kind: 'cancelled' }
          : { kind: 'problem', text: error instanceof Error ? error.message : String(error) },
      ),
    );
  };

  return {
    outcome,
    budget: wished ?? selection?.settings.budget ?? 1,
    make,
    wishBudget: (budget, hand) => {
      clearTimeout(timer.current);
      setWished(budget);
      const commit = (): void => {
        if (budget === latest.current?.settings.budget) setWished(null);
        else make({ kind: 'budget', budget });
      };
      switch (hand) {
        case 'moving':
          return;
        case 'resting':
          timer.current = setTimeout(commit, restMs);
          return;
        case 'done':
          commit();
          return;
      }
    },
    cancel: () => {
      for (const controller of running.current) controller.abort();
    },
    forget: () => setOutcome({ kind: 'none' }),
  };
}

function outcomeOf(edit: PanelEdit, result: PanelEditResult, before: Selection | undefined, after: Selection | undefined): Outcome {
  switch (result.kind) {
    case 'done':
      if (!before || !after) return { kind: 'none' };
      return { kind: 'changed', change: changeBy(edit, before, after), fresh: cameIn(before, after) };
    case 'same':
      return { kind: 'changed', change: { kind: 'nothing' }, fresh: new Set() };
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'problem':
      return { kind: 'problem', text: result.text };
  }
}
