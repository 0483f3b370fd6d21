/* What scripts of others leave to ours. */

interface Window {
  /* Of Chromium only, from 86, and not on plain http. */
  readonly showDirectoryPicker?: (options: object) => Promise<FileSystemDirectoryHandle>;
  readonly myTasks?: MyTasks;
  /* What the forms are made of; feeds/edit_data.py writes it. */
  readonly editForms?: import("./edit/types.js").Forms;
  readonly editBase?: import("./edit/types.js").BaseFile;
  readonly editRecords?:
    | import("./edit/types.js").ItemRecords
    | import("./edit/types.js").YearRecords;
  readonly PhotoSwipe?: new (options: object) => Gallery;
}

/* Of mine/NAME.js: what a person owes, by date; feeds/my_tasks.py writes it. */
interface MyTasks {
  /* The day of the build; empty without due dates. */
  readonly day: string;
  /* Whether there are due dates at all. */
  readonly dated: boolean;
  readonly provisional: boolean;
  /* Whether the site says of a person what is late. */
  readonly stated: boolean;
  /* Whether evidence is owed, by the person, and in the rows that a leader supervises. */
  readonly owes: boolean;
  readonly leads: boolean;
  /* Due date, 1 if it was returned, evidence, period and address of what is not filed, in order. */
  readonly tasks: ReadonlyArray<readonly [string, number, string, string, string]>;
  /* The same of the rows that a leader supervises: due date, 1 if returned, and count. */
  readonly led: ReadonlyArray<readonly [string, number, number]>;
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
