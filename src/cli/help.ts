import type { Language } from '../core/language.js';
import { settings } from '../core/settings.js';
import { commands, flags, type Command, type CommandName, type Flag } from './commands.js';

const words = {
  en: {
    usage: 'Usage',
    commands: 'Commands',
    flags: 'Flags',
    default: 'default',
    repeated: '`freesel COMMAND --help` says more. Images never leave this machine.',
  },
  ja: {
    usage: '使い方',
    commands: 'コマンド',
    flags: 'フラグ',
    default: '既定値',
    repeated: '詳しくは `freesel COMMAND --help`。画像がこのマシンの外に送られることはありません。',
  },
} as const;

/** Text of `freesel --help`. */
export function generalHelp(language: Language): string {
  const own = words[language];
  const rows = Object.entries(commands).map(([name, command]) => `  ${name.padEnd(9)} ${command.text[language]}`);
  const intro = {
    en: 'FreeSel: choose what to label. Looks at every image of a folder once and says which to label, in which order, and why.',
    ja: 'FreeSel：ラベルを付ける画像を選ぶ。フォルダーの画像を一度だけ見て、どれにどの順でラベルを付けるべきかを理由とともに示します。',
  };
  return [
    intro[language],
    '',
    `${own.usage}:`,
    ...Object.values(commands).map(({ usage }) => `  ${usage}`),
    '  freesel --version',
    '',
    `${own.commands}:`,
    ...rows,
    '',
    own.repeated,
  ].join('\n');
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
