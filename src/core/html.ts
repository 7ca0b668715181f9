/** Text that is HTML already, made only by `html` and `joined`, so that nothing unescaped passes for it. */
export class Html {
  constructor(readonly text: string) {}
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Makes any text safe within an element and within a quoted attribute; control characters and half surrogates, which HTML cannot hold, become U+FFFD. */
function escaped(text: string): string {
  return text.replace(/(?![\t\n])[\p{Cc}\p{Cs}]/gu, '\ufffd').replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** Template tag: what is put in is escaped, unless it is HTML itself. */
export function html(strings: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  return new Html(
    strings
      .map((own, k) => {
        const value = values[k];
        if (value === undefined) return own;
        return own + (value instanceof Html ? value.text : escaped(String(value)));
      })
      .join(''),
  );
}

/** Pieces one after the other. */
export function joined(pieces: readonly Html[]): Html {
  return new Html(pieces.map(({ text }) => text).join(''));
}
