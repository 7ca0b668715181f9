/** A part of a JSON text with its place: offsets of its first character and of the one after its last. */
export type JsonNode =
  | { readonly kind: 'object'; readonly start: number; readonly end: number; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly start: number; readonly end: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'value'; readonly start: number; readonly end: number; readonly value: string | number | boolean | null };

export interface JsonMember {
  readonly key: string;
  /** Place of the key, quotes included. */
  readonly start: number;
  readonly end: number;
  readonly node: JsonNode | undefined;
}

/** Deeper than any file of ours; a text that goes on and on must not exhaust the stack. */
const deepest = 50;

/** Reads a JSON text as far as it can be understood: a text that is being typed gives what is whole of it. */
export function jsonTree(text: string): JsonNode | undefined {
  return new Reader(text).node(0);
}

/** The part of a tree that lies under these names and places. */
export function partOf(node: JsonNode | undefined, ...way: readonly (string | number)[]): JsonNode | undefined {
  let part = node;
  for (const step of way) {
    if (typeof step === 'string') part = part?.kind === 'object' ? part.members.find(({ key }) => key === step)?.node : undefined;
    else part = part?.kind === 'array' ? part.items[step] : undefined;
  }
  return part;
}

/** Items of an array; none where the part is none. */
export const itemsOf = (node: JsonNode | undefined): readonly JsonNode[] => (node?.kind === 'array' ? node.items : []);

/** A text with its place; undefined where the part is none. */
export function textOf(node: JsonNode | undefined): { readonly text: string; readonly start: number; readonly end: number } | undefined {
  return node?.kind === 'value' && typeof node.value === 'string' ? { text: node.value, start: node.start, end: node.end } : undefined;
}

/** A number with its place; undefined where the part is none. */
export function numberOf(
  node: JsonNode | undefined,
): { readonly number: number; readonly start: number; readonly end: number } | undefined {
  return node?.kind === 'value' && typeof node.value === 'number' ? { number: node.value, start: node.start, end: node.end } : undefined;
}

const word = /[^\s,:{}[\]"]+/y;
const quoted = /"(?:[^"\\\r\n]|\\[^\r\n])*"?/y;
const blank = /\s*/y;

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  node(depth: number): JsonNode | undefined {
    this.take(blank);
    const start = this.at;
    switch (this.text.charAt(start)) {
      case '{':
        return depth > deepest ? undefined : this.object(depth);
      case '[':
        return depth > deepest ? undefined : this.array(depth);
      case '"':
        return { kind: 'value', start, value: this.string(), end: this.at };
      default: {
        const value = plain(this.take(word));
        return value === undefined ? undefined : { kind: 'value', start, end: this.at, value };
      }
    }
  }

  private object(depth: number): JsonNode {
    const start = this.at;
    const members: JsonMember[] = [];
    this.at += 1;
    while (this.at < this.text.length) {
      this.take(blank);
      const own = this.text[this.at];
      if (own === '"') {
        const keyStart = this.at;
        const key = this.string();
        const end = this.at;
        this.take(blank);
        const hasValue = this.text[this.at] === ':';
        if (hasValue) this.at += 1;
        members.push({ key, start: keyStart, end, node: hasValue ? this.node(depth + 1) : undefined });
      } else {
        this.at += 1;
        if (own === '}') break;
      }
    }
    return { kind: 'object', start, end: Math.min(this.at, this.text.length), members };
  }

  private array(depth: number): JsonNode {
    const start = this.at;
    const items: JsonNode[] = [];
    this.at += 1;
    while (this.at < this.text.length) {
      this.take(blank);
      const own = this.text[this.at];
      if (own === ',' || own === ']' || own === '}' || own === ':') {
        this.at += 1;
        if (own === ']') break;
        continue;
      }
      const before = this.at;
      const item = this.node(depth + 1);
      if (item) items.push(item);
      // What cannot be read is passed over, a character at least.
      else if (this.at === before) this.at += 1;
    }
    return { kind: 'array', start, end: Math.min(this.at, this.text.length), items };
  }

  private string(): string {
    const source = this.take(quoted);
    try {
      return JSON.parse(source) as string;
    } catch {
      return source.slice(1).replace(/"$/, '');
    }
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const own = pattern.exec(this.text)?.[0] ?? '';
    this.at += own.length;
    return own;
  }
}

function plain(source: string): number | boolean | null | undefined {
  if (source === 'true' || source === 'false') return source === 'true';
  if (source === 'null') return null;
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(source) ? Number(source) : undefined;
}
