/* SHA-256, as Node and everybody else computes it. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Sha256, sha256Of } from "../../hooks/allocation/pages/assets/edit/sha256.js";

const utf8 = new TextEncoder();

/** Return the digest of bytes that come at once. */
function digestOf(bytes) {
  const digest = new Sha256();
  digest.add(bytes);
  return digest.hex();
}

/* FIPS 180-2 and NIST's examples. */
const VECTORS = [
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
];

for (const [text, digest] of VECTORS) {
  test(`the digest of ${text.length} letters`, () =>
    assert.equal(digestOf(utf8.encode(text)), digest));
}

test("every length around the ends of blocks", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, place) => (place * 7 + length) & 255);
    assert.equal(digestOf(bytes), createHash("sha256").update(bytes).digest("hex"), String(length));
  }
});

test("pieces of any length are like the whole", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, place) => (place * 31) & 255);
  for (const size of [1, 3, 55, 56, 63, 64, 65, 127, 128, 999]) {
    const digest = new Sha256();
    for (let place = 0; place < bytes.length; place += size) {
      digest.add(bytes.subarray(place, place + size));
    }
    assert.equal(digest.hex(), createHash("sha256").update(bytes).digest("hex"), String(size));
  }
});

test("a file of 100 MB is read in pieces, and others have their turn meanwhile", async () => {
  globalThis.FileReader = Reader;
  const bytes = new Uint8Array(100 * 1024 * 1024 + 5).fill(0x5a);
  const shares = [];
  let turns = 0;
  const others = setInterval(() => turns++, 1);
  const found = await sha256Of(new Blob([bytes]), (share) => shares.push(share));
  clearInterval(others);
  assert.equal(found, createHash("sha256").update(bytes).digest("hex"));
  assert.equal(shares.length, 26);
  assert.equal(shares[25], 1);
  assert.ok(shares.every((share, place) => place === 0 || share > shares[place - 1]));
  assert.ok(turns >= 10, String(turns));
});

test("an empty file", async () => {
  assert.equal(await sha256Of(new Blob([])), VECTORS[0][1]);
});

/** What browsers have to read a piece of a file. */
class Reader extends EventTarget {
  async readAsArrayBuffer(piece) {
    this.result = await piece.arrayBuffer();
    this.dispatchEvent(new Event("load"));
  }
}
