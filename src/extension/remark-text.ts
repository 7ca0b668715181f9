import * as vscode from 'vscode';
import { readRemark } from '../core/remark.js';

/** A remark of a selection file in the language of the editor; as it stands where it is of another version. */
export function remarkText(remark: string): string {
  const read = readRemark(remark);
  return read ? vscode.l10n.t(read.word, read.values) : remark;
}
