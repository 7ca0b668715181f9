import * as vscode from 'vscode';
import { SelectionPanel } from './selection-panel.js';
import type { Context } from './context.js';
import { pageDocument, pageRoots } from './panel-page.js';
import { selectionName } from './selection-source.js';

/** Registers the editor that shows a selection file as pictures. Its document is the text: what is edited here is edited there. */
export function registerSelectionEditor(context: Context): vscode.Disposable {
  const provider: vscode.CustomTextEditorProvider = {
    resolveCustomTextEditor(document, panel) {
      const { webview } = panel;
      webview.options = { enableScripts: true, localResourceRoots: pageRoots(context) };
      const session = new SelectionPanel(context, document, panel);
      panel.onDidDispose(() => session.dispose());
      webview.html = pageDocument(context, webview, 'panel', selectionName(document.uri));
    },
  };
  return vscode.window.registerCustomEditorProvider('freesel.selection', provider, { supportsMultipleEditorsPerDocument: true });
}
