import { Channel, type Contract, type Handlers } from '../protocol/channel.js';

/** What the editor gives a page. */
interface EditorApi {
  readonly postMessage: (message: unknown) => void;
  readonly getState: () => unknown;
  readonly setState: (state: unknown) => void;
}

declare function acquireVsCodeApi(): EditorApi;

/** The page's end of the channel, and what it keeps while it is hidden or the window is closed. */
export interface Connection<Own extends Contract, Other extends Contract> {
  readonly channel: Channel<Own, Other>;
  /** As it was kept: to be checked. */
  readonly kept: unknown;
  readonly keep: (state: unknown) => void;
}

/** Connects the page with the extension; once. */
export function connect<Own extends Contract, Other extends Contract>(handlers: Handlers<Own>): Connection<Own, Other> {
  const editor = acquireVsCodeApi();
  const channel = new Channel<Own, Other>((message) => editor.postMessage(message), handlers);
  addEventListener('message', (event: MessageEvent<unknown>) => channel.receive(event.data));
  return { channel, kept: editor.getState(), keep: (state) => editor.setState(state) };
}
