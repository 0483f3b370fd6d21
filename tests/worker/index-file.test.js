/* Getting the files of the index: fetched, or from a file share as scripts. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

const MODULE = "../../hooks/allocation/pages/assets/search-worker/index-file.js";
const PARTS = { parts: 1, docs: [] };
let loaded = 0;

/* Where the module stands is looked up when it is loaded: each test loads one of its own. */
function load() {
  loaded += 1;
  return import(`${MODULE}?${loaded}`);
}

afterEach(() => {
  for (const name of ["document", "parent", "location", "fetch", "__index"])
    delete globalThis[name];
});

function fetching() {
  const asked = [];
  globalThis.location = { href: "https://office.example/table/assets/search-worker.js" };
  globalThis.fetch = async (url) => {
    asked.push(url);
    return { json: async () => PARTS };
  };
  return asked;
}

test("a worker fetches the first file from beside its own folder", async () => {
  const asked = fetching();
  const { readIndexFile } = await load();
  assert.equal(await readIndexFile(), PARTS);
  assert.deepEqual(asked, ["https://office.example/table/search/search_index.json"]);
});

test("a worker fetches a part by its number", async () => {
  const asked = fetching();
  const { readPart } = await load();
  assert.equal(await readPart(2), PARTS);
  assert.deepEqual(asked, ["https://office.example/table/search/search_index.2.json"]);
});

test("a file that does not come is an error", async () => {
  fetching();
  globalThis.fetch = async () => {
    throw new Error("no network");
  };
  const { readIndexFile } = await load();
  await assert.rejects(readIndexFile(), /no network/);
});

/* A frame that plays the worker: `settle` says what happens to a script that is added. */
function framed({ box, isSearchPage = false, settle }) {
  const added = [];
  globalThis.document = {
    currentScript: { src: "file:///share/table/assets/search-worker.js" },
    createElement: (name) => ({ name }),
    body: {
      appendChild(script) {
        added.push(script.src);
        settle(script);
      },
    },
  };
  globalThis.parent = {
    document: {
      getElementById: (id) => (id === "__search" ? box : null),
      querySelector: (selector) => (isSearchPage && selector === "[data-search-page]" ? {} : null),
    },
  };
  return added;
}

function arrive(script) {
  globalThis.__index = PARTS;
  script.onload();
}

const SEARCHING = [
  ["the search is open", { box: { checked: true } }],
  ["the page has no search box", { box: null }],
  ["the page is the search page", { box: { checked: false }, isSearchPage: true }],
];

for (const [when, page] of SEARCHING) {
  test(`from a file share the index is a script, at once where ${when}`, async () => {
    const added = framed({ ...page, settle: arrive });
    const { readIndexFile } = await load();
    assert.equal(await readIndexFile(), PARTS);
    assert.deepEqual(added, ["file:///share/table/search/search_index.js"]);
  });
}

test("from a file share the index waits until somebody searches", async () => {
  let search = null;
  const box = {
    checked: false,
    addEventListener(type, listener, options) {
      assert.deepEqual([type, options], ["change", { once: true }]);
      search = listener;
    },
  };
  const added = framed({ box, settle: arrive });
  const { readIndexFile } = await load();
  const reading = readIndexFile();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(added, []);
  search();
  assert.equal(await reading, PARTS);
});

test("from a file share a part is a script, too", async () => {
  const added = framed({ box: null, settle: arrive });
  const { readPart } = await load();
  assert.equal(await readPart(1), PARTS);
  assert.deepEqual(added, ["file:///share/table/search/search_index.1.js"]);
});

test("a script that does not come is an error", async () => {
  framed({ box: null, settle: (script) => script.onerror(new Error("no script")) });
  const { readIndexFile } = await load();
  await assert.rejects(readIndexFile(), /no script/);
});
