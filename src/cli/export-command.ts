import path from 'node:path';
import { folderFormats, handoverFolder, handoverFormats, handoverText, textFormats } from '../engine/handover.js';
import { written } from '../engine/events.js';
import { outputNotWritable, readSelectionFile, writeAtomically, writeProblem } from '../store/index.js';
import type { CommandRun } from './main.js';
import { formatMissing, outMissing, valueInvalid } from './problems.js';
import { oneLine } from './terminal.js';

/** `freesel export`: the chosen images in the form that a labelling tool takes. */
export const runExport: CommandRun = async ({ given, terminal }) => {
  const fileAsGiven = given.operand();
  const cwd = process.cwd();
  const file = path.resolve(cwd, fileAsGiven);
  const format = given.text('format');
  const out = given.text('out');
  const { language } = terminal;
  if (format === undefined) throw formatMissing();
  const asText = textFormats.find((own) => own === format);
  const asFolder = folderFormats.find((own) => own === format);
  if (asFolder) {
    if (out === undefined) throw outMissing(asFolder);
    const selection = await readSelectionFile(file, fileAsGiven);
    await handoverFolder(file, selection, asFolder, path.resolve(cwd, out), out, language);
    const count = written(selection.picks.length);
    process.stdout.write(language === 'ja' ? `${count}枚を ${oneLine(out)} に置きました。\n` : `${count} images are in ${oneLine(out)}.\n`);
    return 0;
  }
  if (!asText) throw valueInvalid('--format', format, handoverFormats.join(' | '), 'export');
  const text = await handoverText(file, await readSelectionFile(file, fileAsGiven), asText, cwd, language);
  if (out === undefined) process.stdout.write(text);
  else {
    try {
      await writeAtomically(path.resolve(cwd, out), text);
    } catch (error) {
      throw writeProblem(error, out, outputNotWritable);
    }
  }
  return 0;
};
