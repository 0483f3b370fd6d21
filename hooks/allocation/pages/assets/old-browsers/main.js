/* Browsers before 2022 lack this; the shim that runs workers from a file share calls it. */
if (!window.structuredClone) {
  window.structuredClone = (value) => JSON.parse(JSON.stringify(value));
}
