import { fileURLToPath } from 'node:url';
import {
  createConnection,
  IPCMessageReader,
  IPCMessageWriter,
  TextDocumentSyncKind,
  type CancellationToken,
  type InitializeParams,
  type InitializeResult,
  type ResponseError,
  type WorkspaceFolder,
} from 'vscode-languageserver/node';
import { Problem } from '../core/problem.js';
import type { HostRequest, HostRequests, ProblemData } from '../protocol/host-messages.js';
import { Access } from './access.js';
import { answers, type Answers } from './answers.js';
import { failureOf } from './failures.js';
import { checkedOptions } from './options.js';
import { checkedParams, requestNames } from './params.js';
import { sayLastWords } from './last-words.js';
import { LanguageFeatures } from './language-features.js';
import { trimThumbnails } from './thumbnail-trim.js';
import { Thumbnails } from './thumbnails.js';

/** Faults only: what the user is to know travels as a message. */
const log = (text: string): void => void process.stderr.write(`${text}\n`);

const connection = createConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
sayLastWords((reason) => connection.sendNotification('freesel/dying', { reason }));
// Whoever asked is gone: nothing of this process may be left.
process.on('disconnect', () => process.exit(0));

let ready: Answers | undefined;
const features = new LanguageFeatures(connection, log);

const placesOf = (folders: readonly WorkspaceFolder[] | null | undefined): string[] =>
  (folders ?? []).flatMap(({ uri }) => (uri.startsWith('file:') ? [fileURLToPath(uri)] : []));

connection.onInitialize((params: InitializeParams): InitializeResult => {
  const options = checkedOptions(params.initializationOptions);
  const access = new Access(options.isTrusted);
  let folders = params.workspaceFolders ?? [];
  access.setWorkspaceFolders(placesOf(folders));
  if (params.capabilities.workspace?.workspaceFolders === true) {
    connection.onInitialized(() => {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        folders = [...folders.filter(({ uri }) => !gone.has(uri)), ...added];
        access.setWorkspaceFolders(placesOf(folders));
        features.checkAgain();
      });
    });
  }
  const thumbnails = new Thumbnails(options.thumbnails);
  void trimThumbnails(options.thumbnails);
  ready = answers({ options, access, thumbnails, tell: (name, message) => void connection.sendNotification(name, message) });
  features.start({ access, thumbnails, language: options.language });
  return {
    serverInfo: { name: 'FreeSel' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      hoverProvider: true,
      documentLinkProvider: { resolveProvider: true },
      codeLensProvider: { resolveProvider: false },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
});

/** Answers one request; every failure becomes one of the protocol. */
async function answer<K extends HostRequest>(
  name: K,
  given: unknown,
  token: CancellationToken,
): Promise<HostRequests[K]['result'] | ResponseError<ProblemData | undefined>> {
  const abort = new AbortController();
  const stop = token.onCancellationRequested(() => abort.abort(new Error('cancelled')));
  if (token.isCancellationRequested) abort.abort(new Error('cancelled'));
  try {
    if (!ready) throw new Problem('not-ready', { en: 'The host has not started yet.', ja: 'ホストはまだ起動していません。' });
    return await ready[name](checkedParams(name, given), abort.signal);
  } catch (error) {
    return failureOf(error, abort.signal, log);
  } finally {
    stop.dispose();
  }
}

for (const name of requestNames) connection.onRequest(name, (given: unknown, token: CancellationToken) => answer(name, given, token));

connection.listen();
