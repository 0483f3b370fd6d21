/* SHA-256: browsers have their own on https only. */

const ROUND_COUNT = 64;
const BLOCK_SIZE = 64;
const PIECE_SIZE = 4 * 1024 * 1024;
/** The first 32 bits of the fractions of roots of the first primes. */
const ROUND_CONSTANTS = rootFractions(ROUND_COUNT, 1 / 3);
const START_STATE = rootFractions(8, 1 / 2);

/** A digest of bytes that come in pieces. */
export class Sha256 {
  constructor() {
    this.state = START_STATE.slice();
    this.work = new Int32Array(8);
    this.words = new Int32Array(ROUND_COUNT);
    this.rest = new Uint8Array(BLOCK_SIZE);
    this.kept = 0;
    this.length = 0;
  }

  /**
   * Add bytes.
   * @param {Uint8Array} bytes
   */
  add(bytes) {
    this.length += bytes.length;
    let place = 0;
    if (this.kept) {
      place = Math.min(BLOCK_SIZE - this.kept, bytes.length);
      this.rest.set(bytes.subarray(0, place), this.kept);
      this.kept += place;
      if (this.kept < BLOCK_SIZE) return;
      this.mix(this.rest, 0);
    }
    for (; place + BLOCK_SIZE <= bytes.length; place += BLOCK_SIZE) this.mix(bytes, place);
    this.rest.set(bytes.subarray(place));
    this.kept = bytes.length - place;
  }

  /** Return the digest as 64 hexadecimal digits; nothing can be added any more. */
  hex() {
    const bits = this.length * 8;
    const padding = new Uint8Array((this.kept < 56 ? 64 : 128) - this.kept);
    const view = new DataView(padding.buffer);
    padding[0] = 0x80;
    view.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(padding.length - 4, bits % 2 ** 32);
    this.add(padding);
    const words = Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, "0"));
    return words.join("");
  }

  /**
   * Mix a block into the state. The eight values of a round stay where they are: `at` says which of
   * them is the first.
   * @param {Uint8Array} bytes
   * @param {number} place where the block begins
   */
  mix(bytes, place) {
    const { state, work, words } = this;
    fillWords(words, bytes, place);
    work.set(state);
    for (let round = 0; round < ROUND_COUNT; round++) {
      const at = ROUND_COUNT - round;
      const a = work[at & 7];
      const b = work[(at + 1) & 7];
      const c = work[(at + 2) & 7];
      const e = work[(at + 4) & 7];
      const choice = (e & work[(at + 5) & 7]) ^ (~e & work[(at + 6) & 7]);
      const turns = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const sum = work[(at + 7) & 7] + turns + choice + ROUND_CONSTANTS[round] + words[round];
      const majority = (a & b) ^ (a & c) ^ (b & c);
      work[(at + 3) & 7] += sum;
      work[(at + 7) & 7] = sum + (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority;
    }
    for (let index = 0; index < 8; index++) state[index] += work[index];
  }
}

/**
 * @param {number} count
 * @param {number} power
 */
function rootFractions(count, power) {
  const found = new Int32Array(count);
  let filled = 0;
  for (let number = 2; filled < count; number++) {
    if (isPrime(number)) found[filled++] = (number ** power % 1) * 2 ** 32;
  }
  return found;
}

/** @param {number} number */
function isPrime(number) {
  for (let divisor = 2; divisor * divisor <= number; divisor++) {
    if (number % divisor === 0) return false;
  }
  return true;
}

/**
 * Fill the 64 words of a block.
 * @param {Int32Array} words
 * @param {Uint8Array} bytes
 * @param {number} place
 */
function fillWords(words, bytes, place) {
  for (let index = 0; index < 16; index++) {
    const at = place + 4 * index;
    words[index] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let index = 16; index < ROUND_COUNT; index++) {
    const early = words[index - 15];
    const late = words[index - 2];
    const near = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const far = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[index] = words[index - 16] + near + words[index - 7] + far;
  }
}

/**
 * @param {number} word
 * @param {number} bits
 */
function turn(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}

/**
 * Return the digest of a file, piece by piece: the page stays alive meanwhile.
 * @param {Blob} file
 * @param {(share: number) => void} [tell] hears how much is done, from 0 to 1
 */
export async function sha256Of(file, tell) {
  const digest = new Sha256();
  for (let place = 0; place < file.size; place += PIECE_SIZE) {
    digest.add(new Uint8Array(await bytesOf(file.slice(place, place + PIECE_SIZE))));
    if (tell) tell(Math.min(1, (place + PIECE_SIZE) / file.size));
    await new Promise((done) => setTimeout(done));
  }
  return digest.hex();
}

/**
 * Return the bytes of a piece; old browsers have no `arrayBuffer` of their own.
 * @param {Blob} piece
 * @returns {Promise<ArrayBuffer>}
 */
function bytesOf(piece) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(/** @type {ArrayBuffer} */ (reader.result)));
    reader.addEventListener("error", () => failed(new Error(`文件读不出来：${reader.error}`)));
    reader.readAsArrayBuffer(piece);
  });
}
