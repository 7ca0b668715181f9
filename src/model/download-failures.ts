import type { Text } from '../core/language.js';
import { Problem } from '../core/problem.js';
import { certificateRefused, offline, proxyRefused } from './download-problems.js';

/** A failure that may pass: the connection broke, stalled or was refused for now. */
export class PassingFailure extends Error {
  /** How long the server asks to wait, where it does. */
  readonly waitMs: number | undefined;

  constructor(
    /** In words that go into a sentence. */
    readonly reason: Text,
    options: ErrorOptions & { readonly waitMs?: number | undefined } = {},
  ) {
    super(reason.en, options);
    this.name = 'PassingFailure';
    this.waitMs = options.waitMs;
  }
}

const silent: Text = { en: 'it fell silent', ja: '応答が途絶えました' };
const cut: Text = { en: 'the connection broke', ja: '接続が切れました' };
const away: Text = { en: 'it cannot be reached any more', ja: '接続できなくなりました' };

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Nobody was reached. */
const unreachable: ReadonlySet<string | undefined> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A connection that was there has broken. */
const broken: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']);

const certificates =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED|UND_ERR_PRX_TLS)/;

/**
 * What an error of the client means: a failure that may pass, a problem, or, where it is neither, the error itself.
 *
 * @param hub as it is shown
 * @param hasArrived whether this run has had something of the server: else nobody is there, and trying again does not help
 */
export function failureOfClient(error: unknown, hub: string, hasArrived: boolean): unknown {
  if (error instanceof Problem || error instanceof PassingFailure) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const refused = /Proxy response \((\d+)\)|\((407)\)/.exec(message);
  if (refused) return proxyRefused(Number(refused[1] ?? refused[2]), { cause: error });
  if (code !== undefined && certificates.test(code)) return certificateRefused(hub, code, { cause: error });
  if (unreachable.has(code)) {
    return hasArrived ? new PassingFailure(away, { cause: error }) : offline(hub, code ?? message, { cause: error });
  }
  if (code?.endsWith('_TIMEOUT')) return new PassingFailure(silent, { cause: error });
  if (broken.has(code) || code?.startsWith('HPE_')) return new PassingFailure(cut, { cause: error });
  return error;
}
