import type * as Undici from 'undici';

/** The proxy that requests go through. */
export type Proxy =
  /** By HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
  | { readonly kind: 'environment' }
  | { readonly kind: 'none' }
  /** `noProxy`: hosts that are asked directly, by commas; `authorization`: the whole value of Proxy-Authorization. */
  | { readonly kind: 'given'; readonly url: string; readonly noProxy: string; readonly authorization?: string | undefined };

export interface NetworkSettings {
  readonly proxy: Proxy;
  /** Whether certificates are checked, of hubs and of the proxy. */
  readonly checksCertificates: boolean;
}

/** How patient a download is. */
export interface Patience {
  /** Longest silence before a connection counts as stalled. */
  readonly stallMs: number;
  readonly connectMs: number;
  /** Pauses before one attempt after another that got nothing; one more failure ends it. */
  readonly pausesMs: readonly number[];
  /** A server that asks to wait longer is not waited for. */
  readonly longestWaitMs: number;
}

export const usualPatience: Patience = {
  stallMs: 30_000,
  connectMs: 20_000,
  pausesMs: [1000, 2000, 4000, 8000, 16_000],
  longestWaitMs: 120_000,
};

/** One answer of a server, its body still to be read. */
export type RawAnswer = Pick<Undici.Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

/** Connections to servers, through the proxy where there is one. Nothing is connected before something is asked. */
export class Network {
  private constructor(
    private readonly ask: (url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<RawAnswer>,
    /** Breaks all connections. */
    readonly close: () => Promise<void>,
    readonly patience: Patience,
  ) {}

  /** The client is loaded here, because only a download needs it. */
  static async open({ proxy, checksCertificates }: NetworkSettings, patience: Patience = usualPatience): Promise<Network> {
    const { Agent, EnvHttpProxyAgent, request } = await client();
    const tls = { rejectUnauthorized: checksCertificates };
    const connect = { ...tls, timeout: patience.connectMs };
    const dispatcher =
      proxy.kind === 'none'
        ? new Agent({ connect })
        : new EnvHttpProxyAgent({
            connect,
            requestTls: tls,
            proxyTls: tls,
            // A mirror without TLS is asked as proxies expect it: many refuse tunnels to other ports than 443.
            proxyTunnel: false,
            ...(proxy.kind === 'given' && {
              httpProxy: withScheme(proxy.url),
              httpsProxy: withScheme(proxy.url),
              noProxy: proxy.noProxy,
              ...(proxy.authorization && { token: proxy.authorization }),
            }),
          });
    return new Network(
      (url, headers, signal) =>
        request(url, { dispatcher, headers, signal, headersTimeout: patience.stallMs, bodyTimeout: patience.stallMs }),
      () => dispatcher.destroy(),
      patience,
    );
  }

  /** Asks for a file; follows no redirection. Throws what the client throws. */
  get(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<RawAnswer> {
    return this.ask(url, headers, signal);
  }
}

type Client = Pick<typeof Undici, 'Agent' | 'EnvHttpProxyAgent' | 'request'>;

async function client(): Promise<Client> {
  const loaded: Client & { readonly default: object } = await import('undici');
  // A CommonJS package: its names stand on the module or on its default, depending on who loads it.
  return 'EnvHttpProxyAgent' in loaded.default ? (loaded.default as Client) : loaded;
}

const withScheme = (proxy: string): string => (/^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`);
