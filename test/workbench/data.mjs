// Folders of images for the tests: copies of real ones where they lie beside the project, else images made here.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { project } from './release.mjs';

const shared = path.join(project, '../shared/data');

/** A generator of numbers 0..1 that gives the same ones for the same seed. */
function numbers(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** A grey surface with a mark on it: one of a few kinds, so that images have something in common and something of their own. */
async function madeImage(seed) {
  const next = numbers(seed * 7919 + 1);
  const side = 160;
  const kind = seed % 6;
  const x = () => Math.round(next() * side);
  const tone = () => `rgb(${[0, 1, 2].map(() => Math.round(40 + next() * 200)).join(',')})`;
  const marks = {
    0: () => `<circle cx="${x()}" cy="${x()}" r="${6 + next() * 22}" fill="${tone()}"/>`,
    1: () => `<path d="M${x()} ${x()} L${x()} ${x()} L${x()} ${x()}" stroke="${tone()}" stroke-width="3" fill="none"/>`,
    2: () => `<rect x="${x()}" y="${x()}" width="${20 + next() * 60}" height="${20 + next() * 60}" fill="${tone()}"/>`,
    3: () => `<ellipse cx="${x()}" cy="${x()}" rx="40" ry="8" fill="${tone()}" transform="rotate(${x()} 80 80)"/>`,
    4: () => `<polygon points="${x()},${x()} ${x()},${x()} ${x()},${x()}" fill="${tone()}"/>`,
    5: () => '',
  };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="100%" height="100%" fill="${tone()}"/>${Array.from({ length: 1 + (seed % 4) }, marks[kind]).join('')}</svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

/**
 * A new folder `parent/tiles` with so many images, evenly taken from ../shared/data/tiles, or made here in the same folders. Gives
 * the folder `parent`, to be opened as the workspace.
 */
export async function tilesWorkspace({ images = 72, name = 'tiles' } = {}) {
  const parent = mkdtempSync(path.join(os.tmpdir(), 'freesel-data-'));
  const into = path.join(parent, 'quality', name);
  const from = path.join(shared, 'tiles');
  const kinds = ['MT_Blowhole', 'MT_Break', 'MT_Crack', 'MT_Fray', 'MT_Free', 'MT_Uneven'];
  const there = existsSync(from)
    ? kinds.flatMap((kind) =>
        readdirSync(path.join(from, kind))
          .filter((file) => file.endsWith('.jpg'))
          .sort()
          .map((file) => `${kind}/${file}`),
      )
    : [];
  for (const kind of kinds) mkdirSync(path.join(into, kind), { recursive: true });
  for (let i = 0; i < images; i++) {
    const file = there[Math.floor(((i + 0.5) * there.length) / images)];
    const kind = kinds[Math.floor((i * kinds.length) / images)];
    if (file) cpSync(path.join(from, file), path.join(into, file));
    else writeFileSync(path.join(into, kind, `${kind}_${String(i).padStart(4, '0')}.jpg`), await madeImage(i));
  }
  return { parent, workspace: path.dirname(into), folder: name };
}

/** A folder of ../shared/data, whole; undefined where it is not there. */
export function sharedData(name) {
  const folder = path.join(shared, name);
  return existsSync(folder) ? folder : undefined;
}
