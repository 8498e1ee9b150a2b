import type { APIRequestContext } from "@playwright/test";
import { setInterval } from "node:timers/promises";
import type { Change } from "./page/types.ts";

/** A license that may be written to. */
export interface Target {
  id: string;
  key: string;
  version: number;
}

/** A note that was written to a row on the screen. */
export interface Probe {
  key: string;
  note: string;
  /** Milliseconds since 1970 when it was sent, and when the writer knew that it was committed. */
  sent: number;
  committed: number;
}

const now = () => performance.timeOrigin + performance.now();
let written = 0;

/** Writes notes to these licenses, one after the other, so many a second, until `end`. */
export async function probe(
  writer: APIRequestContext,
  targets: Target[],
  perSecond: number,
  end: Promise<unknown>,
): Promise<Probe[]> {
  let ended = false;
  const stop = () => (ended = true);
  void end.then(stop, stop);
  const probes: Promise<Probe | undefined>[] = [];
  const busy = new Set<string>();
  let turn = 0;
  for await (const _ of setInterval(1_000 / perSecond)) {
    if (ended) break;
    const target = targets[turn++ % targets.length];
    if (!target || busy.has(target.id)) continue;
    busy.add(target.id);
    probes.push(write(writer, target).finally(() => busy.delete(target.id)));
  }
  return (await Promise.all(probes)).filter((probe) => probe !== undefined);
}

/** Writes a note; nothing if somebody else changed the license at the same time. */
export async function write(writer: APIRequestContext, target: Target): Promise<Probe | undefined> {
  const note = `probe ${++written} ${Date.now()}`;
  const { id, version, key } = target;
  const sent = now();
  const answer = await writer.post("/api/set_license_note", { data: { id, version, note } });
  const committed = now();
  if (answer.ok()) {
    target.version = ((await answer.json()) as { version: number }).version;
    return { key, note, sent, committed };
  }
  const detail = await writer.post("/api/license_get", { data: { id } });
  if (detail.ok()) target.version = ((await detail.json()) as { row: { version: number } }).row.version;
  return undefined;
}

/** What the screen showed of the probes. */
export interface Shown {
  /** Milliseconds from each commit until it was painted. */
  fromCommit: number[];
  /** The same from before the write was sent. */
  fromSent: number[];
  /** Probes that were never seen: other changes had moved their rows off the screen. */
  lost: number;
}

export function shownOf(probes: Probe[], changes: Change[]): Shown {
  const shown: Shown = { fromCommit: [], fromSent: [], lost: 0 };
  const cells = changes.map(({ time, line }) => ({ time, cells: new Set(line.cells) }));
  for (const { key, note, sent, committed } of probes) {
    const seen = cells.find((change) => change.time >= sent && change.cells.has(note) && change.cells.has(key));
    if (!seen) {
      shown.lost += 1;
      continue;
    }
    // A page may show it before the writer has the answer.
    shown.fromCommit.push(Math.max(0, seen.time - committed));
    shown.fromSent.push(seen.time - sent);
  }
  return shown;
}
