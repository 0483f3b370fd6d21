/* What a worker has in the frame that stands for it where a site is opened from a file share. */

interface FrameDocument {
  readonly currentScript: { readonly src: string };
  readonly body: { appendChild(script: FrameScript): void };
  createElement(name: "script"): FrameScript;
}

interface FrameScript {
  src: string;
  onload: () => void;
  onerror: (reason: unknown) => void;
}

interface SearchBox {
  readonly checked: boolean;
  addEventListener(type: "change", listener: () => void, options: { once: boolean }): void;
}

declare const document: FrameDocument | undefined;
declare const parent: {
  readonly document: {
    getElementById(id: string): SearchBox | null;
    querySelector(selector: string): object | null;
  };
};
/* Left by the script of the index. */
declare const __index: import("./index.js").IndexFile;
