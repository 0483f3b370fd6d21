/* A zip that everybody can open: stored, names in UTF-8, right digests. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as zlib from "node:zlib";
import { zipOf } from "../../hooks/allocation/pages/assets/edit/zip.js";

const FILES = [
  { name: "slip.json", file: new Blob(["{}"]) },
  { name: "方案.pdf", file: new Blob([new Uint8Array(3 * 1024 * 1024).fill(7)]) },
  { name: "空.txt", file: new Blob([]) },
];

test("every file is where the directory says, as it was", async () => {
  const zip = Buffer.from(await (await zipOf(FILES)).arrayBuffer());
  const end = zip.length - 22;
  assert.equal(zip.readUInt32LE(end), 0x06054b50);
  assert.equal(zip.readUInt16LE(end + 10), FILES.length);
  let entry = zip.readUInt32LE(end + 16);
  for (const { name, file } of FILES) {
    const length = zip.readUInt16LE(entry + 28);
    assert.equal(zip.toString("utf8", entry + 46, entry + 46 + length), name);
    const place = zip.readUInt32LE(entry + 42) + 30 + length;
    const content = Buffer.from(await file.arrayBuffer());
    assert.deepEqual(zip.subarray(place, place + content.length), content);
    if (zlib.crc32) assert.equal(zip.readUInt32LE(entry + 16), zlib.crc32(content));
    entry += 46 + length;
  }
  assert.equal(entry, end);
});
