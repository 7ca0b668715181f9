import type { Language, Text } from './language.js';

/**
 * Something that stops what the user asked for and that the user can understand: a code for scripts, one sentence of what happened, one of what to do.
 * `exit` is the exit code of the command line: 1 it cannot be done, 2 the command line is wrong.
 */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly what: Text,
    readonly todo?: Text,
    readonly exit: 1 | 2 = 1,
    options?: ErrorOptions,
  ) {
    super(what.en, options);
    this.name = 'Problem';
  }

  /** Both sentences in one language. */
  in(language: Language): string {
    return this.todo ? `${this.what[language]} ${this.todo[language]}` : this.what[language];
  }
}
