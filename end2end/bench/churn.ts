import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Server } from "../support/server.ts";

const seatkeeper = join(resolve(import.meta.dirname, "../.."), "tools/seatkeeper");

/** What was changed in one transaction. */
export interface Batch {
  /** When it was committed, in milliseconds since 1970. */
  at: number;
  /** The licenses. */
  ids: string[];
}

/** What a run of changes did. */
export interface Churned {
  batches: Batch[];
  /** How many changes it made, by its own count. */
  changes: number;
}

/** Whether this build has the command that makes changes. */
export function canChurn(): boolean {
  return spawnSync(seatkeeper, ["churn", "--help"], { stdio: "ignore" }).status === 0;
}

/** Makes random, real changes through the services for so many seconds; ends with them. */
export async function churn(
  server: Server,
  rate: number,
  seconds: number,
  begun: () => void = () => {},
): Promise<Churned> {
  const args = ["churn", "--rate", String(rate), "--seconds", String(seconds), "--data-dir", server.dataDir];
  const child = spawn(seatkeeper, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, DATABASE_URL: undefined },
  });
  const gone = once(child, "close") as Promise<[number | null]>;
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const done: Churned = { batches: [], changes: Number.NaN };
  for await (const text of createInterface(child.stdout)) {
    const line = JSON.parse(text) as Partial<Batch> & { changes?: number };
    if (line.at !== undefined && line.ids) {
      if (done.batches.push({ at: line.at, ids: line.ids }) === 1) begun();
    }
    if (line.changes !== undefined) done.changes = line.changes;
  }
  const [code] = await gone;
  if (code !== 0 || Number.isNaN(done.changes)) {
    throw new Error(`churn ended with ${code} after ${done.batches.length} batches:\n${complaints.slice(-2_000)}`);
  }
  return done;
}

/** When the last change was committed, in milliseconds since 1970. */
export function lastCommit({ batches }: Churned): number {
  return Math.max(...batches.map(({ at }) => at));
}

/** The changes a second that were really made. */
export function rateOf({ batches, changes }: Churned): number {
  const first = Math.min(...batches.map(({ at }) => at));
  const [begun] = batches.filter(({ at }) => at === first);
  const seconds = (Math.max(...batches.map(({ at }) => at)) - first) / 1_000;
  return (changes - (begun?.ids.length ?? 0)) / seconds;
}
