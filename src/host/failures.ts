import { ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { Problem } from '../core/problem.js';
import type { ProblemData } from '../protocol/host-messages.js';

/** A failed request as it travels: problems with their sentences, a cancel as such, a fault of our own as a problem whose cause goes to the log. */
export function failureOf(error: unknown, signal: AbortSignal, log: (text: string) => void): ResponseError<ProblemData | undefined> {
  if (error instanceof Problem) {
    const data: ProblemData = { code: error.code, what: error.what, todo: error.todo ?? null };
    if (error.cause !== undefined) log(`${error.code}: ${written(error.cause)}`);
    return new ResponseError(error.code === 'params-invalid' ? ErrorCodes.InvalidParams : LSPErrorCodes.RequestFailed, error.what.en, data);
  }
  if (signal.aborted) return new ResponseError<undefined>(LSPErrorCodes.RequestCancelled, 'cancelled');
  log(written(error));
  const data: ProblemData = {
    code: 'internal',
    what: { en: 'FreeSel met a fault of its own and stopped.', ja: 'FreeSel の内部で問題が起き、中止しました。' },
    todo: { en: 'See the log, and report what it shows.', ja: 'ログに表示された内容を報告してください。' },
  };
  return new ResponseError(ErrorCodes.InternalError, data.what.en, data);
}

/** An error with its stack, as a log shows it. */
export const written = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
