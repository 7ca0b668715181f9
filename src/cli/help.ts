import type { Language } from '../core/language.js';
import { settings } from '../core/settings.js';
import { commands, flags, type Command, type CommandName, type Flag } from './commands.js';

const words = {
  en: {
    usage: 'Usage',
    flags: 'Flags',
    default: 'default',
    intro: 'FreeSel: choose what to label. Images never leave this machine.',
    more: '`freesel COMMAND --help` says more.',
  },
  ja: {
    usage: '使い方',
    flags: 'フラグ',
    default: '既定値',
    intro: 'FreeSel：ラベルを付ける画像を選ぶ。画像がこのマシンの外に送られることはありません。',
    more: '詳しくは `freesel COMMAND --help`。',
  },
} as const;

/** Text of `freesel --help`: short enough to be read at a glance. */
export function generalHelp(language: Language): string {
  const own = words[language];
  const rows = Object.entries(commands).map(
    ([name, command]: [string, Command]) => `  ${`${name} ${command.operand ?? ''}`.padEnd(15)} ${command.text[language]}`,
  );
  return [own.intro, '', `${own.usage}: freesel COMMAND … | --version`, '', ...rows, '', own.more].join('\n');
}

/** Text of `freesel COMMAND --help`. */
export function commandHelp(name: CommandName, language: Language): string {
  const own = words[language];
  const command: Command = commands[name];
  const rows = command.flags.map((flagName) => {
    const flag: Flag | undefined = Object.entries(flags).find(([key]) => key === flagName)?.[1];
    const left = `  --${flagName}${flag?.value ? ` ${flag.value}` : ''}`;
    const standard = flag?.setting ? ` (${own.default} ${settings[flag.setting].default})` : '';
    return `${left.padEnd(24)}${left.length >= 24 ? `\n${' '.repeat(24)}` : ''}${flag?.text[language] ?? ''}${standard}`;
  });
  return [
    `${own.usage}: ${command.usage}`,
    '',
    command.text[language],
    '',
    `${own.flags}:`,
    ...rows,
    ...(command.more ? ['', command.more[language]] : []),
  ].join('\n');
}
