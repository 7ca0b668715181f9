import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panelWords } from '../protocol/panel-words.js';
import type { Context } from './context.js';

/** What a page may load: its own program and style, and thumbnails. Data folders are never opened to it: all its pictures are thumbnails. */
export function pageRoots({ extension, host }: Context): vscode.Uri[] {
  const own = (folder: string): vscode.Uri => vscode.Uri.joinPath(extension.extensionUri, folder);
  return [own('media'), own('dist'), host.thumbnails];
}

/** The document of a page: nothing runs in it but the named program, and nothing comes from outside. */
export function pageDocument({ extension }: Context, webview: vscode.Webview, program: 'panel' | 'compare', title: string): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (...parts: string[]): string => webview.asWebviewUri(vscode.Uri.joinPath(extension.extensionUri, ...parts)).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; img-src ${webview.cspSource};`;
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${address('media', 'panel.css')}" />
    <title>${escaped(title)}</title>
  </head>
  <body>
    <p class="loading" role="status">${escaped(vscode.l10n.t('Opening the selection…'))}</p>
    <script nonce="${nonce}" src="${address('dist', `${program}.js`)}"></script>
  </body>
</html>`;
}

/** The words of the pages in the language of the editor, by their English. */
export function pageWords(): Record<string, string> {
  return Object.fromEntries(panelWords.map((word) => [word, vscode.l10n.t(word)]));
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
