import * as vscode from 'vscode';
import type { Budget } from '../core/budget.js';
import type { SamplerName } from '../core/settings.js';
import { askForBudget, type BudgetTaken } from './budget-step.js';
import type { Context } from './context.js';
import { askForFolder } from './folder-step.js';
import type { StepEnd, StepPlace } from './input-step.js';
import { grouped } from './language.js';
import { askForSampler } from './sampler-step.js';
import { selectionDefaults } from './settings.js';

/** What a selection is asked for. */
export interface SelectionWish {
  readonly folders: readonly vscode.Uri[];
  readonly budget: Budget;
  readonly sampler: SamplerName;
}

type Step = 'folder' | 'budget' | 'sampler';

/** Name of the folders that are looked at: of one its own, of several their number. */
export function foldersName(folders: readonly vscode.Uri[]): string {
  const [first] = folders;
  if (first && folders.length === 1) return first.path.replace(/\/$/, '').split('/').at(-1) ?? first.path;
  return vscode.l10n.t('{0} folders', grouped(folders.length));
}

/**
 * Asks for a selection in at most three steps: folder, budget, sampler. Back leads to the step before with what was entered; undefined where it is cancelled.
 *
 * @param given folders that are already known: the first step is left out
 */
export async function askForSelection(context: Context, given?: readonly vscode.Uri[]): Promise<SelectionWish | undefined> {
  const steps: readonly Step[] = given ? ['budget', 'sampler'] : ['folder', 'budget', 'sampler'];
  const form = new Form(context, given ?? []);
  try {
    for (let at = 0; ;) {
      const step = steps[at];
      if (step === undefined) return form.wish;
      const end = await form.ask(step, { step: at + 1, steps: steps.length });
      switch (end) {
        case 'taken':
          at += 1;
          break;
        case 'back':
          at -= 1;
          break;
        case 'cancelled':
          return undefined;
      }
    }
  } finally {
    form.dispose();
  }
}

/** What was entered so far. */
class Form implements vscode.Disposable {
  private budget: BudgetTaken | undefined;
  private sampler: SamplerName | undefined;
  private counting: { readonly count: Promise<number>; readonly cancellation: vscode.CancellationTokenSource } | undefined;

  constructor(
    private readonly context: Context,
    private folders: readonly vscode.Uri[],
  ) {}

  get wish(): SelectionWish | undefined {
    const { folders, budget, sampler } = this;
    return budget && sampler && { folders, budget: budget.budget, sampler };
  }

  async ask(step: Step, place: StepPlace): Promise<StepEnd<unknown>['kind']> {
    switch (step) {
      case 'folder': {
        const [before] = this.folders;
        const end = await askForFolder(place, before);
        if (end.kind === 'taken' && end.value.toString() !== before?.toString()) {
          this.folders = [end.value];
          this.budget = undefined;
          this.dispose();
        }
        return end.kind;
      }
      case 'budget': {
        const end = await askForBudget(place, foldersName(this.folders), this.poolImages(), this.budget?.text);
        if (end.kind === 'taken') this.budget = end.value;
        return end.kind;
      }
      case 'sampler': {
        const [folder] = this.folders;
        const end = await askForSampler(place, this.sampler ?? (folder ? selectionDefaults(folder).sampler : 'coverage'));
        if (end.kind === 'taken') this.sampler = end.value;
        return end.kind;
      }
    }
  }

  /** Stops the counting, for which nobody waits any more. */
  dispose(): void {
    this.counting?.cancellation.cancel();
    this.counting?.cancellation.dispose();
    this.counting = undefined;
  }

  /** Images of the folders, counted once. */
  private poolImages(): Promise<number> {
    if (!this.counting) {
      const cancellation = new vscode.CancellationTokenSource();
      const folders = this.folders.map(({ fsPath }) => fsPath);
      const counted = Promise.resolve(this.context.host.request('freesel/count', { folders }, cancellation.token));
      const count = counted.then(({ images }) => images);
      // A step that waits for it shows the error; there may be none any more.
      count.catch(() => undefined);
      this.counting = { count, cancellation };
    }
    return this.counting.count;
  }
}
