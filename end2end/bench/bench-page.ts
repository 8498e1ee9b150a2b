import { expect, type BrowserContext, type CDPSession, type Page, type Request } from "@playwright/test";
import { LicenseGrid } from "../support/grid.ts";
import { hydrated } from "../support/pages.ts";
import { until } from "../support/server.ts";
import { installReading } from "./page/reading.ts";
import { installRecording } from "./page/recording.ts";
import { installTiming } from "./page/timing.ts";
import type { Input, Line, List, Outcome, Want } from "./page/types.ts";

/** Lines of one page that the server renders. */
const RENDERED = 50;

/** Puts the measuring code into every page of a browser context, before the page's own. */
export async function instrument(context: BrowserContext): Promise<void> {
  for (const part of [installReading, installTiming, installRecording]) await context.addInitScript(part);
}

/**
 * A page under measurement. What it has to show is known from the server: the document that an
 * address gets there holds the same rows as the page that was led to that address by hand.
 */
export class BenchPage {
  readonly grid: LicenseGrid;
  private requests = 0;

  private constructor(
    readonly page: Page,
    readonly cdp: CDPSession,
    private readonly reader: Page,
  ) {
    this.grid = new LicenseGrid(page);
    const count = (step: number) => (request: Request) => {
      if (["fetch", "xhr"].includes(request.resourceType())) this.requests += step;
    };
    page.on("request", count(1)).on("requestfinished", count(-1)).on("requestfailed", count(-1));
  }

  /** A page of a browser context in which somebody is signed in; see {@link instrument}. */
  static async open(context: BrowserContext): Promise<BenchPage> {
    const reader = await context.newPage();
    await reader.goto("/healthz");
    const page = await context.newPage();
    await page.bringToFront();
    const cdp = await context.newCDPSession(page);
    // Time that the thread worked, not time that went by: others want the processors, too.
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    return new BenchPage(page, cdp, reader);
  }

  /** Opens an address, and waits until its rows are here and the page is alive. */
  async goto(address: string): Promise<List> {
    await this.page.goto(address);
    await hydrated(this.page);
    const list = await this.list(address);
    await this.settled(list);
    return list;
  }

  /** The path and query of the page's address. */
  get address(): string {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }

  /** What the server shows at an address. */
  async list(address: string): Promise<List> {
    const response = await this.reader.request.get(address, { headers: { accept: "text/html" } });
    expect(response.status(), address).toBe(200);
    const read = (html: string) => window.bench.read(new DOMParser().parseFromString(html, "text/html"));
    const list = await this.reader.evaluate(read, await response.text());
    expect(list.lines.length, `rows in the document of ${address}`).toBeGreaterThan(0);
    return list;
  }

  /** The rows of the list at these `aria-rowindex`es, as the server shows them. */
  async lines(address: string, first: number, last: number): Promise<Line[]> {
    const found: Line[] = [];
    const pageOf = (at: number) => Math.floor((at - 2) / RENDERED) + 1;
    for (let page = pageOf(first); page <= pageOf(last); page++) {
      const url = new URL(address, this.page.url());
      url.searchParams.set("page", String(page));
      found.push(...(await this.list(url.pathname + url.search)).lines);
    }
    return found.filter(({ at }) => at >= first && at <= last);
  }

  /** What the page has to read at the top of this list: as many rows as are in view. */
  async want(list: List): Promise<Want> {
    const seen = await this.page.evaluate(() => window.bench.seen().length);
    return { count: list.count, lines: list.lines.slice(0, Math.max(seen, 10)) };
  }

  /** Waits until the page reads as this list does from its top; fails after so many milliseconds. */
  async settled(list: List, limit?: number): Promise<void> {
    const args = { want: await this.want(list), limit };
    await this.page.evaluate(({ want, limit }) => window.bench.settled(want, limit), args);
  }

  /** Milliseconds from an input until the page shows this list from its top. */
  async measure(list: List, { type, key }: Input, act: () => Promise<void>): Promise<number> {
    const args = { want: await this.want(list), input: { type, key } };
    await this.page.evaluate(({ want, input }) => window.bench.arm(want, input), args);
    await act();
    const outcome = await this.outcome();
    this.expectSame(outcome.seen, list.lines);
    return outcome.ms;
  }

  /** The result of what was measured last: rows fill the view. */
  async outcome(): Promise<Outcome> {
    const outcome = await this.page.evaluate(() => window.bench.outcome());
    expect(outcome.covered, "rows fill the view").toBe(true);
    expect(outcome.ms, "the input was seen").toBeGreaterThan(0);
    return outcome;
  }

  /** Each row that is shown reads as the server's. */
  expectSame(shown: Line[], truth: Line[]): void {
    const texts = new Map(truth.map(({ at, text }) => [at, text]));
    expect(shown.map(({ text }) => text)).toEqual(shown.map(({ at }) => texts.get(at)));
  }

  /** Waits until all that the page asked for was answered. */
  async quiet(): Promise<void> {
    await until("the page's requests to end", 60_000, async () => this.requests <= 0);
  }

  /** The browser's figures of this page's process; durations in seconds of its main thread. */
  async metrics(): Promise<Record<string, number>> {
    const { metrics } = await this.cdp.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }

  /** Milliseconds that the main thread worked so far. */
  async cpu(): Promise<number> {
    return ((await this.metrics()).TaskDuration ?? Number.NaN) * 1_000;
  }

  async close(): Promise<void> {
    await this.page.close();
    await this.reader.close();
  }
}
