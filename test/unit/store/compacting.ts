// A process of its own that compacts a store, to be killed: FOLDER.
import { compact, FeatureStore } from '../../../src/store/index.js';
import { key, placeIn, program } from './made-up.js';

const store = await FeatureStore.open(await placeIn(process.argv[2] ?? ''), key, program);
process.stdout.write('begins\n');
process.stdout.write(`${(await compact(store, { graceMs: 0 })).kind}\n`);
