// Images so small that a hundred thousand of them are made in seconds.
const side = 4;

/** A BMP of 4 x 4 pixels, another one for each number. */
export function tinyImage(number) {
  const bytes = Buffer.alloc(54 + side * side * 3);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(side, 18);
  bytes.writeInt32LE(side, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  let state = number;
  for (let i = 54; i < bytes.length; i++) bytes[i] = (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  return bytes;
}
