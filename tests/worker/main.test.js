/* The worker itself: what it posts, and when. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { docsOf, newFile } from "./fixture.js";
import { newPortalFile, PARTS } from "./portal.js";

const MODULE = "../../hooks/allocation/pages/assets/search-worker/main.js";
const NAMES = ["location", "fetch", "addEventListener", "postMessage"];
const REAL = globalThis.setTimeout;
let loaded = 0;
let posted = [];
let listener = null;
let files = {};
/* What the worker does later, as [what, after how many milliseconds]. */
let later = [];

beforeEach(() => {
  posted = [];
  listener = null;
  later = [];
  globalThis.setTimeout = (callback, delay = 0) => later.push([callback, delay]);
  globalThis.location = { href: "https://office.example/table/assets/search-worker.js" };
  globalThis.fetch = async (url) => ({ json: () => files[url.split("/").pop()] });
  globalThis.postMessage = (message) => posted.push(message);
  globalThis.addEventListener = (type, heard) => {
    assert.equal(type, "message");
    listener = heard;
  };
});

afterEach(() => {
  globalThis.setTimeout = REAL;
  for (const name of NAMES) delete globalThis[name];
});

/* The module starts when it is loaded: each test loads one of its own. */
function load() {
  loaded += 1;
  return import(`${MODULE}?${loaded}`);
}

async function until(isSo) {
  for (let turn = 0; turn < 500 && !isSo(); turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(isSo());
}

const ask = (message) => listener({ data: { type: 2, ...message } });
const titles = ({ data }) => data.items.map(([{ title }]) => title.replace(/<[^>]*>/g, ""));

test("the worker says that it is ready, and answers", async () => {
  files = { "search_index.json": newFile() };
  await load();
  await until(() => listener && posted.length);
  assert.deepEqual(posted, [{ type: 1 }]);
  ask({ data: "周小满" });
  assert.equal(posted[1].type, 3);
  assert.ok(titles(posted[1])[0].includes("周小满"));
  assert.equal(posted[1].data.isNear, false);
});

test("other messages are not answered", async () => {
  files = { "search_index.json": newFile() };
  await load();
  await until(() => posted.length);
  listener({ data: { type: 0, data: "周小满" } });
  assert.equal(posted.length, 1);
});

test("two hundred results are shown, or as many as are asked for", async () => {
  const docs = Array.from({ length: 300 }, (_, at) => ({
    kind: "材料",
    place: `${at}/`,
    title: "照片",
  }));
  files = { "search_index.json": { ...newFile(), docs: docsOf(docs) } };
  await load();
  await until(() => posted.length);
  ask({ data: "照片" });
  ask({ data: "照片", limit: 5 });
  ask({ data: "照片", limit: 1000 });
  assert.deepEqual(
    posted.slice(1).map(({ data }) => data.items.length),
    [201, 6, 300],
  );
});

/* An index in two parts, the second of which arrives when it is let. */
function parted() {
  const { config, docs } = newFile();
  let arrive = null;
  const late = new Promise((resolve) => {
    arrive = () => resolve({ docs: docs.slice(19) });
  });
  files = {
    "search_index.json": { config, parts: 1, docs: docs.slice(0, 19) },
    "search_index.1.json": late,
  };
  return arrive;
}

/* Let the second part arrive; return what the worker does once nobody has typed for a while. */
async function pauseAfter(arrive) {
  arrive();
  await until(() => later.some(([, delay]) => delay));
  const [pause, delay] = later.find(([, milliseconds]) => milliseconds);
  assert.ok(delay >= 100 && delay <= 1000);
  return pause;
}

test("people are found before the further parts are there, and all is after", async () => {
  const arrive = parted();
  await load();
  await until(() => posted.length);
  ask({ data: "志愿者名册" });
  ask({ data: "周小满" });
  assert.deepEqual(
    titles(posted[1]).filter((title) => title.includes("名册")),
    [],
  );
  assert.ok(titles(posted[2])[0].includes("周小满"));
  await pauseAfter(arrive);
  ask({ data: "志愿者名册" });
  assert.ok(titles(posted[3])[0].includes("志愿者名册"));
});

test("who asked early and stopped typing is answered again", async () => {
  const arrive = parted();
  await load();
  await until(() => posted.length);
  ask({ data: "志愿者名册" });
  (await pauseAfter(arrive))();
  assert.equal(posted.length, 3);
  assert.ok(titles(posted[2])[0].includes("志愿者名册"));
});

test("who goes on typing, or asked nothing, is not answered again", async () => {
  for (const typed of ["志愿者", null]) {
    posted = [];
    later = [];
    const arrive = parted();
    await load();
    await until(() => posted.length);
    if (typed) ask({ data: typed });
    const pause = await pauseAfter(arrive);
    ask({ data: "志愿者名册" });
    const count = posted.length;
    pause();
    assert.equal(posted.length, count);
  }
});

test("an index of one file is answered once", async () => {
  files = { "search_index.json": newFile() };
  await load();
  await until(() => posted.length);
  ask({ data: "周小满" });
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  for (const [callback] of later) callback();
  assert.equal(posted.length, 2);
});

test("queries that warm up are not answered", async () => {
  files = { "search_index.json": newFile() };
  await load();
  await until(() => later.length);
  for (const [callback] of later) callback();
  assert.deepEqual(posted, [{ type: 1 }]);
});

/* A portal of which some parts do not come; what is asked for, in order. */
async function portal(absent = []) {
  const asked = [];
  files = { "search_index.json": newPortalFile() };
  for (const name of Object.keys(PARTS)) files[`search_index.${name}.json`] = PARTS[name];
  globalThis.fetch = async (url) => {
    const name = url.split("/").pop();
    asked.push(name);
    if (absent.includes(name)) throw new Error("not there");
    return { json: () => files[name] };
  };
  await load();
  await until(() => posted.length);
  return asked;
}

test("parts are read when a query needs them, once", async () => {
  const asked = await portal();
  ask({ data: "志愿服务" });
  assert.equal(posted.length, 2);
  ask({ data: "周小满" });
  /* That nobody is found is not said before the people are there. */
  assert.equal(posted.length, 2);
  await until(() => posted.length === 3);
  assert.ok(titles(posted[2])[0].includes("周小满"));
  ask({ data: "周小满" });
  assert.equal(posted.length, 4);
  assert.deepEqual(asked, ["search_index.json", "search_index.people-z.json"]);
});

test("what is found is shown at once, and again with what the parts have", async () => {
  await portal();
  ask({ data: "海东区教育局 志愿服务" });
  await until(() => posted.length > 1);
  assert.ok(titles(posted[posted.length - 1]).some((title) => title.startsWith("进度")));
});

test("parts are in the order of the units, whichever comes first", async () => {
  await portal();
  const arrived = globalThis.fetch;
  globalThis.fetch = async (url) => {
    if (url.includes("unit-jy.")) await new Promise((resolve) => setImmediate(resolve));
    return arrived(url);
  };
  ask({ data: "教育局 3-6" });
  await until(() => posted.length > 1);
  assert.deepEqual(
    posted[posted.length - 1].data.items.map(([{ location }]) => location),
    ["http://wm.test/jy/items/iii-6/", "units/jy2/"],
  );
});

test("a part that two queries ask for at once is there once", async () => {
  await portal();
  ask({ data: "周小满" });
  ask({ data: "zhouxiaoman" });
  await until(() => posted.length > 1);
  assert.equal(posted[posted.length - 1].data.items.length, 1);
});

test("who asked something else meanwhile is not answered for what came before", async () => {
  await portal();
  ask({ data: "周小满" });
  ask({ data: "志愿服务" });
  const count = posted.length;
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(posted.length, count);
  assert.ok(titles(posted[count - 1])[0].includes("志愿服务"));
});

test("a part that does not come leaves the others, and is asked for again", async () => {
  const name = "search_index.people-z.json";
  const asked = await portal([name]);
  ask({ data: "周小满" });
  await until(() => posted.length === 2);
  assert.deepEqual(titles(posted[1]), []);
  ask({ data: "周小满" });
  await until(() => posted.length === 3);
  assert.deepEqual(asked.filter((each) => each === name).length, 2);
});

test("a page hears that the index does not come", async () => {
  globalThis.fetch = async () => {
    throw new Error("no network");
  };
  await load();
  await until(() => later.length);
  assert.equal(later.length, 1);
  assert.throws(later[0][0], /no network/);
  assert.deepEqual(posted, []);
});
