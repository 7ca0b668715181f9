import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Circumstances {
  /** Where the command runs. */
  readonly cwd: string;
  readonly language?: 'en' | 'ja';
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process's number once it runs. */
  readonly meanwhile?: (kill: (signal: NodeJS.Signals) => void) => Promise<void>;
}

const longestMs = 60_000;

/** Runs the built command as a user would, on pipes, with a home of its own. Ends it after a minute: the exit code is then null. */
export async function freesel(args: readonly string[], { cwd, language = 'en', env = {}, meanwhile }: Circumstances): Promise<Ended> {
  const home = path.join(cwd, '..', 'home');
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      XDG_CACHE_HOME: path.join(home, 'cache'),
      LANG: language === 'ja' ? 'ja_JP.UTF-8' : 'C.UTF-8',
      ...env,
    },
  });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (chunk: Buffer) => output[name].push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), longestMs);
  const closed = new Promise<number | null>((done) => {
    child.on('close', (code) => done(code));
  });
  await meanwhile?.((signal) => child.kill(signal));
  const code = await closed;
  clearTimeout(timer);
  return { code, stdout: Buffer.concat(output.stdout).toString(), stderr: Buffer.concat(output.stderr).toString() };
}

/** A folder for the tests of a file, by its real path, removed after them. The workspace is one below it, so that beside it is room. */
export function scratchWorkspace(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'freesel-cli-')));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** What goes to a pipe has neither escape codes nor carriage returns. */
export function isPlain(text: string): void {
  for (const sign of ['\u001b', '\r']) assert.ok(!text.includes(sign), JSON.stringify(text));
}
