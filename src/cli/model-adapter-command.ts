import path from 'node:path';
import { inspectModel } from '../engine/inspect-model.js';
import { prepared } from '../engine/model-at-hand.js';
import { factsOf } from '../model/model-facts.js';
import { onnxPieces, writeOnnx } from '../model/onnx/file.js';
import { isPreparedModel, modelFileOf, readModelBytes } from '../model/vision-model.js';
import { outputNotWritable, systemCode, writeAtomically } from '../store/index.js';
import type { CommandContext, CommandRun } from './main.js';
import { modelReportLines } from './model-report.js';
import { modelNotGiven, modelOutIsModel, modelOutMissing, tooMany } from './problems.js';
import { oneLine } from './terminal.js';

/** The model's file, as it was given, and what stands after it. */
function modelOperand({ given }: CommandContext): { readonly file: string; readonly asGiven: string; readonly others: readonly string[] } {
  const [asGiven, ...others] = given.otherOperands();
  if (asGiven === undefined || asGiven === '') throw modelNotGiven('model');
  return { file: path.resolve(asGiven), asGiven, others };
}

/** `freesel model prepare`: writes a copy that FreeSel can read. */
export const runPrepare: CommandRun = async (context) => {
  const { given, terminal } = context;
  const { file, asGiven, others } = modelOperand(context);
  if (others[0] !== undefined) throw tooMany(others[0], 'model');
  const out = given.text('out');
  if (out === undefined || out === '') throw modelOutMissing();
  if (path.resolve(out) === file) throw modelOutIsModel(out);
  const size = given.size();
  const bytes = await readModelBytes(file, asGiven);
  const isJapanese = terminal.language === 'ja';
  const named = oneLine(out);
  if (isPreparedModel(bytes, asGiven)) {
    modelFileOf(file, asGiven, bytes);
    await writePieces(out, [bytes]);
    process.stdout.write(
      isJapanese
        ? `準備済みのモデルなので、そのままコピーしました：${named}\n`
        : `It was prepared already and is copied as it is: ${named}\n`,
    );
    return 0;
  }
  const { model, report } = await prepared({ file, asGiven, bytes }, size);
  await writePieces(out, onnxPieces(model).pieces);
  for (const text of report.remarks) terminal.remark(text[terminal.language]);
  if (given.has('json')) {
    process.stdout.write(
      `${JSON.stringify({ file: asGiven, out, ...factsOf(modelFileOf(file, asGiven, writeOnnx(model))) }, undefined, 2)}\n`,
    );
    return 0;
  }
  const { rows, columns } = report.grid;
  process.stdout.write(
    isJapanese
      ? `準備しました：${named}（${report.blocks} ブロック、${report.heads} ヘッド、幅 ${report.width}、${rows} x ${columns} パッチ、先頭トークン ${report.prefixTokens}${report.attention === 'substitute' ? '、注意は代用（substitute）' : ''}）\n`
      : `Prepared: ${named} (${report.blocks} blocks of ${report.heads} heads, width ${report.width}, ${rows} x ${columns} patches, ${report.prefixTokens} prefix ${report.prefixTokens === 1 ? 'token' : 'tokens'}${report.attention === 'substitute' ? ', a substitute for attention' : ''})\n`,
  );
  return 0;
};

async function writePieces(out: string, pieces: readonly Uint8Array[]): Promise<void> {
  try {
    await writeAtomically(path.resolve(out), piecewise(pieces));
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw outputNotWritable(out, { cause: error });
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- what is written piece by piece is an async iterable, and these are there
async function* piecewise(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** `freesel model inspect`: says what is in a model. */
export const runInspect: CommandRun = async (context) => {
  const { given, terminal } = context;
  const { file, asGiven, others } = modelOperand(context);
  const size = given.size();
  const bytes = await readModelBytes(file, asGiven);
  const found = isPreparedModel(bytes, asGiven) ? undefined : await prepared({ file, asGiven, bytes }, size);
  const inspection = await inspectModel(modelFileOf(file, asGiven, found ? writeOnnx(found.model) : bytes), others);
  const remarks = found?.report.remarks ?? [];
  if (given.has('json')) {
    const isPrepared = found === undefined;
    process.stdout.write(
      `${JSON.stringify({ file: asGiven, isPrepared, ...inspection, remarks: remarks.map((text) => text[terminal.language]) }, undefined, 2)}\n`,
    );
    return 0;
  }
  for (const text of remarks) terminal.remark(text[terminal.language]);
  process.stdout.write(`${modelReportLines(inspection, terminal.language).join('\n')}\n`);
  return 0;
};
