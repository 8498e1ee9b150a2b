import { expect, type Browser, type BrowserContextOptions } from "@playwright/test";
import { BenchPage, instrument } from "./bench-page.ts";
import { BUDGETS } from "./budgets.ts";
import type { Line } from "./page/types.ts";
import { repeat } from "./stage.ts";
import type { Measure, Table } from "./table.ts";

const ADDRESS = "/licenses?tab=all";
const RUNS = 9;
/** 9 Mbit/s both ways, and this long until an answer begins. */
const FAR = { offline: false, latency: 165, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 };

interface First {
  /** Milliseconds from the start of the navigation until rows that fill the view were painted. */
  painted: number;
  /** The same until the page's own code had taken over. */
  alive: number;
  /** Whether the rows were there before. */
  fromServer: boolean;
  seen: Line[];
}

declare global {
  interface Window {
    first: Promise<First>;
  }
}

/** Notes when the first rows are painted, in a page that is about to load. */
function installFirst(rows: number): void {
  const observe = (done: () => boolean, end: () => void) => {
    const observer = new MutationObserver(() => {
      if (!done()) return;
      observer.disconnect();
      end();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  };
  const isAlive = () => document.documentElement?.hasAttribute("data-hydrated");
  const contentful = new Promise<number>((resolve) => {
    new PerformanceObserver((list) => {
      const paint = list.getEntriesByName("first-contentful-paint")[0];
      if (paint) resolve(paint.startTime);
    }).observe({ type: "paint", buffered: true });
  });
  const drawn = new Promise<Omit<First, "alive">>((resolve) => {
    const last = `[data-row-count] [role=row][aria-rowindex='${rows + 1}'] [role=gridcell]:last-child`;
    const there = () => document.querySelector(last) !== null;
    observe(there, () => {
      const fromServer = !isAlive();
      window.bench.afterFrame(() => {
        resolve({ painted: performance.now(), fromServer, seen: window.bench.seen() });
      });
    });
  });
  const alive = new Promise<number>((resolve) => observe(isAlive, () => resolve(performance.now())));
  window.first = Promise.all([contentful, drawn, alive]).then(([contentful, rest, alive]) => ({
    ...rest,
    painted: Math.max(contentful, rest.painted),
    alive,
  }));
}

/** Loads the page in one new browser context after the other: nothing is cached. */
export async function firstRows(browser: Browser, options: BrowserContextOptions, table: Table): Promise<void> {
  const context = await browser.newContext(options);
  await instrument(context);
  const bench = await BenchPage.open(context);
  const { lines } = await bench.goto(ADDRESS);
  const rows = await bench.page.evaluate(() => window.bench.seen().length);
  for (const [measure, alive, far] of [
    [BUDGETS.firstRows, "page alive, local", false],
    [BUDGETS.firstRowsFar, "page alive, 9 Mbit/s + 165 ms", true],
  ] satisfies [Measure, string, boolean][]) {
    const taken: number[] = [];
    const times = await repeat(RUNS, 1, async (n) => {
      const first = await load(browser, options, rows, far);
      bench.expectSame(first.seen, lines);
      expect(first.fromServer, "the rows are there before the page is alive").toBe(true);
      if (n >= 0) taken.push(first.alive);
      return first.painted;
    });
    table.add(measure, times);
    table.add({ what: alive }, taken);
  }
  await context.close();
}

async function load(browser: Browser, options: BrowserContextOptions, rows: number, far: boolean): Promise<First> {
  const context = await browser.newContext(options);
  try {
    await instrument(context);
    const page = await context.newPage();
    await page.addInitScript(installFirst, rows);
    if (far) {
      const cdp = await context.newCDPSession(page);
      await cdp.send("Network.enable");
      await cdp.send("Network.emulateNetworkConditions", FAR);
    }
    await page.goto(ADDRESS);
    const first = await page.evaluate(() => window.first);
    const answered = await page.evaluate(() => performance.getEntriesByType("navigation")[0]!.toJSON().responseEnd);
    expect(answered, "milliseconds until the document was here").toBeGreaterThan(far ? FAR.latency : 0);
    return first;
  } finally {
    await context.close();
  }
}
