/** As much of the editor as choosing a model asks for. What the user does is scripted; what the user sees is noted. */
type Settings = Record<string, unknown>;

export interface Shown {
  readonly items: { readonly label: string; readonly description?: string; readonly detail?: string; readonly choice?: unknown }[];
  readonly messages: { readonly text: string; readonly detail: string; readonly buttons: readonly string[] }[];
  readonly opened: string[];
}

export const editor = {
  settings: {} as Settings,
  isTrusted: true,
  /** Label of the entry that is picked, and of the buttons that are pressed, in order. */
  pick: undefined as string | undefined,
  press: [] as (string | undefined)[],
  file: undefined as string | undefined,
  shown: { items: [], messages: [], opened: [] } as Shown,
  commands: new Map<string, (...given: unknown[]) => Promise<void>>(),
};

class Uri {
  constructor(readonly fsPath: string) {}
  static parse = (text: string): Uri => new Uri(text);
  static file = Uri.parse;
}

const settingsOf = (section: string): unknown => ({
  get: (name: string): unknown => editor.settings[`${section}.${name}`],
  inspect: (name: string): unknown => ({ workspaceValue: editor.settings[`workspace:${section}.${name}`] }),
  update: (name: string, value: unknown, target: number) => {
    editor.settings[`${target === 2 ? 'workspace:' : ''}${section}.${name}`] = value;
    return Promise.resolve();
  },
});

function say(text: string, ...rest: unknown[]): Promise<string | undefined> {
  const [options] = rest;
  const detail = typeof options === 'object' && options !== null && 'detail' in options ? String(options.detail) : '';
  editor.shown.messages.push({ text, detail, buttons: rest.filter((own) => typeof own === 'string') });
  return Promise.resolve(editor.press.shift());
}

/** The module `vscode`. */
export const vscode = {
  Uri,
  ThemeIcon: class {
    constructor(readonly id: string) {}
  },
  Disposable: { from: (): unknown => ({ dispose: () => undefined }) },
  CancellationError: class extends Error {},
  QuickPickItemKind: { Separator: -1 },
  ConfigurationTarget: { Global: 1, Workspace: 2 },
  env: {
    language: 'en',
    openExternal: (uri: Uri) => {
      editor.shown.opened.push(uri.fsPath);
      return Promise.resolve(true);
    },
  },
  l10n: { t: (text: string, ...values: unknown[]): string => text.replace(/\{(\d+)\}/g, (_, at: string) => String(values[Number(at)])) },
  commands: {
    registerCommand: (name: string, run: (...given: unknown[]) => Promise<void>) => void editor.commands.set(name, run),
    executeCommand: () => Promise.resolve(),
  },
  window: {
    showQuickPick: (items: Shown['items']) => {
      editor.shown.items.push(...items);
      return Promise.resolve(items.find(({ label }) => label === editor.pick));
    },
    showInformationMessage: say,
    showErrorMessage: say,
    showOpenDialog: () => Promise.resolve(editor.file === undefined ? undefined : [new Uri(editor.file)]),
    setStatusBarMessage: () => undefined,
  },
  workspace: {
    get isTrusted(): boolean {
      return editor.isTrusted;
    },
    getConfiguration: settingsOf,
  },
};
