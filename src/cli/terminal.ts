import type { Language } from '../core/language.js';
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
        if (event.kind === 'remark') this.remark(event.text[this.language]);
        else this.progress(event);
      }
    } finally {
      this.clear();
    }
  }

  remark(text: string): void {
    this.clear();
    this.stream.write(`${oneLine(text)}\n`);
  }

  private progress(event: EngineEvent & { kind: 'progress' }): void {
    if (!this.stream.isTTY) return;
    const now = performance.now();
    const isLast = event.total !== undefined && event.done >= event.total;
    if (this.isDrawn && !isLast && now - this.drawnAt < redrawMs) return;
    this.drawnAt = now;
    this.isDrawn = true;
    this.stream.write(`\r\u001b[K${bar(event, this.language, this.stream.columns || 80)}`);
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
  if (event.secondsLeft !== undefined)
    parts.push(language === 'ja' ? `残り約${duration(event.secondsLeft, language)}` : `${duration(event.secondsLeft, language)} left`);
  const text = parts.join(', ');
  const room = Math.max(0, Math.min(24, columns - name.length * (language === 'ja' ? 2 : 1) - text.length - 6));
  const filled = Math.round(share * room);
  return room < 4 ? `${name} ${text}` : `${name} ${'█'.repeat(filled)}${'░'.repeat(room - filled)} ${text}`;
}

const rate = (value: number): string => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en'));

function duration(seconds: number, language: Language): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return language === 'ja' ? `${whole}秒` : `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  if (minutes < 120) return language === 'ja' ? `${minutes}分` : `${minutes} min`;
  return language === 'ja' ? `${Math.round(minutes / 60)}時間` : `${Math.round(minutes / 60)} h`;
}
