import type * as vscode from 'vscode';
import type { ActiveSelection } from './active-selection.js';
import type { HostClient } from './host-client.js';

/** What every part of the extension is given; it lives as long as the extension, and what is registered on `extension.subscriptions` with it. */
export interface Context {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  /** The background process; it starts with the first request. */
  readonly host: HostClient;
  /** The selection that badges show: the one last opened, kept for the workspace. */
  readonly active: ActiveSelection;
}
