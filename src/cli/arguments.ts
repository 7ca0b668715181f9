import { parseArgs } from 'node:util';
import { parseBudget, type Budget } from '../core/budget.js';
import { isInRange, settings, type SettingName } from '../core/settings.js';
import { commands, flags, type Command, type CommandName, type Flag, type FlagName } from './commands.js';
import {
  budgetInvalid,
  budgetMissing,
  flagWithoutValue,
  flagWithValue,
  operandMissing,
  tooMany,
  unknownFlag,
  valueInvalid,
} from './problems.js';

const flagOf = (name: FlagName): Flag => flags[name];
const isFlagName = (name: string): name is FlagName => Object.hasOwn(flags, name);

/** A command line, checked against the flags of its command. */
export class Arguments {
  private constructor(
    readonly command: CommandName,
    private readonly values: ReadonlyMap<FlagName, readonly string[]>,
    private readonly operands: readonly string[],
  ) {}

  /**
   * @param args what stands after the command's name
   * @throws Problem with exit code 2: an unknown flag, a flag without its value, an argument too many
   */
  static parse(command: CommandName, args: readonly string[]): Arguments {
    const { flags: named } = commands[command];
    const known = new Set<string>(named);
    const { tokens } = parseArgs({
      args: [...args],
      options: Object.fromEntries(
        named.map(
          (name) =>
            [name, { type: flagOf(name).value ? 'string' : 'boolean', multiple: true, ...(name === 'help' && { short: 'h' }) }] as const,
        ),
      ),
      strict: false,
      allowPositionals: true,
      tokens: true,
    });
    const values = new Map<FlagName, string[]>();
    const operands: string[] = [];
    for (const token of tokens) {
      if (token.kind === 'positional') operands.push(token.value);
      if (token.kind !== 'option') continue;
      const { name, rawName, value } = token;
      if (!known.has(name) || !isFlagName(name)) throw unknownFlag(rawName, command);
      if (flagOf(name).value && value === undefined) throw flagWithoutValue(rawName, command);
      if (!flagOf(name).value && value !== undefined) throw flagWithValue(rawName, command);
      values.set(name, [...(values.get(name) ?? []), value ?? '']);
    }
    const own: Command = commands[command];
    const most = own.mostOperands ?? (own.operand === undefined ? 0 : 1);
    if (operands.length > most) throw tooMany(operands[most] ?? '', command);
    return new Arguments(command, values, operands);
  }

  /** The folder or file that the command is about. */
  operand(): string {
    const command = commands[this.command];
    const [given] = this.operands;
    if (given === undefined || given === '') throw operandMissing('operand' in command ? command.operand : 'FOLDER', this.command);
    return given;
  }

  /** What stands after the first operand. */
  otherOperands(): readonly string[] {
    return this.operands.slice(1);
  }

  /** Height and width of `--size`, in pixels; undefined where it was not given. */
  size(): { readonly height: number; readonly width: number } | undefined {
    const text = this.text('size');
    if (text === undefined) return undefined;
    const parts = /^([1-9]\d{0,3})(?:x([1-9]\d{0,3}))?$/.exec(text.trim());
    const [height, width] = [Number(parts?.[1]), Number(parts?.[2] ?? parts?.[1])];
    if (!parts || height < 8 || width < 8 || height > 4096 || width > 4096)
      throw valueInvalid('--size', text, '8 – 4096, N | HxW', this.command);
    return { height, width };
  }

  has(flag: FlagName): boolean {
    return this.values.has(flag);
  }

  /** Value of a flag; of one that was given twice the last. */
  text(flag: FlagName): string | undefined {
    return this.values.get(flag)?.at(-1);
  }

  all(flag: FlagName): readonly string[] {
    return this.values.get(flag) ?? [];
  }

  /** A whole number from 1, or undefined where the flag was not given. */
  count(flag: 'threads' | 'batch'): number | undefined {
    const text = this.text(flag);
    if (text === undefined) return undefined;
    const value = number(text);
    if (value === undefined || !Number.isInteger(value) || value < 1 || value > 1024)
      throw valueInvalid(`--${flag}`, text, '1 – 1024', this.command);
    return value;
  }

  /** Value of a number setting, or its default. */
  number(flag: 'rarity' | 'blend' | 'seed' | 'patterns' | 'attention-ratio'): number {
    const setting = numberSettings[flag];
    const text = this.text(flag);
    if (text === undefined) return setting.default;
    const value = number(text);
    if (value === undefined || !isInRange(setting, value)) throw valueInvalid(`--${flag}`, text, rangeOf(setting), this.command);
    return value;
  }

  /** Value of a setting that is one of several words, or its default. */
  choice<T extends string>(flag: 'sampler' | 'centre', setting: { readonly default: T; readonly values: readonly T[] }): T {
    const text = this.text(flag);
    if (text === undefined) return setting.default;
    const value = setting.values.find((own) => own === text);
    if (value === undefined) throw valueInvalid(`--${flag}`, text, setting.values.join(' | '), this.command);
    return value;
  }

  budget(): Budget {
    const text = this.text('budget');
    if (text === undefined) throw budgetMissing();
    const budget = parseBudget(text);
    if (!budget) throw budgetInvalid(text);
    return budget;
  }
}

const numberSettings = {
  rarity: settings.rarity,
  blend: settings.blend,
  seed: settings.seed,
  patterns: settings.patterns,
  'attention-ratio': settings.attentionRatio,
};

function number(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : undefined;
}

/** A number setting's range in signs that every language reads: "0 – 1", "≥ 0", "> 0, ≤ 1". */
function rangeOf(setting: (typeof numberSettings)[keyof typeof numberSettings]): string {
  const own: { minimum: number; maximum?: number; isAbove?: boolean; isWhole: boolean } = setting;
  const low = own.isAbove ? `> ${own.minimum}` : `≥ ${own.minimum}`;
  const range = own.maximum === undefined ? low : `${low}, ≤ ${own.maximum}`;
  return own.isWhole ? `${range} (1, 2, 3 …)` : range;
}

export const settingOf = (flag: FlagName): SettingName | undefined => flagOf(flag).setting;
