import * as vscode from 'vscode';

/** Lines that the debug information holds. */
const mostLines = 60;

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** FreeSel's log channel, and its last lines, which the channel itself does not give back. */
export function recentLog(): { readonly log: vscode.LogOutputChannel; readonly lines: readonly string[] } {
  const channel = vscode.window.createOutputChannel('FreeSel', { log: true });
  const lines: string[] = [];
  const keeping =
    (level: Level) =>
    (message: string | Error, ...more: unknown[]): void => {
      lines.push(`${new Date().toISOString()} [${level}] ${typeof message === 'string' ? message : (message.stack ?? message.message)}`);
      if (lines.length > mostLines) lines.shift();
      // Only `error` takes an error as it is.
      if (level === 'error') channel.error(message, ...more);
      else channel[level](String(message), ...more);
    };
  const levels: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error'];
  const own = Object.fromEntries(levels.map((level) => [level, { value: keeping(level) }]));
  return { log: Object.create(channel, own) as vscode.LogOutputChannel, lines };
}
