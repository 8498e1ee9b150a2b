import { expect, test, type Page } from "@playwright/test";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { hydrated, signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";
import type { Server } from "../support/server.ts";
import { askWindow, asPage, LICENSES, repeat, setting, startServer } from "./stage.ts";
import { Table } from "./table.ts";

const WINDOW = 60;

/** Milliseconds of each of 30 runs, after three that warm up. */
const timesOf = (run: (n: number) => Promise<number>) => repeat(30, 3, run);

test("the license grid", async ({ browser }) => {
  const begin = performance.now();
  const server = await startServer("bench");
  const loaded = performance.now() - begin;
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  const table = new Table(setting());
  try {
    await signIn(page, person("distributor", "owner"));
    const request = await asPage(context, server);
    table.note(`server started with its data loaded and ready after ${(loaded / 1000).toFixed(0)} s`);

    table.add(
      "first page, whole document",
      await timesOf(async () => {
        const start = performance.now();
        await (await request.get("/licenses?tab=all")).body();
        return performance.now() - start;
      }),
    );
    const timed = async (what: string, state: (n: number) => string, start?: (n: number) => number) =>
      table.add(
        what,
        await timesOf(async (n) => (await askWindow(request, `tab=all&${state(n)}`, start?.(n) ?? 0, WINDOW)).ms),
      );
    await timed("first window", () => "");
    await timed("group by product", () => "group=product");
    await timed("group by product and customer", () => "group=product,customer");
    const [first] = (await askWindow(request, "tab=all&group=product", 0, WINDOW)).page.window;
    const product = Object.values(first?.Group?.path[0] ?? {})[0];
    await timed("the same, one product open", () => `group=product,customer&open=${product}`);
    await timed("sort by expiry, descending", () => "sort=-expires");
    await timed("sort by name", () => "sort=name");
    const words = ["gmbh", "nord", "prax*", "200", "muell", "it-service", "haus"];
    await timed("search", (n) => `q=${words[(n + 7) % words.length]}`);
    const half = Math.floor(LICENSES / 2);
    await timed("jump to the middle", () => "", (n) => half + n * WINDOW);

    table.add("commit to another browser's page", await latency(page, server));
    table.print();
    // Whether it grew is for tools/test to say.
    const size = spawnSync(join(import.meta.dirname, "../../tools/check-size"), { encoding: "utf8" });
    console.log(size.stdout);
    table.write(resolve(import.meta.dirname, "../bench-results/licenses.json"));
  } finally {
    await context.close();
    await server.stop();
  }
});

/** From before the write is sent until the other browser has the note in its page. */
async function latency(watching: Page, server: Server): Promise<number[]> {
  const writing = await watching.context().browser()!.newContext({ baseURL: server.url });
  const colleague = await writing.newPage();
  await signIn(colleague, person("partner", "admin"));
  await watching.goto("/licenses?sort=expires");
  await hydrated(watching);
  await expect(watching.getByText("Live", { exact: true })).toBeVisible();
  const [watcher, writer] = [await asPage(watching.context(), server), await asPage(writing, server)];
  const top = async (who: typeof watcher) => {
    const { page } = await askWindow(who, "sort=expires", 0, 20);
    return page.window.flatMap(({ Row }) => (Row ? [Row.id] : []));
  };
  const seen = new Set(await top(watcher));
  const id = (await top(writer)).find((one) => seen.has(one));
  expect(id, "a license both see at the top").toBeTruthy();
  const detail = await writer.post("/api/license_get", { data: { id } });
  let version: number = (await detail.json()).row.version;
  const times = await timesOf(async (n) => {
    const note = `measured ${n} ${Date.now()}`;
    const shown = watching.waitForFunction((text) => document.body.innerText.includes(text), note, {
      polling: "raf",
    });
    const start = performance.now();
    const written = await writer.post("/api/set_license_note", { data: { id, version, note } });
    version = (await written.json()).version;
    await shown;
    return performance.now() - start;
  });
  await writing.close();
  return times;
}
