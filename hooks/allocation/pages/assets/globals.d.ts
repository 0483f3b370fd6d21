/* What scripts of others leave to ours. */

interface Window {
  readonly PhotoSwipe?: new (options: object) => Gallery;
}

/* Of PhotoSwipe, what we use; it comes without types in the form that pages load. */
interface Gallery {
  readonly element: HTMLElement;
  readonly currSlide: { readonly data: { readonly caption: Node } };
  readonly ui: { registerElement(options: object): void };
  on(event: string, listener: () => void): void;
  init(): void;
}

/* The theme's: what it keeps in the browser for a site. */
declare function __md_get(name: "__palette"): { readonly index: number };
declare function __md_get(name: string): unknown;
declare function __md_set(name: string, value: unknown): void;
