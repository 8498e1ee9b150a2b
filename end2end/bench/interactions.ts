import { expect, type Locator } from "@playwright/test";
import type { BenchPage } from "./bench-page.ts";
import { BUDGETS } from "./budgets.ts";
import type { Input, List } from "./page/types.ts";
import { repeat } from "./stage.ts";
import type { Table } from "./table.ts";
import { expectByDate, expectGroups, expectOpen } from "./truth.ts";

const RUNS = 9;
const ALL = "/licenses?tab=all";

/** Something a person does, as the browser hears of it. */
interface Step extends Input {
  act: () => Promise<void>;
}

/** A step there and back, with what is right after it. */
interface Operation {
  there: Step;
  back: Step;
  check: (after: List) => void;
}

export async function interactions(bench: BenchPage, table: Table): Promise<void> {
  table.add(BUDGETS.groupOne, (await timed(bench, ALL, grouping(bench, "Product"))).there);
  const grouped = `${ALL}&group=product`;
  table.add(BUDGETS.groupSecond, (await timed(bench, grouped, grouping(bench, "Customer"))).there);
  table.add(BUDGETS.groupSecondOpen, (await timed(bench, await opened(bench, grouped), groupingInside(bench))).there);
  table.add(BUDGETS.expand, await expanding(bench, grouped, "rows"));
  table.add(BUDGETS.expandOuter, await expanding(bench, `${grouped},customer`, "groups"));
  const sorted = await timed(bench, ALL, await sorting(bench));
  table.add(BUDGETS.sort, [...sorted.there, ...sorted.back]);
  table.add(BUDGETS.jump, await jumps(bench));
}

/** Milliseconds of a step there and back again, each of several times, after one that warms up. */
async function timed(
  bench: BenchPage,
  from: string,
  { there, back, check }: Operation,
  runs = RUNS,
): Promise<{ there: number[]; back: number[] }> {
  const before = bench.address === from ? await bench.list(from) : await bench.goto(from);
  const search = new URL(bench.page.url()).search;
  await there.act();
  await bench.page.waitForURL((url) => url.search !== search);
  const after = await bench.list(bench.address);
  check(after);
  await bench.settled(after);
  const times = { there: [] as number[], back: [] as number[] };
  times.back.push(await bench.measure(before, back, back.act));
  for (let n = 0; n < runs; n++) {
    times.there.push(await bench.measure(after, there, there.act));
    times.back.push(await bench.measure(before, back, back.act));
  }
  return times;
}

/** Clicks the middle of something. */
function click(bench: BenchPage, target: Locator): Step {
  const act = async () => {
    const box = await target.boundingBox();
    if (!box) throw new Error(`${target} is not on the screen`);
    await bench.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  };
  return { type: "click", act };
}

/** Presses a key on something that takes the focus. */
function press(target: Locator, keys: string): Step {
  return { type: "keydown", key: keys.split("+").at(-1) ?? keys, act: () => target.press(keys) };
}

/** Groups by a column from its header; removes the pill again. */
function grouping(bench: BenchPage, column: string): Operation {
  const { grid } = bench;
  return {
    there: press(grid.header(column), "Control+g"),
    back: press(grid.pill(column), "Delete"),
    check: (after) => expectGroups(after, column === "Product" ? column : "Product"),
  };
}

/** The same by a second column, while the first group of the first is open. */
function groupingInside(bench: BenchPage): Operation {
  return { ...grouping(bench, "Customer"), check: (after) => expectOpen(after, 0, "groups") };
}

/** Opens the first group; tells the address. */
async function opened(bench: BenchPage, address: string): Promise<string> {
  await bench.goto(address);
  await bench.grid.line(0).getByRole("gridcell").first().click();
  await bench.page.waitForURL((url) => url.pathname + url.search !== address);
  await bench.settled(await bench.list(bench.address));
  return bench.address;
}

/** Opens each of the first three groups, several times. */
async function expanding(bench: BenchPage, address: string, inside: "groups" | "rows"): Promise<number[]> {
  const times: number[] = [];
  for (const place of [0, 1, 2]) {
    const step = click(bench, bench.grid.line(place).getByRole("gridcell").first());
    const check = (after: List) => expectOpen(after, place, inside);
    times.push(...(await timed(bench, address, { there: step, back: step, check }, RUNS / 3)).there);
  }
  return times;
}

/** Rows come by expiry, soonest first; a click turns that, another turns it back. */
async function sorting(bench: BenchPage): Promise<Operation> {
  const before = await bench.goto(ALL);
  const cell = await bench.page.evaluate(() => window.bench.columns().indexOf("Expires"));
  expectByDate(before, cell, "ascending");
  const step = click(bench, bench.grid.header("Expires"));
  return { there: step, back: step, check: (after) => expectByDate(after, cell, "descending") };
}

/** Scrolls to random places, the same ones each time, never near the one before. */
async function jumps(bench: BenchPage): Promise<number[]> {
  await bench.goto(ALL);
  let place = 0;
  const next = () => (place = (place + 0.05 + 0.9 * random()) % 1);
  const random = generator(20_000);
  return repeat(25, 1, async () => {
    await bench.page.evaluate((share) => window.bench.jump(share), next());
    const { ms, seen } = await bench.outcome();
    const places = seen.map(({ at }) => at);
    expect(places, "each line once").toEqual(places.map((_, n) => (places[0] ?? 0) + n));
    bench.expectSame(seen, await bench.lines(ALL, places[0] ?? 0, places.at(-1) ?? 0));
    return ms;
  });
}

/** Numbers from 0 up to 1 that look random and are always the same (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
