import { Problem } from '../core/problem.js';
import { Arguments } from './arguments.js';
import { commands, type CommandName } from './commands.js';
import { commandHelp, generalHelp } from './help.js';
import { noCommand, unknownCommand } from './problems.js';
import { languageOf, Terminal } from './terminal.js';

/** What a command is given: its flags, the terminal, and the signal that Ctrl-C gives. */
export interface CommandContext {
  readonly given: Arguments;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Runs a command; gives its exit code. */
export type CommandRun = (context: CommandContext) => Promise<number>;

/** Commands are loaded when they are run, so that help is there at once. */
const runs: Readonly<Record<CommandName, () => Promise<CommandRun>>> = {
  select: async () => (await import('./select-command.js')).runSelect,
  extract: async () => (await import('./extract-command.js')).runExtract,
  verify: async () => (await import('./verify-command.js')).runVerify,
  show: async () => (await import('./show-command.js')).runShow,
  export: async () => (await import('./export-command.js')).runExport,
  model: async () => (await import('./model-command.js')).runModel,
  demo: async () => (await import('./demo/demo-command.js')).runDemo,
};

const cancelled = 130;
const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);

async function run(argv: readonly string[], terminal: Terminal, signal: AbortSignal): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-V') {
    const { freeselVersion } = await import('../engine/versions.js');
    process.stdout.write(`${freeselVersion()}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    const [about] = rest;
    process.stdout.write(
      `${name === 'help' && about !== undefined && isCommand(about) ? commandHelp(about, terminal.language) : generalHelp(terminal.language)}\n`,
    );
    return 0;
  }
  if (name === undefined) throw noCommand();
  if (!isCommand(name)) throw unknownCommand(name);
  const given = Arguments.parse(name, rest);
  if (given.has('help')) {
    process.stdout.write(`${commandHelp(name, terminal.language)}\n`);
    return 0;
  }
  return (await runs[name]())({ given, terminal, signal });
}

/** Says what went wrong, in a sentence, and gives the exit code. */
function fail(error: unknown, argv: readonly string[], terminal: Terminal, signal: AbortSignal): number {
  const isVerbose = argv.includes('--verbose');
  if (signal.aborted && (error === signal.reason || !(error instanceof Problem))) {
    terminal.remark(
      {
        en: 'Cancelled. What is done so far is kept, the next run goes on from there.',
        ja: 'キャンセルしました。ここまでの結果は残っており、次回は続きから始まります。',
      }[terminal.language],
    );
    return cancelled;
  }
  const problem =
    error instanceof Problem
      ? error
      : new Problem(
          'internal',
          { en: 'FreeSel met a fault of its own and stopped.', ja: 'FreeSel の内部で問題が起き、中止しました。' },
          {
            en: 'Run it again with --verbose and report what it shows.',
            ja: '--verbose を付けて実行し、表示された内容を報告してください。',
          },
        );
  if (argv.includes('--json'))
    process.stdout.write(`${JSON.stringify({ error: { code: problem.code, message: problem.in(terminal.language) } })}\n`);
  terminal.remark(problem.in(terminal.language));
  if (isVerbose)
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${error instanceof Error && error.cause instanceof Error ? `${error.cause.stack ?? ''}\n` : ''}`,
    );
  return problem.exit;
}

const terminal = new Terminal(languageOf(process.env));
const abort = new AbortController();
const argv = process.argv.slice(2);
let interrupts = 0;
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    interrupts += 1;
    if (interrupts > 1) process.exit(cancelled);
    abort.abort(new Error('cancelled'));
  });
}
// A reader such as `head` that has seen enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const code = await run(argv, terminal, abort.signal).catch((error: unknown) => fail(error, argv, terminal, abort.signal));
// The runtime's threads must not keep the process: what was to be written is written.
await new Promise<void>((done) => process.stdout.write('', () => done()));
process.exit(code);
