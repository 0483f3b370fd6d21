/* What the forms are made of, and what they make. */

export interface FieldSpec {
  readonly label: string;
  readonly hint?: string;
  readonly example?: unknown;
  readonly type: string;
  readonly choices?: ReadonlyArray<string>;
  /* What holds where nothing is written. */
  readonly default?: unknown;
  /* The kind that values name: person, department, evidence, filing, indicator, clause. */
  readonly of?: string;
  /* The fields of what it holds. */
  readonly fields?: Readonly<Record<string, FieldSpec>>;
  readonly required?: boolean;
}

export interface FormSpec {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly record: string;
  readonly op: string;
  readonly fields: ReadonlyArray<string>;
  readonly required: ReadonlyArray<string>;
  readonly topic: string;
  readonly group: string;
  /* By which parameters of its address it is filled in. */
  readonly opens?: ReadonlyArray<string>;
  /* Values that the form sets itself. */
  readonly fixed?: Values;
}

export interface KindSpec {
  readonly label: string;
  readonly fields: Readonly<Record<string, FieldSpec>>;
  readonly add?: boolean;
  readonly remove?: boolean;
}

export interface Forms {
  readonly unit: string;
  readonly share: string | null;
  readonly handin: string | null;
  readonly coordinators: ReadonlyArray<string>;
  readonly forms: ReadonlyArray<FormSpec>;
  readonly records: Readonly<Record<string, KindSpec>>;
}

/* What names and codes there are: edit/records/base.js, unfolded. */
export interface Base {
  /* `version` is that of their duties. */
  readonly people: ReadonlyArray<Published & { name: string; slug: string; version?: string }>;
  readonly departments: ReadonlyArray<Published & { name: string; slug: string }>;
  readonly items: ReadonlyArray<{ id: string; label: string; slug: string; category: string }>;
  readonly rows: ReadonlyArray<Published & { item: string; number: number }>;
  readonly clauses: ReadonlyArray<{ id: string; row: string; text: string }>;
  readonly evidence: ReadonlyArray<EvidenceChoice>;
  readonly indicators: ReadonlyArray<IndicatorChoice>;
  /* The characters of names of evidence, by their pinyin. */
  readonly pinyin?: Readonly<Record<string, string>>;
  /* Key, label, first and last day of the periods of the term by frequency; none without a start. */
  readonly periods: Readonly<Record<string, ReadonlyArray<[string, string, string, string]>>>;
  /* The years for which something was handed in. */
  readonly years: ReadonlyArray<number>;
  /* Forms of characters that people type, each before the usual one. */
  readonly variants: string;
  readonly term: Published;
  readonly unit: Published;
}

export interface EvidenceChoice {
  readonly id: string;
  readonly clause: string;
  readonly name: string;
  readonly kind: string;
  readonly frequency: string;
  readonly visibility: string;
  readonly min_count?: number;
  readonly per?: string;
  /* The piece that is the same paper. */
  readonly same_as?: string;
  readonly not_applicable?: boolean;
}

export interface IndicatorChoice {
  readonly id: string;
  readonly clause: string;
  readonly name: string;
  readonly unit?: string;
  readonly period: string;
  readonly not_applicable?: boolean;
}

/* The same as it is written: names of values once, in columns. */
export interface BaseFile extends Omit<Base, "clauses" | "evidence" | "indicators"> {
  readonly clauses: Table<Base["clauses"][number]>;
  readonly evidence: Table<EvidenceChoice>;
  readonly indicators: Table<IndicatorChoice>;
}

export interface Table<T> {
  readonly columns: ReadonlyArray<string & keyof T>;
  readonly lines: ReadonlyArray<ReadonlyArray<unknown>>;
}

/* The records of an item: edit/records/items/NAME.js. A category that is its own item has none. */
export interface ItemRecords {
  readonly item?: Published;
  readonly clauses: ReadonlyArray<Published>;
  readonly evidence: ReadonlyArray<Published>;
  readonly indicators: ReadonlyArray<Published>;
}

/* What was handed in for a year: edit/records/filings-YEAR.js. */
export interface YearRecords {
  readonly filings: ReadonlyArray<Published>;
  readonly values: ReadonlyArray<Published>;
}

// biome-ignore lint/suspicious/noExplicitAny: a record has fields of every type.
export type Values = Record<string, any>;
export type Value = Values[string];

/* A record as it is published. */
export interface Published {
  readonly id: string;
  readonly sha256: string;
  readonly values: Values;
}

export interface Change {
  readonly record: string;
  readonly op: string;
  readonly id?: string;
  readonly in?: string;
  readonly sha256?: string;
  readonly old?: Values;
  readonly new?: Values;
}

/* What a coordinator decides about a drop that waits. */
export interface Decision {
  readonly drop: string;
  readonly sha256: string;
  /* approve or refuse */
  readonly answer: string;
  readonly reason?: string;
}

export interface Problem {
  readonly change?: number | null;
  readonly field: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

/* What can be chosen: `words` are other ways to find it, such as its pinyin. */
export interface Candidate {
  readonly value: string;
  readonly text: string;
  readonly note?: string;
  readonly words: ReadonlyArray<string>;
}

/* What all fields of a form share. */
export interface Setting {
  readonly kind: string;
  readonly forms: Forms;
  /* editBase: who and what there is. */
  readonly lists: Value;
  readonly context?: import("./checks-data.js").CheckContext;
  /* Every filing that is published. */
  readonly papers: () => Promise<ReadonlyArray<Published>>;
  /* The values of indicators that are published. */
  readonly numbers: () => Promise<ReadonlyArray<Published>>;
  readonly changed: () => void;
  /* What is called when something changed. */
  readonly listeners: Set<() => void>;
  readonly newId: () => string;
  /* What another field of the form says. */
  readonly siblingValue?: (name: string) => Value;
  /* What is known of photographs that are added. */
  readonly caption?: () => Values;
  /* The names of the files in its fields. */
  readonly fileNames: Set<string>;
  /* The digests of files that were sent, which the browser does not have anymore. */
  readonly lostFiles?: Set<string>;
  /* Whether the files stay those that were sent. */
  readonly keepsFiles?: boolean;
  /* Of which of several changes it is. */
  readonly title?: string;
}

/* A control, or a group of them. */
export interface Widget {
  readonly element: HTMLElement;
  /* What takes the focus, and is said to be wrong. */
  readonly control: HTMLElement;
  /* Whether it is labelled as a group, since it is of several controls. */
  readonly isGroup?: boolean;
  readonly read: () => Value;
  readonly write: (value: Value) => void;
  readonly files?: () => SlipFile[];
  /* What is not ready, such as a file that is being read. */
  readonly pending?: () => string;
  /* Show what is wrong with parts of it; return what it could not place. */
  readonly showParts?: (problems: Problem[]) => Problem[];
}

export interface Field {
  readonly name: string;
  readonly label: string;
  /* What a list of problems calls it. */
  readonly title: string;
  readonly say: (problem: Problem) => string;
  readonly element: HTMLElement;
  readonly widget: Widget;
  readonly isRequired: boolean;
  readonly show: (problems: Problem[]) => void;
}

/* A file that goes with a slip. */
export interface SlipFile {
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
  readonly file: Blob;
}

/* A problem at the field that shows it. */
export interface Placed {
  readonly field: Field | null;
  readonly problem: Problem;
}

/* What is filled in: one record, an activity, a handover. */
export interface Body {
  readonly element: HTMLElement;
  readonly fields: Field[];
  readonly changes: () => Change[];
  readonly problems: (changes: Change[]) => Placed[];
  /* The field for a problem of a change, as the inbox tells it. */
  readonly fieldOf: (problem: Problem) => Field | null;
}
