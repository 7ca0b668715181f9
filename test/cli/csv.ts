/** Records of a CSV text by RFC 4180, read letter by letter. Throws where the text is not of that form. */
export function recordsOf(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      for (at += 1; ; at += 1) {
        if (at >= text.length) throw new Error('a quote is not closed');
        if (text[at] === '"') {
          if (text[at + 1] !== '"') break;
          at += 1;
        }
        field += text[at] ?? '';
      }
      at += 1;
    } else {
      for (; at < text.length && !/[,\r\n]/.test(text[at] ?? ''); at += 1) {
        if (text[at] === '"') throw new Error('a quote within a field that is not quoted');
        field += text[at] ?? '';
      }
    }
    record.push(field);
    if (text[at] === ',') {
      at += 1;
      continue;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] !== '\n') throw new Error(`neither a comma nor the end of a line at ${at}`);
    at += 1;
    records.push(record);
    record = [];
  }
  if (record.length > 0) throw new Error('the last line is not ended');
  return records;
}
