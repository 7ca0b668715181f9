import { selectionParsing, type ParsedSelection } from '../core/selection.js';

/** Badges, view and panel ask for the same text one after the other, or at once. */
let last: { readonly text: string; readonly parsed: Promise<ParsedSelection> } | undefined;

/** What a selection file's text is, found without holding up the extension host: other work comes between the steps. */
export function parsedGently(text: string): Promise<ParsedSelection> {
  if (last?.text !== text) last = { text, parsed: stepByStep(text) };
  return last.parsed;
}

async function stepByStep(text: string): Promise<ParsedSelection> {
  const steps = selectionParsing(text);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await new Promise((pause) => setImmediate(pause));
  }
}
