import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Path of the embedded model, beside the program: from `dist/`, `dist/chunks/` or `src/model/`. */
export function embeddedModelFile(): string {
  const places = ['../models/freesel-lite.onnx', '../../models/freesel-lite.onnx'];
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return files.find((file) => existsSync(file)) ?? files[0] ?? '';
}
