import { expect, type APIRequestContext } from "@playwright/test";
import type { Server } from "../support/server.ts";
import type { BenchPage } from "./bench-page.ts";
import { BUDGETS } from "./budgets.ts";
import { canChurn, churn, lastCommit, rateOf, type Churned } from "./churn.ts";
import type { Change, Line } from "./page/types.ts";
import { probe, shownOf, write, type Shown, type Target } from "./probes.ts";
import { askWindow } from "./stage.ts";
import { quantile, type Measure, type Table } from "./table.ts";
import { drift } from "./truth.ts";

const RATE = 1_000;
const SECONDS = 20;
/** Short runs, each of which ends once: what the totals need after the last change. */
const BURSTS = 5;
const BURST_SECONDS = 2;
/** Notes a second on rows in view, besides: random changes of a million rows hardly ever hit one. */
const PROBES = 10;
/** Notes seen within so many milliseconds, so many in a row: the page is followed change by change. */
const SLOW = 200;
const IN_TIME = 5;
/** Milliseconds until a page has to be right after everything stopped. */
const CALM = 5_000;

/** A page that somebody looks at while everything changes. */
interface Watched {
  bench: BenchPage;
  server: Server;
  writer: APIRequestContext;
  table: Table;
}

export async function live(watched: Watched): Promise<void> {
  const { bench, table } = watched;
  if (!canChurn()) {
    table.note("1,000 changes a second: skipped, this build has no command `seatkeeper churn`");
    return;
  }
  await open(bench, "/licenses?tab=all");
  await followed(watched);
  await underLoad(watched, "flat", BUDGETS.live, BUDGETS.liveCpu);
  const flat = await settled(bench);
  table.add(BUDGETS.liveWrong, [flat.wrong]);

  await open(bench, "/licenses?tab=all&group=product,customer");
  await expand(bench, 0);
  await expand(bench, 1);
  const cpu: Measure = { what: "1,000 changes/s, grouped: main-thread CPU", unit: "%" };
  await underLoad(watched, "grouped", BUDGETS.liveGrouped, cpu);
  const drifts = [(await settled(bench)).drift];
  const totals: number[] = [];
  for (let burst = 0; burst < BURSTS; burst++) {
    const { right, apart } = await untilRight(watched);
    totals.push(right);
    drifts.push(apart);
  }
  table.add(BUDGETS.liveTotals, totals);
  table.add(BUDGETS.drift, drifts);
  expect.soft(Math.max(flat.wrong, ...drifts), "rows, counts and sums that stay wrong").toBe(0);
}

async function open(bench: BenchPage, address: string): Promise<void> {
  await bench.goto(address);
  await expect(bench.page.getByText("Live", { exact: true })).toBeVisible();
}

/**
 * Until the server holds the licenses in memory, a page reads again about once a second. Notes, one
 * after the other, until that is over.
 */
async function followed({ bench, writer, table }: Watched): Promise<void> {
  const begin = performance.now();
  const targets = (await inView(bench, writer)).slice(0, IN_TIME);
  let late = 0;
  for (let inTime = 0; inTime < IN_TIME; ) {
    await bench.page.evaluate(() => window.bench.startChanges());
    const written = await write(writer, targets[inTime]!);
    if (written) await expect(bench.page.getByText(written.note)).toBeVisible();
    const { changes } = await bench.page.evaluate(() => window.bench.stopChanges());
    const [took] = written ? shownOf([written], changes).fromSent : [];
    inTime = took !== undefined && took < SLOW ? inTime + 1 : 0;
    late += inTime === 0 ? 1 : 0;
  }
  const waited = (performance.now() - begin) / 1_000;
  table.note(`followed ${waited.toFixed(1)} s after the page was first opened; ${late} notes before were seen late`);
}

/** Opens the group at this place. */
async function expand(bench: BenchPage, place: number): Promise<void> {
  const before = bench.page.url();
  await bench.grid.line(place).getByRole("gridcell").first().click();
  await bench.page.waitForURL((url) => url.href !== before);
  await bench.settled(await bench.list(bench.address));
}

/** Changes for a while: how late the page shows those in view, and what that costs it. */
async function underLoad(watched: Watched, name: string, measure: Measure, cpuMeasure: Measure): Promise<void> {
  const { bench, server, writer, table } = watched;
  const targets = await inView(bench, writer);
  await bench.page.evaluate(() => window.bench.startChanges());
  let begun = spent(bench);
  const churning = churn(server, RATE, SECONDS, () => (begun = spent(bench)));
  const ended = churning.then(() => spent(bench));
  ended.catch(() => {}); // is said where both are awaited
  const [churned, probes] = await Promise.all([churning, probe(writer, targets, PROBES, churning)]);
  const [from, to] = [await begun, await ended];
  const [worked, took] = [to.cpu - from.cpu, to.at - from.at];
  await settled(bench);
  const { changes, cost } = await bench.page.evaluate(() => window.bench.stopChanges());
  const rate = rateOf(churned);
  const shown = shownOf(probes, changes);
  const own = ownChanges(churned, targets, changes);
  table.add(measure, [...shown.fromCommit, ...own]);
  table.add({ what: `1,000 changes/s, ${name}: write sent to painted` }, shown.fromSent);
  table.add(cpuMeasure, [(worked / took) * 100]);
  table.note(
    `${name}: ${rate < 0.95 * RATE ? "only " : ""}${rate.toFixed(0)} changes a second, ${churned.changes} in all; ` +
      `${said(shown)}, ${own.length} of the changes were in view; ` +
      `${((cost / took) * 100).toFixed(1)} points of the CPU are the measuring's own`,
  );
  expect.soft(shown.fromSent.length, "notes seen on the screen").toBeGreaterThan(0);
}

/** What the page's main thread worked so far, and when that was. */
async function spent(bench: BenchPage): Promise<{ cpu: number; at: number }> {
  return { cpu: await bench.cpu(), at: performance.now() };
}

function said({ fromSent, lost }: Shown): string {
  const p50 = quantile(fromSent, 0.5).toFixed(0);
  return `${fromSent.length} notes seen, median ${p50} ms from sending, ${lost} moved off the screen before`;
}

/** The licenses in view. */
async function inView(bench: BenchPage, writer: APIRequestContext): Promise<Target[]> {
  const seen = await bench.page.evaluate(() => window.bench.seen());
  const [first, last] = [seen[0]?.at ?? 2, seen.at(-1)?.at ?? 2];
  const state = new URL(bench.page.url()).search.slice(1);
  const { page } = await askWindow(writer, state, 0, last - 1);
  const rows = page.window.slice(first - 2).flatMap(({ Row }) => (Row ? [Row] : []));
  expect(rows.length, "licenses in view").toBeGreaterThan(0);
  return rows.map(({ id, key, version }) => ({ id, key, version }));
}

/** Milliseconds from the commit of random changes that happened to be in view until they were painted. */
function ownChanges({ batches }: Churned, targets: Target[], changes: Change[]): number[] {
  const keys = new Map(targets.map(({ id, key }) => [id, key]));
  const hits = batches.flatMap(({ at, ids }) => ids.flatMap((id) => (keys.has(id) ? [{ at, key: keys.get(id)! }] : [])));
  return hits.flatMap(({ at, key }) => {
    const seen = changes.find(({ time, line }) => time >= at && time < at + CALM && line.cells.includes(key));
    return seen ? [seen.time - at] : [];
  });
}

/** After everything stopped: rows that are wrong, and how far counts and sums are apart. */
async function settled(bench: BenchPage): Promise<{ wrong: number; drift: number }> {
  const truth = await bench.list(bench.address);
  // What is still wrong then is the result.
  await bench.settled(truth, CALM).catch(() => {});
  const seen = await bench.page.evaluate(() => window.bench.seen());
  const count = await bench.grid.count();
  return {
    wrong: wrongIn(seen, truth.lines) + Math.abs(count - truth.count),
    drift: drift(seen, truth.lines) + Math.abs(count - truth.count),
  };
}

function wrongIn(shown: Line[], truth: Line[]): number {
  const texts = new Map(truth.map(({ at, text }) => [at, text]));
  return shown.filter(({ at, text }) => texts.get(at) !== text).length;
}

/** A short run of changes: milliseconds from its last commit until the totals in view were right for good. */
async function untilRight({ bench, server }: Watched): Promise<{ right: number; apart: number }> {
  await bench.page.evaluate(() => window.bench.startChanges());
  const churned = await churn(server, RATE, BURST_SECONDS);
  const { drift } = await settled(bench);
  const { changes } = await bench.page.evaluate(() => window.bench.stopChanges());
  const last = changes.findLast(({ line }) => line.group)?.time ?? 0;
  return { right: drift === 0 ? Math.max(0, last - lastCommit(churned)) : CALM, apart: drift };
}
