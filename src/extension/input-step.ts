import * as vscode from 'vscode';

/** How a step of the guided input ended. */
export type StepEnd<T> = { readonly kind: 'taken'; readonly value: T } | { readonly kind: 'back' } | { readonly kind: 'cancelled' };

/** Where a step stands among the others; steps count from 1. */
export interface StepPlace {
  readonly step: number;
  readonly steps: number;
}

export const stepTitle = (): string => vscode.l10n.t('FreeSel: Select Samples');

/**
 * Shows a quick pick or an input box as a step until it ends. Back is offered from the second step on.
 *
 * @param settle is given the way to take a value, and registers what belongs to the step
 */
export async function showStep<T>(
  input: vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] },
  { step, steps }: StepPlace,
  onButton: vscode.Event<vscode.QuickInputButton>,
  settle: (take: (value: T) => void) => readonly vscode.Disposable[],
): Promise<StepEnd<T>> {
  input.title = stepTitle();
  input.step = step;
  input.totalSteps = steps;
  input.ignoreFocusOut = true;
  input.buttons = step > 1 ? [vscode.QuickInputButtons.Back] : [];
  const own: { dispose(): unknown }[] = [input];
  try {
    return await new Promise<StepEnd<T>>((end) => {
      own.push(
        onButton((button) => {
          if (button === vscode.QuickInputButtons.Back) end({ kind: 'back' });
        }),
        input.onDidHide(() => end({ kind: 'cancelled' })),
        ...settle((value) => end({ kind: 'taken', value })),
      );
      input.show();
    });
  } finally {
    vscode.Disposable.from(...own).dispose();
  }
}
