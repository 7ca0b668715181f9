import type { Language } from '../core/language.js';
import { writtenBytes } from '../core/model-card.js';
import type { Step } from '../core/progress.js';
import type { EngineEvent } from '../engine/events.js';

const steps: Readonly<Record<Step, Readonly<Record<Language, string>>>> = {
  list: { en: 'Listing images', ja: '画像を一覧中' },
  read: { en: 'Reading images', ja: '画像を読み込み中' },
  sample: { en: 'Selecting', ja: '選択中' },
  explain: { en: 'Explaining', ja: '理由を計算中' },
};

const redrawMs = 100;

/** Language of the command line, by the environment as other commands read it. */
export function languageOf(environment: NodeJS.ProcessEnv): Language {
  const locale =
    [environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']].find((value) => value !== undefined && value !== '') ?? '';
  return /^ja\b|^ja_/i.test(locale) ? 'ja' : 'en';
}

/** A text on one line of a terminal or a file: line feeds and other control characters are written out. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters that would break the line
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (sign) =>
    sign === '\n' ? '\\n' : sign === '\r' ? '\\r' : sign === '\t' ? '\\t' : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Remarks and progress on stderr: a bar on a terminal, remarks alone on a pipe. */
export class Terminal {
  private drawnAt = 0;
  private isDrawn = false;

  constructor(
    readonly language: Language,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  /** Shows what long work says, to its end, and gives its result. */
  async follow<T>(work: AsyncGenerator<EngineEvent, T>): Promise<T> {
    try {
      for (;;) {
        const next = await work.next();
        if (next.done) return next.value;
        const event = next.value;
        switch (event.kind) {
          case 'remark':
            this.remark(event.text[this.language]);
            break;
          case 'progress':
            this.draw(bar(event, this.language, this.columns), event.done === event.total);
            break;
          case 'transfer':
            this.draw(transferBar(event, this.language, this.columns), event.done === event.total);
            break;
        }
      }
    } finally {
      this.clear();
    }
  }

  remark(text: string): void {
    this.clear();
    this.stream.write(`${oneLine(text)}\n`);
  }

  private get columns(): number {
    return this.stream.columns || 80;
  }

  private draw(line: string, isLast: boolean): void {
    if (!this.stream.isTTY) return;
    const now = performance.now();
    if (this.isDrawn && !isLast && now - this.drawnAt < redrawMs) return;
    this.drawnAt = now;
    this.isDrawn = true;
    this.stream.write(`\r\u001b[K${line}`);
  }

  private clear(): void {
    if (!this.isDrawn) return;
    this.isDrawn = false;
    this.stream.write('\r\u001b[K');
  }
}

/** One line of progress: what is done, a bar, percent, counts, images a second and time left as far as they are known. */
function bar(event: EngineEvent & { kind: 'progress' }, language: Language, columns: number): string {
  const name = steps[event.step][language];
  if (event.total === undefined || event.total === 0) return `${name} …`;
  const share = Math.min(1, event.done / event.total);
  const parts = [`${Math.floor(100 * share)} %`];
  // Only of reading are the units something that people count.
  if (event.step === 'read') parts.push(`${event.done.toLocaleString('en')}/${event.total.toLocaleString('en')}`);
  if (event.imagesPerSecond !== undefined)
    parts.push(language === 'ja' ? `毎秒${rate(event.imagesPerSecond)}枚` : `${rate(event.imagesPerSecond)} images/s`);
  if (event.secondsLeft !== undefined) parts.push(timeLeft(event.secondsLeft, language));
  return withBar(name, share, parts.join(', '), columns);
}

/** One line of a file on its way: a bar, percent, bytes, bytes a second and time left as far as they are known. */
function transferBar(event: EngineEvent & { kind: 'transfer' }, language: Language, columns: number): string {
  const { file, done, total, bytesPerSecond, secondsLeft } = event;
  const name = language === 'ja' ? `${file} を取得中` : `Fetching ${file}`;
  const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total);
  const parts = [
    ...(share === undefined ? [] : [`${Math.floor(100 * share)} %`]),
    total === undefined ? writtenBytes(done) : `${writtenBytes(done)} / ${writtenBytes(total)}`,
    ...(bytesPerSecond === undefined ? [] : [`${writtenBytes(Math.round(bytesPerSecond))}/s`]),
    ...(secondsLeft === undefined ? [] : [timeLeft(secondsLeft, language)]),
  ];
  return withBar(name, share, parts.join(', '), columns);
}

function withBar(name: string, share: number | undefined, text: string, columns: number): string {
  const room = Math.max(0, Math.min(24, columns - columnsOf(name) - columnsOf(text) - 6));
  if (room < 4 || share === undefined) return `${name} ${text}`;
  const filled = Math.round(share * room);
  return `${name} ${'█'.repeat(filled)}${'░'.repeat(room - filled)} ${text}`;
}

const timeLeft = (seconds: number, language: Language): string =>
  language === 'ja' ? `残り約${duration(seconds, language)}` : `${duration(seconds, language)} left`;

/** Columns that a text takes in a terminal: two for a letter of Japanese. */
export const columnsOf = (text: string): number => text.length + (text.match(/[\u2e80-\uffef]/g)?.length ?? 0);

const rate = (value: number): string => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en'));

function duration(seconds: number, language: Language): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return language === 'ja' ? `${whole}秒` : `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  if (minutes < 120) return language === 'ja' ? `${minutes}分` : `${minutes} min`;
  return language === 'ja' ? `${Math.round(minutes / 60)}時間` : `${Math.round(minutes / 60)} h`;
}
