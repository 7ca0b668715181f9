import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Path of a file of `models/`, beside the program: from `dist/`, `dist/chunks/` or `src/model/`. */
export function shippedModelsFile(name: string): string {
  const places = [`../models/${name}`, `../../models/${name}`];
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return files.find((file) => existsSync(file)) ?? files[0] ?? '';
}

/** Path of the embedded model. */
export const embeddedModelFile = (): string => shippedModelsFile('freesel-lite.onnx');
