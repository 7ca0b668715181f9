// What the tests do again and again with FreeSel in a workbench.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { freesel, until } from './processes.mjs';

/** Names of selection files in the opened folder. */
export function selectionsOf(session) {
  try {
    return readdirSync(path.join(session.folder, '.freesel/selections'))
      .filter((name) => name.endsWith('.freesel.json'))
      .sort();
  } catch {
    return [];
  }
}

/** A selection file's content. */
export const selectionIn = (session, name) => JSON.parse(readFileSync(path.join(session.folder, '.freesel/selections', name), 'utf8'));

/** For `prepare`: a selection of the folder `tiles` by the command line, so that a session begins with one. */
export function withSelection({ folder = 'tiles', budget = 24 } = {}) {
  return (session) => freesel(session, 'select', folder, '--budget', String(budget));
}

/** Takes the main job's way from the Explorer, and gives the milliseconds from the click on the menu to the opened panel. */
export async function selectByMenu(session, { folder = 'tiles', budget, name = budget && `${folder}-${budget}`, isLong = false } = {}) {
  const { ui } = session;
  await ui.rightClickInExplorer(folder, 'Select Samples to Label');
  const start = performance.now();
  await ui.quickInput.waitFor();
  if (budget !== undefined) await ui.quickInputType(String(budget));
  await ui.quickInputAccept();
  await stepOf(ui, '2/2');
  await ui.quickInputAccept();
  // A thousand images take longer on a busy machine than anything else that is waited for.
  if (isLong) await until(() => selectionsOf(session).includes(`${name}.freesel.json`), { timeout: 300_000 });
  await panel(ui, name);
  return Math.round(performance.now() - start);
}

/** Waits for a step of the guided input, such as `2/3`. */
export const stepOf = (ui, step) => ui.quickInput.locator('.quick-input-title', { hasText: `(${step})` }).waitFor();

/** The page of the selection editor in view, once it shows images; `name` is that of the selection where several are open. */
export async function panel(ui, name) {
  const page = await ui.webviews.customEditor(name === undefined ? '.cell' : `.page:has(h1:text-is("${name}")) .cell`);
  await page.locator('.cell').first().waitFor();
  return page;
}

/** Opens the panel of a selection by the command, whose title is another one in Japanese. */
export async function openPanel(session, title = 'FreeSel: Open Selection') {
  await session.ui.openPalette(title);
  return panel(session.ui);
}
