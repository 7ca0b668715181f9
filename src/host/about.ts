import os from 'node:os';
import { freeselVersion } from '../engine/versions.js';
import { runtimeVersion } from '../model/runtime.js';
import type { About } from '../protocol/host-messages.js';

/** What this process is and runs on. A part that cannot be loaded is named with the reason: this is what people send who report a fault. */
export async function about(): Promise<About> {
  const orWhy = (version: Promise<string>): Promise<string> =>
    version.catch((error: unknown) => `not loaded: ${error instanceof Error ? error.message : String(error)}`);
  return {
    freesel: freeselVersion(),
    node: process.versions.node,
    onnxruntime: await orWhy(runtimeVersion()),
    sharp: await orWhy(import('sharp').then(({ default: sharp }) => sharp.versions.sharp)),
    system: `${os.type()} ${os.release()} ${process.arch}, ${os.availableParallelism()} processors, ${os.cpus()[0]?.model.trim() ?? 'unknown'}`,
    processId: process.pid,
    memoryBytes: process.memoryUsage.rss(),
  };
}
