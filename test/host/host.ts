import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type CodeLens,
  type Diagnostic,
  type DocumentLink,
  type Hover,
  type MessageConnection,
} from 'vscode-languageserver/node';
import type { HostNotifications, HostOptions, HostRequest, HostRequests, ProblemData } from '../../src/protocol/host-messages.js';

const program = fileURLToPath(new URL('../../dist/host.js', import.meta.url));

const children: ChildProcess[] = [];
// Here rather than where one is started: a hook that is added inside of another one runs at the end of that.
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

export type Progress = HostNotifications['freesel/progress'];

/** The built host, spoken to as the extension does. */
export class Host {
  readonly progress: Progress[] = [];
  readonly remarks: HostNotifications['freesel/remark'][] = [];
  readonly dying: string[] = [];
  /** What was said of each document, the newest last. */
  readonly diagnostics: { readonly uri: string; readonly diagnostics: Diagnostic[] }[] = [];
  stderr = '';
  readonly ended: Promise<string>;
  private version = 0;
  private listener: ((message: Progress) => void) | undefined;

  private constructor(
    readonly child: ChildProcess,
    readonly connection: MessageConnection,
    readonly thumbnails: string,
  ) {
    connection.onNotification('freesel/progress', (message: Progress) => {
      this.progress.push(message);
      this.listener?.(message);
    });
    connection.onNotification('freesel/remark', (message: HostNotifications['freesel/remark']) => void this.remarks.push(message));
    connection.onNotification('freesel/dying', ({ reason }: HostNotifications['freesel/dying']) => void this.dying.push(reason));
    connection.onNotification(
      'textDocument/publishDiagnostics',
      (message: { uri: string; diagnostics: Diagnostic[] }) => void this.diagnostics.push(message),
    );
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = new Promise((done) => {
      child.once('exit', (code, signal) => done(signal ?? `code ${code ?? 0}`));
    });
  }

  /** Starts a host for a workspace; it is ended after the tests of the file. */
  static async start(workspace: string, given: Partial<HostOptions> = {}, env: NodeJS.ProcessEnv = {}): Promise<Host> {
    const thumbnails = given.thumbnails ?? path.join(workspace, '..', 'thumbnails');
    const models = given.models ?? path.join(workspace, '..', 'models');
    const home = path.join(workspace, '..', 'home');
    const child = fork(program, [], {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env['PATH'] ?? '', HOME: home, XDG_CACHE_HOME: path.join(home, 'cache'), ...env },
    });
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    const host = new Host(child, connection, thumbnails);
    children.push(child);
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      capabilities: { workspace: { workspaceFolders: true } },
      workspaceFolders: [{ uri: pathToFileURL(workspace).href, name: 'work' }],
      rootUri: null,
      initializationOptions: { thumbnails, models, isTrusted: true, language: 'en', threads: 0, ...given } satisfies HostOptions,
    });
    await connection.sendNotification('initialized', {});
    return host;
  }

  ask<K extends HostRequest>(name: K, params: HostRequests[K]['params']): Promise<HostRequests[K]['result']> {
    return this.connection.sendRequest(name, params);
  }

  /** The problem that a request ends with. */
  async problem(name: string, params: unknown): Promise<ProblemData> {
    try {
      await this.connection.sendRequest(name, params);
    } catch (error) {
      if (error instanceof ResponseError) return error.data as ProblemData;
      throw error;
    }
    throw new Error(`${name} has not failed`);
  }

  /**
   * Asks, and cancels at the first progress that passes the test.
   *
   * @returns the code of the error, how long after the cancel it came, and how long until the engine was free; undefined where it was done before
   */
  async cancelAt<K extends HostRequest>(
    name: K,
    params: HostRequests[K]['params'],
    isTime: (message: Progress) => boolean,
  ): Promise<{ readonly code: number; readonly answerMs: number } | undefined> {
    const source = new CancellationTokenSource();
    let at = 0;
    this.listener = (message) => {
      if (at > 0 || !isTime(message)) return;
      at = performance.now();
      source.cancel();
    };
    try {
      await this.connection.sendRequest(name, params, source.token);
      return undefined;
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      return { code: error.code, answerMs: performance.now() - at };
    } finally {
      this.listener = undefined;
    }
  }

  async open(file: string, text: string): Promise<string> {
    const uri = pathToFileURL(file).href;
    this.version += 1;
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'json', version: this.version, text },
    });
    return uri;
  }

  async change(uri: string, text: string): Promise<void> {
    this.version += 1;
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: this.version },
      contentChanges: [{ text }],
    });
  }

  /** Diagnostics of a document, once they pass the test. */
  async said(uri: string, isEnough: (codes: unknown[]) => boolean): Promise<Diagnostic[]> {
    const until = Date.now() + 5000;
    for (;;) {
      const last = this.diagnostics.filter((own) => own.uri === uri).at(-1);
      if (last && isEnough(last.diagnostics.map(({ code }) => code))) return last.diagnostics;
      if (Date.now() > until) throw new Error(`said: ${JSON.stringify(last?.diagnostics.map(({ code }) => code))}`);
      await new Promise((soon) => setTimeout(soon, 20));
    }
  }

  hover(uri: string, line: number, character: number): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  }

  links(uri: string): Promise<DocumentLink[]> {
    return this.connection.sendRequest('textDocument/documentLink', { textDocument: { uri } });
  }

  resolve(link: DocumentLink): Promise<DocumentLink> {
    return this.connection.sendRequest('documentLink/resolve', link);
  }

  lenses(uri: string): Promise<CodeLens[]> {
    return this.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  }
}

/** A folder for the tests of a file, removed after them. The workspace is one below it, so that beside it is room. */
export function scratchWorkspace(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'freesel-host-')));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return path.join(folder, 'work');
}

/** What the guided input gives. */
export const selectParams = (
  workspace: string,
  folders: readonly string[],
  budget: number,
  token = 'a',
): HostRequests['freesel/select']['params'] => ({
  token,
  folders,
  workspace,
  budget: { kind: 'images', images: budget },
  sampler: 'coverage',
  rarity: 1,
  blend: 0.25,
  centre: 'pool',
  seed: 0,
  model: null,
});
