import type { IncomingHttpHeaders } from 'node:http';
import { downgrade, hubAnswer, notAtHub, notForAll } from './download-problems.js';
import { failureOfClient, PassingFailure } from './download-failures.js';
import type { Network, RawAnswer } from './download-network.js';

/** What is asked of a hub. */
export interface Question {
  readonly url: URL;
  /** Sent to the hub itself, never to where it leads. */
  readonly authorization: string | undefined;
  /** The hub and the file, for messages. */
  readonly hub: string;
  readonly file: string;
  /** Continues a file that has not changed: from which byte, and by which mark it is known. */
  readonly from?: { readonly bytes: number; readonly mark: string };
}

/** The beginning of an answer that can be used. */
export interface Answer {
  readonly body: RawAnswer['body'];
  /** Byte that the body begins with: 0, or what was asked for. */
  readonly from: number;
  /** Bytes of the whole file, where the server says. */
  readonly total: number | undefined;
  /** By which the file is known when it is continued: its ETag, else its date. */
  readonly mark: string | undefined;
  /** SHA-256 of the whole file, where the hub states it. */
  readonly stated: string | undefined;
  /** Commit that the file is of, where the hub says. */
  readonly commit: string | undefined;
}

const mostRedirections = 10;
const redirections: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Left of what a redirection says besides where to go. */
const redirectionBytes = 64 * 1024;

/**
 * Asks for a file, follows where the hub leads, and reads the head of the answer. Undefined where the range that was asked for is none (416).
 *
 * @throws Problem, or PassingFailure where it helps to ask again
 */
export async function ask(question: Question, network: Network, hasArrived: boolean, signal: AbortSignal): Promise<Answer | undefined> {
  const { hub } = question;
  let url = question.url;
  let stated: string | undefined;
  let linkedBytes: number | undefined;
  let commit: string | undefined;
  for (let step = 0; step <= mostRedirections; step += 1) {
    const isAtHub = url.origin === question.url.origin;
    const raw = await network.get(url, headersFor(question, isAtHub), signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw failureOfClient(error, hub, hasArrived);
    });
    const { headers, statusCode } = raw;
    if (isAtHub) {
      stated ??= hashOf(one(headers['x-linked-etag'])) ?? (redirections.has(statusCode) ? undefined : hashOf(one(headers['etag'])));
      linkedBytes ??= wholeNumber(one(headers['x-linked-size']));
      commit ??= /^[0-9a-f]{40}$/.exec(one(headers['x-repo-commit']) ?? '')?.[0];
    }
    if (!redirections.has(statusCode)) {
      const usable = checked(raw, question);
      return usable && { ...usable, total: usable.total ?? linkedBytes, stated, commit };
    }
    await raw.body.dump({ limit: redirectionBytes, signal }).catch(() => undefined);
    url = nextUrl(url, one(headers['location']), hub);
  }
  throw hubAnswer(hub, { en: 'it leads from one address to another without end', ja: '転送が終わりません' });
}

function headersFor({ authorization, from }: Question, isAtHub: boolean): Record<string, string> {
  return {
    'user-agent': 'freesel',
    accept: '*/*',
    // Lengths, ranges and hashes are those of the file itself.
    'accept-encoding': 'identity',
    ...(from && { range: `bytes=${from.bytes}-`, 'if-range': from.mark }),
    ...(isAtHub && authorization !== undefined && { authorization }),
  };
}

function nextUrl(from: URL, location: string | undefined, hub: string): URL {
  if (location === undefined || !URL.canParse(location, from.href))
    throw hubAnswer(hub, { en: 'it leads nowhere', ja: '転送先がありません' });
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && (to.protocol !== 'http:' || from.protocol === 'https:')) throw downgrade(hub, to.protocol.slice(0, -1));
  to.username = '';
  to.password = '';
  return to;
}

type Usable = Pick<Answer, 'body' | 'from' | 'total' | 'mark'>;

function checked(raw: RawAnswer, { hub, file, from: wanted }: Question): Usable | undefined {
  const { body, headers, statusCode } = raw;
  const mark = strongMark(headers);
  if (statusCode === 200 && !isPage(headers) && !isEncoded(headers))
    return { body, from: 0, total: wholeNumber(one(headers['content-length'])), mark };
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(one(headers['content-range']) ?? '');
  if (statusCode === 206 && wanted && Number(range?.[1]) === wanted.bytes && !isEncoded(headers))
    return { body, from: wanted.bytes, total: wholeNumber(range?.[2]), mark: mark ?? wanted.mark };
  // What else it says is of no use, and is not waited for.
  body.on('error', () => undefined).destroy();
  if ((statusCode === 416 || statusCode === 206) && wanted) return undefined;
  switch (statusCode) {
    case 200:
      throw isPage(headers)
        ? hubAnswer(hub, { en: 'a web page instead of a file', ja: 'ファイルではなくウェブページが返されました' })
        : hubAnswer(hub, { en: 'a file in a coding that was not asked for', ja: '要求していない形式で符号化されています' });
    case 401:
    case 403:
      throw notForAll(hub, file, statusCode);
    case 404:
    case 410:
      throw notAtHub(hub, file);
    case 407:
      throw failureOfClient(new Error('(407)'), hub, true);
    case 408:
    case 500:
    case 502:
    case 503:
    case 504:
    case 429:
      throw new PassingFailure({ en: `status ${statusCode}`, ja: `ステータス ${statusCode}` }, { waitMs: retryAfterMs(headers) });
    default:
      throw hubAnswer(hub, { en: `the status ${statusCode}`, ja: `ステータス ${statusCode}` });
  }
}

/** How long a server asks to wait: seconds, or until a date. */
function retryAfterMs(headers: IncomingHttpHeaders): number | undefined {
  const text = one(headers['retry-after'])?.trim();
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

const isPage = (headers: IncomingHttpHeaders): boolean => /^(text\/html|application\/xhtml)/i.test(one(headers['content-type']) ?? '');
const isEncoded = (headers: IncomingHttpHeaders): boolean => !/^(identity)?$/i.test(one(headers['content-encoding']) ?? '');

/** What tells one version of a file from every other: a weak ETag does not. */
function strongMark(headers: IncomingHttpHeaders): string | undefined {
  const etag = one(headers['etag']);
  return etag !== undefined && /^".+"$/.test(etag) ? etag : one(headers['last-modified']);
}

/** A SHA-256 that stands as an ETag, as hubs state those of large files. */
const hashOf = (etag: string | undefined): string | undefined => /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(etag ?? '')?.[1];

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);
