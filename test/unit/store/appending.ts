// A process of its own that appends rows until it is done or killed: FOLDER FROM TO [PAUSE in ms between rows]. Says how many rows are on disk for sure.
import { FeatureStore } from '../../../src/store/index.js';
import { hash, key, placeIn, program, range, row } from './made-up.js';

const [folder = '', from = '0', to = '0', pauseMs = '0'] = process.argv.slice(2);
const store = await FeatureStore.open(await placeIn(folder), key, program);
const writer = await store.writer(20);
let said = 0;
for (const i of range(Number(from), Number(to))) {
  if (store.has(hash(i))) continue;
  await writer.append(row(i, { width: 128, embeddingWidth: 384, patches: 196 }));
  if (writer.published.length > said) {
    said = writer.published.length;
    process.stdout.write(`${i}\n`);
  }
  if (Number(pauseMs) > 0) await new Promise((resolve) => setTimeout(resolve, Number(pauseMs)));
}
await writer.flush();
process.stdout.write('done\n');
