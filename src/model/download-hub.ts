import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HubOrigin } from '../core/model-card.js';
import { hubInvalid } from './download-problems.js';

/** The hub that is asked where nobody names another one. */
export const usualHub = 'https://huggingface.co';

/** Where model files lie: on a server, or in a folder with the same layout. `shown` is for messages; it holds no password. */
export type Hub =
  | { readonly kind: 'web'; readonly base: URL; readonly authorization: string | undefined; readonly shown: string }
  | { readonly kind: 'folder'; readonly folder: string; readonly shown: string };

/**
 * A hub from what the user wrote: an address, a `file:` address, or a folder relative to `cwd`.
 *
 * @param token is sent to this hub, and to nobody that it leads to
 * @throws Problem `hub-invalid`
 */
export function parseHub(given: string, cwd: string, token?: string): Hub {
  const text = given.trim();
  if (text === '') throw hubInvalid(given);
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  // A letter and a colon is a drive.
  if (scheme === undefined) return { kind: 'folder', folder: path.resolve(cwd, text), shown: text };
  try {
    const url = new URL(text);
    if (url.protocol === 'file:') return { kind: 'folder', folder: fileURLToPath(url), shown: text };
    if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') throw hubInvalid(given);
    const login = url.username === '' ? undefined : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    const authorization = login === undefined ? token && `Bearer ${token}` : `Basic ${Buffer.from(login).toString('base64')}`;
    url.username = '';
    url.password = '';
    url.search = '';
    url.hash = '';
    url.pathname = url.pathname.replace(/\/*$/, '/');
    return { kind: 'web', base: url, authorization: authorization === '' ? undefined : authorization, shown: url.href.replace(/\/$/, '') };
  } catch {
    // What the URL parser says of it helps nobody.
    throw hubInvalid(scheme === 'http' || scheme === 'https' ? `${scheme}:…` : given);
  }
}

/** Address of a file of a repository on a hub. */
export const addressOf = (base: URL, { repository, revision }: Pick<HubOrigin, 'repository' | 'revision'>, file: string): URL =>
  new URL(`${repository}/resolve/${revision}/${file}`, base);

/** Where a file of a repository may lie in a folder: as on the hub, or without the revision. */
export const placesOf = (folder: string, { repository, revision }: Pick<HubOrigin, 'repository' | 'revision'>, file: string): string[] => [
  path.join(folder, repository, 'resolve', revision, file),
  path.join(folder, repository, file),
];
