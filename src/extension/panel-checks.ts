import * as v from 'valibot';
import { mostThumbnails, panelActs, thumbnailSizes } from '../protocol/panel-messages.js';

/** What pages may send, checked where it comes in: each function throws where it is something else. */
const path = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096));
const thumbnails = { paths: v.pipe(v.array(path), v.maxLength(mostThumbnails)), size: v.picklist(thumbnailSizes) };
const address = v.pipe(v.string(), v.nonEmpty(), v.maxLength(16384));
const side = v.picklist(['first', 'second']);

const editSchema = v.variant('kind', [
  v.object({ kind: v.literal('budget'), budget: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  v.object({ kind: v.literal('pin'), path, isPinned: v.boolean() }),
  v.object({ kind: v.literal('exclude'), path, isExcluded: v.boolean() }),
]);

export const checkedEdit = v.parser(editSchema);
export const checkedThumbnails = v.parser(v.object(thumbnails));
export const checkedRegions = v.parser(v.object({ path }));
export const checkedAct = v.parser(v.object({ act: v.picklist(panelActs), path: v.nullable(path) }));
export const checkedSideThumbnails = v.parser(v.object({ side, ...thumbnails }));
/** What the page of a comparison has kept over a reload: addresses of its files. */
export const checkedComparisonState = v.parser(v.object({ files: v.object({ first: address, second: address }) }));
export const checkedComparisonAct = v.parser(
  v.object({ act: v.picklist(['open-image', 'open-first', 'open-second', 'allow-roots']), side, path: v.nullable(path) }),
);
