import { expect, test, type BrowserContextOptions } from "@playwright/test";
import { resolve } from "node:path";
import { signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";
import { BenchPage, instrument } from "./bench-page.ts";
import { firstRows } from "./first-rows.ts";
import { interactions } from "./interactions.ts";
import { live } from "./live.ts";
import { scrolling } from "./scrolling.ts";
import { searching } from "./searching.ts";
import { idleSockets } from "./sockets.ts";
import { asPage, setting, startServer } from "./stage.ts";
import { Table } from "./table.ts";
import { weight } from "./weight.ts";

/** Only these parts, for working on one of them: `BENCH_PARTS=live,sockets`. */
const CHOSEN = process.env.BENCH_PARTS?.split(",");

test("the license grid in a browser", async ({ browser }) => {
  const server = await startServer("bench-grid");
  const table = new Table(setting());
  const failures: string[] = [];
  try {
    // As most people have it: what moves on the screen is part of what it costs.
    const base = { baseURL: server.url, reducedMotion: "no-preference" } satisfies BrowserContextOptions;
    const context = await browser.newContext(base);
    const page = await context.newPage();
    await signIn(page, person("distributor", "owner"));
    await page.close();
    const signedIn = { ...base, storageState: await context.storageState() };
    const colleague = await browser.newContext(base);
    await signIn(await colleague.newPage(), person("distributor", "admin"));
    const writer = await asPage(colleague, server);
    await colleague.close();
    await instrument(context);

    const onPage = (part: (bench: BenchPage) => Promise<void>) => async () => {
      const bench = await BenchPage.open(context);
      await part(bench).finally(() => bench.close());
    };
    const parts: Record<string, () => Promise<void>> = {
      weight: () => weight(browser, signedIn, table),
      "first-rows": () => firstRows(browser, signedIn, table),
      interactions: onPage((bench) => interactions(bench, table)),
      searching: onPage((bench) => searching(bench, table)),
      scrolling: onPage((bench) => scrolling(bench, table)),
      live: onPage((bench) => live({ bench, server, writer, table })),
      sockets: async () => {
        // What it did before must not hide what sockets cost.
        await server.kill();
        await server.start();
        await idleSockets(context, server, table);
      },
    };
    for (const [name, part] of Object.entries(parts)) {
      if (CHOSEN && !CHOSEN.includes(name)) continue;
      // The other figures are worth having when one part fails.
      await test.step(name, part).catch((error: unknown) => {
        failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        table.note(`${name}: failed`);
      });
    }
    table.print();
    if (!CHOSEN) table.write(resolve(import.meta.dirname, "../bench-results/grid.json"));
    expect(failures, "parts that failed").toEqual([]);
  } finally {
    await server.stop();
  }
});
