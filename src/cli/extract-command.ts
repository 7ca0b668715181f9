import path from 'node:path';
import { imageReasonIn } from '../core/image-reasons.js';
import { extract } from '../engine/extract.js';
import { written } from '../engine/events.js';
import { writePoolFile } from '../store/index.js';
import type { CommandRun } from './main.js';
import { extractRequest } from './requests.js';
import { oneLine } from './terminal.js';

/** `freesel extract`: fills the feature store, and exports the pool where that is asked for. */
export const runExtract: CommandRun = async ({ given, terminal, signal }) => {
  const request = await extractRequest(given);
  const pool = await terminal.follow(extract(request, signal));
  const file = given.text('export');
  if (file !== undefined) await writePoolFile(file, pool.paths, pool.rows);
  const place = path.relative(request.cwd, pool.place.store);
  const shown = oneLine(place.startsWith('..') ? pool.place.store : place);
  const images = written(pool.paths.length);
  const skipped = pool.skipped.length;
  const lines =
    terminal.language === 'ja'
      ? [
          `${images}枚の特徴量を ${shown} に保存しました（新規 ${written(pool.embedded)}枚）。`,
          ...(skipped > 0 ? [`使えなかったファイル：${written(skipped)}件`] : []),
        ]
      : [
          `Features of ${images} images are in ${shown}; ${written(pool.embedded)} of them new.`,
          ...(skipped > 0 ? [`${written(skipped)} ${skipped === 1 ? 'file' : 'files'} could not be used.`] : []),
        ];
  for (const { path: own, reason } of pool.skipped.slice(0, 5))
    lines.push(`  ${oneLine(own)}: ${imageReasonIn(reason, terminal.language)}`);
  if (skipped > 5) lines.push('  …');
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
};
