/* A zip of a slip and its files, stored without compression: names in UTF-8. */

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});
const UTF8_NAMES = 0x0800;
/* 1 January 1980: a zip needs a day, and nobody needs this one. */
const ZIP_DAY = 0x0021;
const CRC_PIECE = 1 << 20;

/** @typedef {{ name: Uint8Array, crc: number, size: number, at: number }} Packed */

/**
 * Return a zip of files by their names.
 * @param {{ name: string, file: Blob }[]} files
 * @returns {Promise<Blob>}
 */
export async function zipOf(files) {
  /** @type {BlobPart[]} */
  const parts = [];
  /** @type {Packed[]} */
  const packed = [];
  let at = 0;
  for (const { name, file } of files) {
    const one = {
      name: new TextEncoder().encode(name),
      crc: await crcOf(file),
      size: file.size,
      at,
    };
    const head = localHeader(one);
    parts.push(head, file);
    packed.push(one);
    at += head.byteLength + file.size;
  }
  const directory = packed.map(directoryEntry);
  const length = directory.reduce((sum, each) => sum + each.byteLength, 0);
  return new Blob([...parts, ...directory, endRecord(packed.length, length, at)], {
    type: "application/zip",
  });
}

/** @param {Blob} file */
async function crcOf(file) {
  let crc = 0xffffffff;
  for (let start = 0; start < file.size; start += CRC_PIECE) {
    const bytes = new Uint8Array(
      await new Response(file.slice(start, start + CRC_PIECE)).arrayBuffer(),
    );
    for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * Return numbers of two or four bytes, one after the other, and then bytes.
 * @param {[number, 2 | 4][]} numbers
 * @param {Uint8Array} [bytes]
 */
function numbersAsBytes(numbers, bytes = new Uint8Array()) {
  const length = numbers.reduce((sum, [, width]) => sum + width, 0);
  const view = new DataView(new ArrayBuffer(length + bytes.length));
  let at = 0;
  for (const [number, width] of numbers) {
    if (width === 2) view.setUint16(at, number, true);
    else view.setUint32(at, number, true);
    at += width;
  }
  new Uint8Array(view.buffer).set(bytes, length);
  return view.buffer;
}

/**
 * Return what both headers of a file say.
 * @param {Packed} file
 * @returns {[number, 2 | 4][]}
 */
function described({ name, crc, size }) {
  return [
    [20, 2],
    [UTF8_NAMES, 2],
    [0, 2],
    [0, 2],
    [ZIP_DAY, 2],
    [crc, 4],
    [size, 4],
    [size, 4],
    [name.length, 2],
    [0, 2],
  ];
}

/** @param {Packed} file */
function localHeader(file) {
  return numbersAsBytes([[0x04034b50, 4], ...described(file)], file.name);
}

/** @param {Packed} file */
function directoryEntry(file) {
  const rest = /** @type {[number, 2 | 4][]} */ ([
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 4],
    [file.at, 4],
  ]);
  return numbersAsBytes([[0x02014b50, 4], [20, 2], ...described(file), ...rest], file.name);
}

/**
 * @param {number} count
 * @param {number} length of the directory
 * @param {number} at where the directory begins
 */
function endRecord(count, length, at) {
  return numbersAsBytes([
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [length, 4],
    [at, 4],
    [0, 2],
  ]);
}
