import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Version of FreeSel, from the package that the program lies in. */
export function freeselVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const own: unknown = JSON.parse(readFileSync(fileURLToPath(new URL(place, import.meta.url)), 'utf8'));
      if (
        typeof own === 'object' &&
        own !== null &&
        'name' in own &&
        own.name === 'freesel' &&
        'version' in own &&
        typeof own.version === 'string'
      )
        return own.version;
    } catch {
      // The other place, then.
    }
  }
  return '0.0.0';
}
