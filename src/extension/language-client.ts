// What the background process is spoken to with. The build makes a file of its own of it, so that the extension activates without.
export {
  CloseAction,
  ErrorAction,
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
  RevealOutputChannelOn,
} from 'vscode-languageclient/node';
export type { LanguageClientOptions } from 'vscode-languageclient/node';
