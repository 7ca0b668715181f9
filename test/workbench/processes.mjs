// The extension's side of a session outside the page: its installed folder, its command line, its processes.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** Folder that the packed extension is installed in. */
export function extensionFolder(session) {
  const extensions = path.join(session.options.dataDir, 'extensions');
  const name = readdirSync(extensions).find((own) => own.startsWith('freesel.freesel-'));
  if (name === undefined) throw new Error(`no FreeSel in ${extensions}`);
  return path.join(extensions, name);
}

/** Runs the command line of the installed package in the opened folder; gives what it writes. */
export async function freesel(session, ...args) {
  const cli = path.join(extensionFolder(session), 'dist/cli.js');
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], { cwd: session.folder });
  return stdout;
}

/** Everything that runs in a session's server: { id, command, bytes (resident) }. */
function processesOf(session) {
  const group = session.server.pid;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
        const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (Number(pgrp) !== group || state === 'Z') return [];
        const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'));
        return [{ id: Number(id), command, bytes: Number(resident?.[1] ?? 0) * 1024 }];
      } catch {
        return []; // gone meanwhile
      }
    });
}

/** The background processes of the extension in this session. */
export const hostProcesses = (session) => processesOf(session).filter(({ command }) => command.includes('/dist/host.js'));

/** The extension hosts of this session. */
export const extensionHosts = (session) => processesOf(session).filter(({ command }) => command.includes('--type=extensionHost'));

/** Every file of the opened folder, relative to it. */
export const filesOf = (session) => readdirSync(session.folder, { recursive: true }).sort();

/** Asks again and again until `probe` gives something that counts as true. */
export async function until(probe, { timeout = 30_000, words = String(probe) } = {}) {
  for (const end = Date.now() + timeout; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${timeout} ms: ${words}`);
  }
}
