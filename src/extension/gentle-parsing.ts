import { selectionParsing, type ParsedSelection } from '../core/selection.js';

/** Badges, view and panel ask for the same text one after the other. */
let last: { readonly text: string; readonly parsed: ParsedSelection } | undefined;

/** What a selection file's text is, found without holding up the extension host: other work comes between the steps. */
export async function parsedGently(text: string): Promise<ParsedSelection> {
  if (last?.text === text) return last.parsed;
  const steps = selectionParsing(text);
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      last = { text, parsed: step.value };
      return step.value;
    }
    await new Promise((pause) => setImmediate(pause));
  }
}
