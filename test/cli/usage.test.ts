import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { commands, type CommandName } from '../../src/cli/commands.js';
import { freesel, isPlain, scratchWorkspace, type Ended } from './freesel.js';
import { drawPictures } from './pictures.js';

const workspace = path.join(scratchWorkspace(), 'workspace');

before(async () => {
  await drawPictures(path.join(workspace, 'data'), ['a.png', 'b.png'], 80);
  await mkdir(path.join(workspace, 'empty'));
  await mkdir(path.join(workspace, 'unusable'));
  await writeFile(path.join(workspace, 'unusable', 'x.png'), 'no picture');
  await writeFile(path.join(workspace, 'text.txt'), 'no selection');
  execFileSync('mkfifo', [path.join(workspace, 'pipe')]);
});

interface Failure {
  readonly args: readonly string[];
  readonly code: string;
  /** What the sentence names. */
  readonly names: string;
}

const usage: readonly Failure[] = [
  { args: [], code: 'command-missing', names: 'command' },
  { args: ['choose', 'data'], code: 'command-unknown', names: 'choose' },
  { args: ['select', '--budget', '2'], code: 'folder-not-given', names: 'folder' },
  { args: ['select', '', '--budget', '2'], code: 'folder-not-given', names: 'folder' },
  { args: ['select', 'data'], code: 'budget-missing', names: '--budget' },
  ...['0', '-1', '1.5', '101%', ''].map((text) => ({
    args: ['select', 'data', '--budget', text],
    code: 'budget-invalid',
    names: `"${text}"`,
  })),
  { args: ['select', 'data', '--budget'], code: 'flag-value-missing', names: '--budget' },
  { args: ['select', 'data', '--budget', '2', '--json=1'], code: 'flag-value-unexpected', names: '--json' },
  { args: ['select', 'data', '--budget', '2', '--colour', 'red'], code: 'flag-unknown', names: '--colour' },
  { args: ['select', 'data', '--budget', '2', '-x'], code: 'flag-unknown', names: '-x' },
  { args: ['select', 'data', 'more', '--budget', '2'], code: 'argument-unexpected', names: 'more' },
  { args: ['select', 'data', '--budget', '2', '--sampler', 'random'], code: 'sampler-invalid', names: 'random' },
  { args: ['select', 'data', '--budget', '2', '--centre', 'none'], code: 'centre-with-coverage', names: '--centre' },
  { args: ['select', 'data', '--budget', '2', '--sampler', 'farthest', '--centre', 'mean'], code: 'centre-invalid', names: 'mean' },
  ...[
    ['rarity', '-0.1'],
    ['blend', '1.01'],
    ['seed', '1.5'],
    ['seed', '4294967296'],
    ['patterns', '65'],
    ['attention-ratio', '0'],
    ['threads', '0'],
    ['batch', '2.5'],
  ].map(([flag = '', text = '']) => ({
    args: ['select', 'data', '--budget', '2', `--${flag}`, text],
    code: `${flag}-invalid`,
    names: `--${flag}`,
  })),
  { args: ['extract', 'data', '--budget', '2'], code: 'flag-unknown', names: '--budget' },
  { args: ['verify'], code: 'file-not-given', names: 'file' },
  { args: ['show', 'text.txt', '--sampler', 'coverage'], code: 'flag-unknown', names: '--sampler' },
  { args: ['model'], code: 'action-not-given', names: 'what to do' },
  { args: ['model', 'choose'], code: 'action-unknown', names: 'choose' },
  { args: ['model', 'get'], code: 'model-not-given', names: 'model' },
  { args: ['model', 'get', 'dino-vits16', 'more'], code: 'argument-unexpected', names: 'more' },
  { args: ['export', 'text.txt'], code: 'format-missing', names: '--format' },
  { args: ['export', 'text.txt', '--format', 'coco'], code: 'format-invalid', names: 'coco' },
  { args: ['export', 'text.txt', '--format', 'copy'], code: 'out-missing', names: '--out' },
];

const failures: readonly Failure[] = [
  { args: ['select', 'no such', '--budget', '2'], code: 'folder-missing', names: 'no such' },
  { args: ['select', 'text.txt', '--budget', '2'], code: 'folder-is-file', names: 'text.txt' },
  { args: ['select', 'empty', '--budget', '2'], code: 'no-images', names: 'empty' },
  { args: ['select', './unusable/', '--budget', '2'], code: 'no-usable-images', names: './unusable/' },
  { args: ['select', 'data', '--budget', '2', '--include', '*.jpg'], code: 'globs-match-nothing', names: 'data' },
  { args: ['select', 'data', '--budget', '2', '--model', 'no.onnx'], code: 'model-missing', names: 'no.onnx' },
  { args: ['select', 'data', '--budget', '2', '--model', 'text.txt'], code: 'model-not-onnx', names: 'text.txt' },
  { args: ['select', 'data', '--budget', '2', '--model', 'dino-vits'], code: 'model-unknown', names: 'dino-vits' },
  {
    args: ['select', 'data', '--budget', '2', '--model', 'dino-vits16'],
    code: 'model-not-fetched',
    names: 'freesel model get dino-vits16',
  },
  { args: ['select', 'data', '--budget', '2', '--model', 'dinov3-small'], code: 'model-by-hand', names: 'dinov3-license' },
  { args: ['model', 'get', 'dino-vits'], code: 'model-unknown', names: 'dino-vits' },
  { args: ['model', 'get', 'dinov3-small'], code: 'model-by-hand', names: 'DINOv3' },
  { args: ['model', 'get', 'dino-vits16', '--hub', 'ftp://x'], code: 'hub-invalid', names: 'ftp://x' },
  { args: ['model', 'list', 'dino-vits'], code: 'model-unknown', names: 'dino-vits' },
  { args: ['select', 'data', '--budget', '2', '--initial', 'no.txt'], code: 'list-missing', names: 'no.txt' },
  { args: ['select', 'data', '--budget', '2', '--out', 'text.txt/x.json'], code: 'output-not-writable', names: 'text.txt/x.json' },
  { args: ['select', 'data', '--budget', '2', '--store', 'text.txt'], code: 'store-not-writable', names: 'text.txt' },
  { args: ['extract', 'no such'], code: 'folder-missing', names: 'no such' },
  { args: ['extract', 'data', '--export', 'text.txt/x.arrow'], code: 'output-not-writable', names: 'text.txt/x.arrow' },
  { args: ['verify', 'no.json'], code: 'selection-missing', names: 'no.json' },
  { args: ['verify', 'pipe'], code: 'selection-invalid', names: 'pipe' },
  { args: ['show', 'text.txt'], code: 'selection-not-json', names: 'text.txt' },
  { args: ['show', 'data'], code: 'selection-invalid', names: 'data' },
  { args: ['export', 'no.json', '--format', 'list'], code: 'selection-missing', names: 'no.json' },
];

/** Runs commands two at a time. */
async function each(all: readonly Failure[], work: (own: Failure) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async (): Promise<void> => {
    for (let own = left.shift(); own; own = left.shift()) await work(own);
  };
  await Promise.all([worker(), worker()]);
}

function saysPlainly({ stdout, stderr }: Ended, { args, code, names }: Failure): void {
  const what = args.join(' ');
  assert.ok(stderr.includes(names), `${what}: ${stderr}`);
  assert.match(stderr, /^[A-Z"a-z./][^\n]*\.\n$/, what);
  assert.doesNotMatch(stderr, /\bat \S+:\d|Error|undefined|ENOENT|EISDIR|ENOTDIR|ZodError|node:/, what);
  isPlain(stderr);
  // Only select has --json; where it is not known the error is told all the same.
  const told = JSON.parse(stdout) as { error: { code: string; message: string } };
  assert.deepEqual(Object.keys(told.error), ['code', 'message'], what);
  assert.equal(told.error.code, code, what);
  assert.equal(`${told.error.message}\n`, stderr, what);
}

test('a wrong command line ends with 2, one plain sentence and, for scripts, a code', async () => {
  await each(usage, async (own) => {
    // A switch that stands before the rest, so that no flag takes it for its value.
    const [command, ...rest] = own.args;
    const args = command === undefined ? ['--json'] : [command, '--json', ...rest];
    const isOnlyOfSelect = command === 'select';
    if (isOnlyOfSelect) {
      const ended = await freesel(args, { cwd: workspace });
      assert.equal(ended.code, 2, own.args.join(' '));
      saysPlainly(ended, own);
      return;
    }
    const ended = await freesel(own.args, { cwd: workspace });
    assert.deepEqual([ended.code, ended.stdout], [2, ''], own.args.join(' '));
    assert.ok(ended.stderr.includes(own.names), ended.stderr);
    assert.match(ended.stderr, /^[^\n]*--help\.\n$/);
  });
  assert.deepEqual((await readdir(workspace)).sort(), ['data', 'empty', 'pipe', 'text.txt', 'unusable']);
});

test('what cannot be done ends with 1, one plain sentence that names it as it was given and, for scripts, a code', async () => {
  await each(failures, async (own) => {
    const [command = '', ...rest] = own.args;
    const isSelect = command === 'select';
    const ended = await freesel(isSelect ? [command, '--json', ...rest] : own.args, { cwd: workspace });
    assert.equal(ended.code, 1, `${own.args.join(' ')}: ${ended.stderr}`);
    if (isSelect) saysPlainly(ended, own);
    else {
      assert.equal(ended.stdout, '', own.args.join(' '));
      assert.ok(ended.stderr.includes(own.names), ended.stderr);
      assert.match(ended.stderr, /^[^\n]*\.\n$/);
    }
  });
});

/** Columns that a terminal takes for a text: two for the letters of Japanese. */
const columns = (text: string): number => text.length + (text.match(/[\u2e80-\uffef]/g)?.length ?? 0);

test('the help of every command names each of its flags, in lines that fit a terminal', async () => {
  for (const language of ['en', 'ja'] as const) {
    const general = await freesel(['--help'], { cwd: workspace, language });
    assert.deepEqual([general.code, general.stderr], [0, '']);
    for (const name of Object.keys(commands) as CommandName[]) {
      const own = await freesel([name, '--help'], { cwd: workspace, language });
      assert.deepEqual([own.code, own.stderr], [0, '']);
      assert.match(general.stdout, new RegExp(`^ {2}${name}\\b`, 'm'));
      for (const flag of commands[name].flags)
        assert.match(own.stdout, new RegExp(`^ {2}--${flag}( [A-Z.a-z|%]+)?( |$)`, 'm'), `${name} --${flag}`);
      for (const line of `${general.stdout}${own.stdout}`.split('\n')) assert.ok(columns(line) <= 160, `${columns(line)} columns: ${line}`);
    }
  }
});

test('help states the defaults, and the version is one', async () => {
  const { stdout } = await freesel(['select', '-h'], { cwd: workspace });
  for (const [flag, value] of Object.entries({
    sampler: 'coverage',
    rarity: 1,
    blend: 0.25,
    centre: 'pool',
    patterns: 5,
    'attention-ratio': 0.5,
    seed: 0,
  }))
    assert.match(stdout, new RegExp(`^ {2}--${flag} (?:(?!^ {2}--).)*default ${String(value).replace('.', '\\.')}\\)`, 'ms'), flag);
  assert.match((await freesel(['--version'], { cwd: workspace })).stdout, /^\d+\.\d+\.\d+\n$/);
  assert.equal(
    (await freesel(['help', 'export'], { cwd: workspace })).stdout,
    (await freesel(['export', '--help'], { cwd: workspace })).stdout,
  );
});

test('the inner cause is shown where it is asked for, and only there', async () => {
  const args = ['select', 'data', '--budget', '2', '--model', 'text.txt'];
  assert.doesNotMatch((await freesel(args, { cwd: workspace })).stderr, /Error/);
  assert.match((await freesel([...args, '--verbose'], { cwd: workspace })).stderr, /\n.*Problem|Error/);
});
