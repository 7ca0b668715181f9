import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** Bytes that look like nothing, the same for the same seed. */
export function made(bytes: number, seed = 1): Buffer {
  let state = seed;
  return Buffer.from(Uint8Array.from({ length: bytes }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24));
}

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

export interface Asked {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** How many were asked before it. */
  readonly before: number;
}

export type Answering = (asked: Asked, response: ServerResponse) => unknown;

export interface HubServer {
  readonly address: string;
  /** Everything that was asked, in order. */
  readonly asked: readonly Asked[];
  /** Address of a server that has gone. */
  stop(): Promise<void>;
}

/** A server on this machine that answers as it is told to; it ends with the test. */
export async function hubServer(
  t: TestContext,
  answer: Answering,
  tls?: { readonly key: string; readonly cert: string },
): Promise<HubServer> {
  const asked: Asked[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const own = { url: request.url ?? '', headers: request.headers, before: asked.length };
    asked.push(own);
    answer(own, response);
  };
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    if (server.listening) await new Promise((closed) => server.close(closed));
  };
  t.after(stop);
  return { address: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, stop };
}

export interface Serving {
  /** The whole file. */
  readonly content: Buffer;
  /** SHA-256 that is stated; null for none. */
  readonly stated?: string | null;
  readonly etag?: string | null;
  /** Bytes that are sent before the connection is cut or falls silent. */
  readonly only?: number;
  readonly then?: 'cut' | 'silence';
  /** Waited for before the connection is cut: what nobody has read by then is lost with it. */
  readonly read?: () => Promise<void>;
  readonly hasLength?: boolean;
  readonly hasRanges?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a file as a hub does: with its hash, and from the byte that was asked for if the file is still the same. */
export function serve({ headers: asked }: Asked, response: ServerResponse, serving: Serving): void {
  const { content, stated = sha256(content), etag = `"${sha256(content).slice(0, 32)}"`, hasLength = true, hasRanges = true } = serving;
  const range = /^bytes=(\d+)-$/.exec(asked.range ?? '');
  const isSame = asked['if-range'] === undefined || asked['if-range'] === etag;
  const from = hasRanges && range && isSame ? Number(range[1]) : 0;
  if (from > 0 && from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const part = content.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, {
    'content-type': 'application/octet-stream',
    ...(stated !== null && { 'x-linked-etag': `"${stated}"` }),
    ...(etag !== null && { etag }),
    ...(hasLength && { 'content-length': part.length }),
    ...(from > 0 && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    ...serving.headers,
  });
  if (serving.only === undefined) {
    response.end(part);
    return;
  }
  response.write(part.subarray(0, serving.only));
  if (serving.then === 'silence') return;
  void (serving.read?.() ?? Promise.resolve()).then(() => response.destroy());
}

/** An address at which nobody listens. */
export async function nobodysAddress(t: TestContext): Promise<string> {
  const server = await hubServer(t, (_, response) => response.end());
  await server.stop();
  return server.address;
}
