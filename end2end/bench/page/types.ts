/** A row of the grid as it reads. */
export interface Line {
  /** Its `aria-rowindex`: 2 is the first below the headers. */
  at: number;
  /** Whether it is the row of a group. */
  group: boolean;
  /** The text of each cell. */
  cells: string[];
  /** The single pieces of text of a group's row. */
  words: string[];
  /** All that a person can tell it by, to compare. */
  text: string;
}

/** A grid's rows, from the top, and how many match. */
export interface List {
  role: string;
  count: number;
  lines: Line[];
}

/** What has to be read in the grid. */
export interface Want {
  count: number;
  lines: { at: number; text: string }[];
}

/** A measured operation. */
export interface Outcome {
  ms: number;
  /** Whether rows fill the view then. */
  covered: boolean;
  /** The rows in view then. */
  seen: Line[];
}

/** The input whose time counts. */
export interface Input {
  type: "click" | "keydown";
  key?: string;
}

/** A row that reads differently since a frame. */
export interface Change {
  /** Milliseconds since 1970. */
  time: number;
  line: Line;
}

/** What is put into a page under measurement: the looking is done there, without trips between processes. */
export interface InPage extends Reading, Timing, Recording {}

/** See reading.ts. */
export interface Reading {
  read(root?: ParentNode): List;
  columns(): string[];
  /** The rows in view. */
  seen(): Line[];
  /** Whether rows with text fill the view, without a gap. */
  covered(): boolean;
  /** Whether the grid reads so. */
  reads(want: Want): boolean;
  /** How it differs from that. */
  difference(want: Want): string;
  /** A row as it reads. */
  line(row: HTMLElement): Line;
  /** All rows that are drawn, in no particular order. */
  rows(): HTMLElement[];
  /** Whether a row in view has no content yet. */
  waits(): boolean;
  /** The element that scrolls. */
  scroller(): HTMLElement;
  /** Calls back in a task of its own: from within a frame, when that is drawn as far as the thread knows. */
  soon(then: () => void): void;
  /** Calls back when the next frame is drawn. */
  afterFrame(then: () => void): void;
}

/** See timing.ts. */
export interface Timing {
  /** Waits until the grid reads so; fails after so many milliseconds. */
  settled(want: Want, limit?: number): Promise<void>;
  /** From the input that follows to the second frame after the grid reads so; see `outcome`. */
  arm(want: Want, input: Input): void;
  /** Scrolls to this share of the list, far from here, until the rows there are drawn; see `outcome`. */
  jump(share: number): void;
  outcome(): Promise<Outcome>;
  /** Counts frames; `look` also for blank rows. */
  startFrames(look: boolean): void;
  stopFrames(): { frames: number; blank: number; longest: number };
}

/** See recording.ts. */
export interface Recording {
  /** Notes in each frame which of these is shown. */
  startResults(wants: Want[]): void;
  /** Numbers of what was shown one after the other; -1 is none of them. */
  stopResults(): number[];
  startChanges(): void;
  /** The changes, and the milliseconds that noting them took. */
  stopChanges(): { changes: Change[]; cost: number };
  /** The bytes of the page's wasm memory. */
  wasmBytes(): number;
}

declare global {
  interface Window {
    bench: InPage;
  }
}
