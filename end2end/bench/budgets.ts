import type { Measure } from "./table.ts";

/**
 * The grid's budgets on one 2-core machine with app, database and load beside each other, and a
 * million licenses in one root. The peer is AG Grid Enterprise 36 with server-side rows on Node
 * and the same Postgres, measured there.
 */
export const BUDGETS = {
  size: { what: "JS + wasm + CSS of the license page, brotli", unit: "kB", peer: "363 kB", budget: 300 },
  firstRows: { what: "first rows painted, local", peer: "727 ms", budget: 350 },
  firstRowsFar: { what: "first rows painted, 9 Mbit/s + 165 ms", budget: 700 },
  groupOne: { what: "group by one column", peer: "333 ms", budget: 150 },
  groupSecond: { what: "group by a second, all closed", peer: "267 ms", budget: 130 },
  groupSecondOpen: { what: "group by a second, one group open", peer: "267 ms", budget: 130 },
  expand: { what: "expand a group", peer: "135 ms", budget: 80 },
  expandOuter: { what: "expand a group of groups", peer: "135 ms", budget: 80 },
  sort: { what: "sort by expiry", peer: "117–154 ms", budget: 90 },
  search: { what: "search, after the last key", peer: "150 ms", budget: 110 },
  stale: { what: "stale results shown while searching", unit: "", budget: 0, judged: "p95" },
  jump: { what: "jump anywhere in the scroll bar", peer: "467 ms", budget: 120 },
  scroll: { what: "scroll at 6,000 px/s, main-thread CPU per frame", peer: "12 ms", budget: 6 },
  blank: { what: "scroll at 6,000 px/s, frames with a blank row", unit: "", budget: 0, judged: "p95" },
  live: {
    what: "1,000 changes/s, flat: commit to painted",
    peer: "110 ms",
    budget: 90,
    judged: "p95",
  },
  liveCpu: { what: "1,000 changes/s, flat: main-thread CPU", unit: "%", budget: 10 },
  liveWrong: { what: "1,000 changes/s, flat: wrong rows when it stopped", unit: "", budget: 0 },
  liveGrouped: {
    what: "1,000 changes/s, grouped: commit to painted, rows",
    peer: "stale",
    budget: 100,
    judged: "p95",
  },
  liveTotals: { what: "1,000 changes/s, grouped: commit to painted, totals", peer: "stale", budget: 500, judged: "p95" },
  drift: {
    what: "1,000 changes/s, grouped: drift of counts and sums when it stopped",
    unit: "",
    peer: "stale",
    budget: 0,
    judged: "p95",
  },
  nodes: { what: "DOM elements in view", unit: "", peer: "2,150", budget: 1_300 },
  sockets: { what: "10,000 idle sockets, memory of the server", unit: "MB", budget: 300 },
} satisfies Record<string, Measure>;
