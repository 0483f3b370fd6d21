/* Browsers before 2022 lack this; the shim that runs workers from a file share calls it. */
if (!window.structuredClone) {
  window.structuredClone = function (value) {
    return JSON.parse(JSON.stringify(value));
  };
}
