import * as vscode from 'vscode';
import type { HostNotification, HostNotifications, HostOptions, HostRequest, HostRequests } from '../protocol/host-messages.js';
import { hostNotStarted, requestFailure, type HostProblem } from './host-problem.js';
import { HostProcess } from './host-process.js';
import type * as Client from './language-client.js';

/** What a session hears without asking. */
export type Listeners = { readonly [K in HostNotification]: (message: HostNotifications[K]) => void };

const patienceMs = 2000;

/** Longer texts are not sent to the process: on its way one of 50,000 picks would hold up the extension host for half a second. This is some 15,000 picks. */
const mostCharacters = 4 * 2 ** 20;

/** One life of the background process: the process and the language client that speaks to it. It ends once and is never started again. */
export class HostSession {
  /** Why it ended; settles when the process is gone. */
  readonly ended: Promise<string>;
  /** Requests that wait for an answer. */
  private readonly waiting = new Set<(error: HostProblem | vscode.CancellationError) => void>();
  private lastWords: string | undefined;

  private constructor(
    private readonly host: HostProcess,
    private readonly client: Client.LanguageClient,
  ) {
    this.ended = host.ended.then(({ reason }) => this.lastWords ?? reason);
  }

  get processId(): number | undefined {
    return this.host.child.pid;
  }

  get isBusy(): boolean {
    return this.waiting.size > 0;
  }

  /**
   * Starts a process and speaks to it.
   *
   * @throws HostProblem `host-not-started`
   */
  static async start(program: string, options: HostOptions, log: vscode.LogOutputChannel, listeners: Listeners): Promise<HostSession> {
    let host: HostProcess | undefined;
    try {
      // Some 60 ms: not before it is needed. A file of its own.
      const lc = await import('./language-client.js');
      const own = (host = await HostProcess.start(program, log));
      const { child } = own;
      const client = new lc.LanguageClient(
        'freesel',
        'FreeSel',
        () => Promise.resolve({ reader: new lc.IPCMessageReader(child), writer: new lc.IPCMessageWriter(child) }),
        clientOptions(lc, options, log),
      );
      const session = new HostSession(own, client);
      client.onNotification('freesel/progress' satisfies HostNotification, listeners['freesel/progress']);
      client.onNotification('freesel/transfer' satisfies HostNotification, listeners['freesel/transfer']);
      client.onNotification('freesel/remark' satisfies HostNotification, listeners['freesel/remark']);
      client.onNotification('freesel/dying' satisfies HostNotification, (message: HostNotifications['freesel/dying']) => {
        session.lastWords = message.reason;
        listeners['freesel/dying'](message);
      });
      const died = session.ended.then((reason) => Promise.reject(new Error(reason)));
      // Only of interest until it has started.
      died.catch(() => undefined);
      await Promise.race([client.start(), died]);
      return session;
    } catch (error) {
      host?.kill();
      throw hostNotStarted(error instanceof Error ? error.message : String(error));
    }
  }

  /** Asks; rejects with a HostProblem or a CancellationError. */
  request<K extends HostRequest>(
    name: K,
    params: HostRequests[K]['params'],
    token?: vscode.CancellationToken,
  ): Promise<HostRequests[K]['result']> {
    return new Promise((done, failed) => {
      const fail = (error: HostProblem | vscode.CancellationError): void => {
        this.waiting.delete(fail);
        failed(error);
      };
      this.waiting.add(fail);
      // A token that is not there would travel as a second parameter.
      const asked: Promise<HostRequests[K]['result']> = token
        ? this.client.sendRequest(name, params, token)
        : this.client.sendRequest(name, params);
      asked.then(
        (result) => {
          this.waiting.delete(fail);
          done(result);
        },
        (error: unknown) => {
          // A connection that broke says so by itself; why is known when the process is gone.
          if (this.host.child.exitCode === null && this.host.child.signalCode === null && this.host.child.connected)
            fail(requestFailure(error));
          else void this.ended.then(() => setTimeout(() => fail(requestFailure(error)), 0));
        },
      );
    });
  }

  /** Rejects what still waits. */
  rejectWaiting(error: HostProblem | vscode.CancellationError): void {
    for (const fail of [...this.waiting]) fail(error);
  }

  /** Ends it in order, or by force where it does not listen; settles when it is gone. */
  async stop(): Promise<void> {
    await this.client.stop(patienceMs).catch(() => undefined);
    this.host.kill();
    await this.ended;
  }

  /** Ends the process at once; settles when it is gone. */
  async kill(): Promise<void> {
    this.host.kill();
    await this.ended;
    await this.close();
  }

  /** Lets go of the client of a process that is gone. */
  async close(): Promise<void> {
    await this.client.dispose(patienceMs).catch(() => undefined);
  }
}

function clientOptions(lc: typeof Client, options: HostOptions, log: vscode.LogOutputChannel): Client.LanguageClientOptions {
  const sent = new WeakSet<vscode.TextDocument>();
  return {
    documentSelector: [{ scheme: 'file', language: 'json', pattern: '**/*.freesel.json' }],
    initializationOptions: options,
    outputChannel: log,
    revealOutputChannelOn: lc.RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
    // Starting again, and telling the user, is not left to the library: it knows neither why the process died nor what was running.
    errorHandler: {
      error: () => ({ action: lc.ErrorAction.Continue, handled: true }),
      closed: () => ({ action: lc.CloseAction.DoNotRestart, handled: true }),
    },
    middleware: {
      didOpen: async (document, next) => {
        if (document.getText().length > mostCharacters) {
          log.info(`${document.uri.fsPath} is too long to be checked while it is edited.`);
          return;
        }
        sent.add(document);
        await next(document);
      },
      didChange: async (event, next) => {
        if (sent.has(event.document)) await next(event);
      },
      didClose: async (document, next) => {
        if (sent.delete(document)) await next(document);
      },
      // The commands take an address as the Explorer gives it.
      provideCodeLenses: async (document, token, next) => {
        const lenses = (await next(document, token)) ?? [];
        for (const { command } of lenses)
          if (command)
            command.arguments = command.arguments?.map((own: unknown) => (typeof own === 'string' ? vscode.Uri.parse(own) : own)) ?? [];
        return lenses;
      },
    },
  };
}
