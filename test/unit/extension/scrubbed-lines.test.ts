import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scrubbedLines } from '../../../src/extension/scrubbed-lines.js';

const scrub = (line: string): string => scrubbedLines([line], { folders: ['/home/ann/project'], home: '/home/ann' })[0] ?? '';

test('a line that names an image keeps its time and level alone', () => {
  for (const name of ['/home/ann/project/a/patient-17.jpg', 'a/patient 17.PNG: ENOENT', '"patient.tif"', '患者.jpeg を読めません']) {
    assert.equal(scrub(`2026-11-24T10:00:00.000Z [info] reading ${name}`), '2026-11-24T10:00:00.000Z [info] <a line that names an image>');
  }
});

test('folders are left out or cut short', () => {
  const lines = {
    'thumbnails in /home/ann/.config/secret/thumbs': 'thumbnails in ~/…',
    'store /home/ann/project/.freesel cannot be written': 'store <workspace>/… cannot be written',
    'model /mnt/share/secret/model.onnx is missing': 'model <path> is missing',
    'model C:\\Users\\secret\\model.onnx': 'model <path>',
  };
  for (const [line, short] of Object.entries(lines)) assert.equal(scrub(line), short);
});

test('what helps to understand a fault stays', () => {
  for (const line of ['host started, 1,344 images at 94 images/s', 'list/read took 1/3 of 2.5 s', 'Node 20.20.2: exit code 1']) {
    assert.equal(scrub(line), line);
  }
});
