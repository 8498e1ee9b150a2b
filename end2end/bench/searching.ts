import { expect } from "@playwright/test";
import type { BenchPage } from "./bench-page.ts";
import { BUDGETS } from "./budgets.ts";
import type { List } from "./page/types.ts";
import { repeat } from "./stage.ts";
import type { Table } from "./table.ts";
import { expectHits } from "./truth.ts";

const ALL = "/licenses?tab=all";
const WORDS = ["nord", "haus", "zahn", "server", "2025"];
/** Milliseconds between two keys. Slower than the page waits for more keys, so that it asks in between. */
const RHYTHM = 150;

/** Types words into the quick search; what an older text found must not follow what a newer one found. */
export async function searching(bench: BenchPage, table: Table): Promise<void> {
  const all = await bench.goto(ALL);
  const found = new Map<string, List[]>();
  for (const word of WORDS) found.set(word, await results(bench, word));
  const stale: number[] = [];
  const times = await repeat(2 * WORDS.length, WORDS.length, async (n) => {
    const word = WORDS[(n + WORDS.length) % WORDS.length] ?? "";
    const wanted = [all, ...(found.get(word) ?? [])];
    const { ms, shown } = await search(bench, word, wanted);
    stale.push(staleIn(shown));
    expect.soft(shown, `results shown for ${word}, by letters typed`).not.toContain(-1);
    await bench.grid.search.fill("");
    await bench.settled(all);
    return ms;
  });
  table.add(BUDGETS.search, times);
  table.add(BUDGETS.stale, stale);
  expect.soft(stale.reduce((a, b) => a + b, 0), "stale results shown").toBe(0);
}

/** What the server finds after each letter of a word. */
async function results(bench: BenchPage, word: string): Promise<List[]> {
  const lists: List[] = [];
  for (let length = 1; length <= word.length; length++) {
    lists.push(await bench.list(`${ALL}&q=${encodeURIComponent(word.slice(0, length))}`));
  }
  const [before, last] = lists.slice(-2);
  if (!before || !last) throw new Error(`${word} is too short`);
  expectHits(last, word);
  expect(last.count, `the last letter of ${word} makes a difference`).toBeLessThan(before.count);
  return lists;
}

/** Milliseconds after the last key, and the numbers of the lists shown one after the other. */
async function search(bench: BenchPage, word: string, lists: List[]): Promise<{ ms: number; shown: number[] }> {
  const { page } = bench;
  const wants = await Promise.all(lists.map((list) => bench.want(list)));
  await bench.grid.search.focus();
  await page.evaluate((wants) => window.bench.startResults(wants), wants);
  const type = () => page.keyboard.type(word, { delay: RHYTHM });
  const ms = await bench.measure(lists.at(-1)!, { type: "keydown" }, type);
  // An answer that comes only now would be stale.
  await bench.quiet();
  await page.evaluate(() => new Promise<void>((done) => window.bench.afterFrame(() => window.bench.afterFrame(done))));
  const shown = await page.evaluate(() => window.bench.stopResults());
  return { ms, shown };
}

/** How often something older was shown after something newer. */
function staleIn(shown: number[]): number {
  const known = shown.filter((number) => number >= 0);
  return known.filter((number, at) => known.slice(0, at).some((before) => before > number)).length;
}
