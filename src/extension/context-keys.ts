import * as vscode from 'vscode';

/** Every context key that `when` clauses of package.json may ask, with its value before anything has happened. */
const initial = {
  'freesel.isWorking': false,
  'freesel.hasSelections': false,
  'freesel.hasDecorations': false,
};

export type ContextKey = keyof typeof initial;

/** The context keys of this window; the workbench is told of changes only. */
export class ContextKeys {
  private readonly values: Record<ContextKey, boolean> = { ...initial };

  set(key: ContextKey, value: boolean): void {
    if (this.values[key] === value) return;
    this.values[key] = value;
    void vscode.commands.executeCommand('setContext', key, value);
  }

  /** Values as they stand, for the debug information. */
  get all(): Readonly<Record<ContextKey, boolean>> {
    return this.values;
  }
}
