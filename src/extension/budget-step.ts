import * as vscode from 'vscode';
import { budgetImages, parseBudget, type Budget } from '../core/budget.js';
import { showStep, type StepEnd, type StepPlace } from './input-step.js';
import { grouped } from './language.js';
import { suggestedBudget } from './suggested-budget.js';

/** What is known of the pool's size. */
type PoolSize =
  { readonly kind: 'counting' } | { readonly kind: 'known'; readonly images: number } | { readonly kind: 'unknown'; readonly why: string };

export interface BudgetTaken {
  /** As it was typed, for the way back. */
  readonly text: string;
  readonly budget: Budget;
}

/** Without a known pool a pilot is suggested. */
const pilot = 50;

/**
 * Asks how many images can be labelled, as a number or a percentage. The pool's size is shown as soon as it is known, and a suggestion stands in the field
 * that Enter alone takes; Enter before that waits for it.
 *
 * @param pool gives the images of the pool; it is asked once
 */
export function askForBudget(
  place: StepPlace,
  folder: string,
  pool: Promise<number>,
  before: string | undefined,
): Promise<StepEnd<BudgetTaken>> {
  const box = vscode.window.createInputBox();
  let size: PoolSize = { kind: 'counting' };
  let isWanted = false;
  let isOver = false;
  box.placeholder = vscode.l10n.t('Counting the images of {0}…', folder);
  box.value = before ?? '';
  box.busy = true;

  return showStep<BudgetTaken>(box, place, box.onDidTriggerButton, (take) => {
    const check = (): void => {
      box.prompt = promptOf(box.value, size, folder);
      box.validationMessage = problemOf(box.value, size, folder);
    };
    const suggest = (): void => {
      box.value = String(size.kind === 'known' ? suggestedBudget(size.images) : pilot);
      box.valueSelection = [0, box.value.length];
    };
    const accept = (): void => {
      const isEmpty = box.value.trim() === '';
      const budget = parseBudget(box.value);
      if (size.kind === 'known' && size.images === 0) check();
      else if (budget) take({ text: box.value, budget });
      else if (isEmpty && size.kind === 'counting') isWanted = true;
      else if (isEmpty) suggest();
      check();
    };
    const learn = (now: PoolSize): void => {
      if (isOver) return;
      size = now;
      box.busy = false;
      box.placeholder = '';
      if (box.value.trim() === '' && !(size.kind === 'known' && size.images === 0)) suggest();
      check();
      if (isWanted) accept();
    };
    pool.then(
      (images) => learn({ kind: 'known', images }),
      (error: unknown) => learn({ kind: 'unknown', why: error instanceof Error ? error.message : String(error) }),
    );
    check();
    return [
      box.onDidChangeValue(() => {
        isWanted = false;
        check();
      }),
      box.onDidAccept(accept),
      new vscode.Disposable(() => (isOver = true)),
    ];
  });
}

/** What stands below the field: how many images there are, or how many a percentage stands for, and what is asked. */
function promptOf(text: string, size: PoolSize, folder: string): string {
  const question = vscode.l10n.t('How many images can you label? A number or a percentage, such as 50 or 5 %.');
  const budget = parseBudget(text);
  switch (size.kind) {
    case 'counting':
      return question;
    case 'unknown':
      return vscode.l10n.t('{0} {1}', vscode.l10n.t('The images could not be counted: {0}', size.why), question);
    case 'known':
      if (budget?.kind === 'percent') {
        const images = grouped(budgetImages(budget, size.images));
        return vscode.l10n.t('{0} % of the {1} images in {2}: {3}.', budget.percent, grouped(size.images), folder, images);
      }
      return vscode.l10n.t(
        '{0} {1}',
        size.images === 1
          ? vscode.l10n.t('There is 1 image in {0}.', folder)
          : vscode.l10n.t('There are {0} images in {1}.', grouped(size.images), folder),
        question,
      );
  }
}

/** What is wrong with a value while it is typed; the empty text where nothing is. */
function problemOf(text: string, size: PoolSize, folder: string): string | vscode.InputBoxValidationMessage {
  if (size.kind === 'known' && size.images === 0) return vscode.l10n.t('There are no images in {0}. Choose another folder.', folder);
  if (text.trim() === '') return '';
  const budget = parseBudget(text);
  if (!budget) return vscode.l10n.t('Enter a whole number from 1, or a percentage up to 100 %.');
  if (size.kind !== 'known' || budgetImages(budget, size.images) <= size.images) return '';
  return {
    message: vscode.l10n.t('There are only {0} images: all of them will be chosen.', grouped(size.images)),
    severity: vscode.InputBoxValidationSeverity.Warning,
  };
}
