import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** How a field of a message is written: protobuf's scalar types as far as ONNX uses them, or another message. */
export type Kind = 'string' | 'bytes' | 'int32' | 'int64' | 'uint64' | 'float' | 'packed-floats' | 'packed-int64s' | (() => Table<never>);

export interface Field {
  readonly tag: number;
  readonly kind: Kind;
  readonly isMany: boolean;
  /** A text that is empty where the file leaves it out. */
  readonly isSure?: true;
}

/** The fields of a message. What is in a file and not in the table is kept as it is, so that a file of a newer format survives. */
export type Table<T> = { readonly [K in Exclude<keyof T, 'unknown'>]-?: Field };

/** Fields of a message that its table does not know, each with its tag, in the order of the file. */
export interface Message {
  unknown: Uint8Array[];
}

type Loose = Record<string, unknown> & Message;
type Entry = readonly [name: string, field: Field];

const byTag = new WeakMap<object, ReadonlyMap<number, Entry>>();

function entriesOf(table: object): ReadonlyMap<number, Entry> {
  let entries = byTag.get(table);
  if (!entries) {
    entries = new Map(Object.entries(table as Readonly<Record<string, Field>>).map((entry) => [entry[1].tag, entry]));
    byTag.set(table, entries);
  }
  return entries;
}

/** Messages in messages: no graph of graphs is deeper, and a file that says so is none. */
const deepest = 64;

/**
 * Reads a message. Byte fields are views of `bytes`: nothing large is copied.
 *
 * @throws Error where the bytes are no such message, or are cut
 */
export function decode<T extends Message>(table: Table<T>, bytes: Uint8Array): T {
  return decodeAt(table, bytes, 0) as unknown as T;
}

function decodeAt(table: object, bytes: Uint8Array, depth: number): Loose {
  if (depth > deepest) throw new Error('messages are nested too deep');
  const fields = entriesOf(table);
  const message: Loose = { unknown: [] };
  for (const [name, { isMany, isSure }] of fields.values()) {
    if (isMany) message[name] = [];
    else if (isSure) message[name] = '';
  }
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [tag, wire] = reader.tag();
    const entry = fields.get(tag);
    if (entry && isFitting(entry[1].kind, wire)) readField(message, entry, reader, wire, depth);
    else {
      reader.skip(wire, tag);
      message.unknown.push(bytes.subarray(start, reader.pos));
    }
    if (reader.pos > reader.len) throw new Error('the message is cut');
  }
  return message;
}

function isFitting(kind: Kind, wire: WireType): boolean {
  switch (kind) {
    case 'string':
    case 'bytes':
    case 'packed-floats':
      return wire === WireType.LengthDelimited;
    case 'packed-int64s':
    case 'int32':
    case 'int64':
    case 'uint64':
      return wire === WireType.Varint || wire === WireType.LengthDelimited;
    case 'float':
      return wire === WireType.Bit32 || wire === WireType.LengthDelimited;
    default:
      return wire === WireType.LengthDelimited;
  }
}

function readField(message: Loose, [name, field]: Entry, reader: BinaryReader, wire: WireType, depth: number): void {
  const { kind, isMany } = field;
  const put = (value: unknown): void => {
    if (isMany) (message[name] as unknown[]).push(value);
    else message[name] = value;
  };
  const isPacked =
    wire === WireType.LengthDelimited &&
    (kind === 'int32' || kind === 'int64' || kind === 'uint64' || kind === 'float' || kind === 'packed-int64s');
  if (isPacked) {
    const inner = new BinaryReader(reader.bytes());
    while (inner.pos < inner.len) put(scalar(kind, inner));
    return;
  }
  if (typeof kind === 'function') put(decodeAt(kind(), reader.bytes(), depth + 1));
  else put(scalar(kind, reader));
}

function scalar(kind: Exclude<Kind, () => unknown>, reader: BinaryReader): unknown {
  switch (kind) {
    case 'string':
      return reader.string();
    case 'bytes':
    case 'packed-floats':
      return reader.bytes();
    case 'int32':
      return reader.int32();
    case 'int64':
    case 'packed-int64s':
      return BigInt(reader.int64());
    case 'uint64':
      return BigInt(reader.uint64());
    case 'float':
      return reader.float();
  }
}

/** Bytes in pieces, of which the large ones are views of what was read. */
export interface Pieces {
  readonly pieces: readonly Uint8Array[];
  readonly length: number;
}

/** Below this a byte field is copied into its neighbours' piece. */
const large = 4096;

class Sink {
  readonly pieces: Uint8Array[] = [];
  length = 0;
  private writer = new BinaryWriter();

  /** Writes small things. */
  small(write: (writer: BinaryWriter) => void): void {
    write(this.writer);
  }

  bytes(value: Uint8Array): void {
    if (value.length < large) {
      this.writer.raw(value);
      return;
    }
    this.flush();
    this.push(value);
  }

  append({ pieces }: Pieces): void {
    for (const piece of pieces) this.bytes(piece);
  }

  finish(): Pieces {
    this.flush();
    return { pieces: this.pieces, length: this.length };
  }

  private flush(): void {
    const own = this.writer.finish();
    if (own.length > 0) this.push(own);
  }

  private push(piece: Uint8Array): void {
    this.pieces.push(piece);
    this.length += piece.length;
  }
}

/** Writes a message as pieces that follow each other; weights are not copied. */
export function encode<T extends Message>(table: Table<T>, message: T): Pieces {
  return encodeLoose(table, message as unknown as Loose);
}

function encodeLoose(table: object, message: Loose): Pieces {
  const sink = new Sink();
  for (const [tag, [name, field]] of entriesOf(table)) {
    const value = message[name];
    if (value === undefined) continue;
    if (field.kind === 'packed-int64s') writePacked(sink, tag, value as readonly bigint[]);
    else if (field.isMany) for (const own of value as readonly unknown[]) writeField(sink, tag, field.kind, own);
    else writeField(sink, tag, field.kind, value);
  }
  for (const own of message.unknown) sink.bytes(own);
  return sink.finish();
}

function writePacked(sink: Sink, tag: number, values: readonly bigint[]): void {
  if (values.length === 0) return;
  sink.small((writer) => {
    writer.tag(tag, WireType.LengthDelimited).fork();
    for (const own of values) writer.int64(own);
    writer.join();
  });
}

function writeField(sink: Sink, tag: number, kind: Kind, value: unknown): void {
  if (typeof kind === 'function') {
    const inner = encodeLoose(kind(), value as Loose);
    sink.small((writer) => writer.tag(tag, WireType.LengthDelimited).uint32(inner.length));
    sink.append(inner);
    return;
  }
  switch (kind) {
    case 'string':
      sink.small((writer) => writer.tag(tag, WireType.LengthDelimited).string(value as string));
      return;
    case 'bytes':
    case 'packed-floats':
      sink.small((writer) => writer.tag(tag, WireType.LengthDelimited).uint32((value as Uint8Array).length));
      sink.bytes(value as Uint8Array);
      return;
    case 'int32':
      sink.small((writer) => writer.tag(tag, WireType.Varint).int32(value as number));
      return;
    case 'int64':
    case 'packed-int64s':
      sink.small((writer) => writer.tag(tag, WireType.Varint).int64(value as bigint));
      return;
    case 'uint64':
      sink.small((writer) => writer.tag(tag, WireType.Varint).uint64(value as bigint));
      return;
    case 'float':
      sink.small((writer) => writer.tag(tag, WireType.Bit32).float(value as number));
  }
}
