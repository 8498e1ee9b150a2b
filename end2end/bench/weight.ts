import { expect, type Browser, type BrowserContextOptions } from "@playwright/test";
import { brotliCompressSync } from "node:zlib";
import { BenchPage, instrument } from "./bench-page.ts";
import { BUDGETS } from "./budgets.ts";
import type { Table } from "./table.ts";

const RUNS = 5;

/** What the page loads and holds, each time in a new browser context. */
export async function weight(browser: Browser, options: BrowserContextOptions, table: Table): Promise<void> {
  const [size, elements, nodes, heap, wasm]: number[][] = [[], [], [], [], []];
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.newContext(options);
    await instrument(context);
    const bench = await BenchPage.open(context);
    await bench.goto("/licenses?tab=all");
    await expect(bench.page.getByText("Live", { exact: true })).toBeVisible();
    size!.push((await code(bench)) / 1_000);
    await bench.cdp.send("HeapProfiler.collectGarbage");
    const metrics = await bench.metrics();
    const [all, bytes] = await bench.page.evaluate(() => [
      document.querySelectorAll("*").length,
      window.bench.wasmBytes(),
    ]);
    elements!.push(all ?? Number.NaN);
    nodes!.push(metrics.Nodes ?? Number.NaN);
    heap!.push((metrics.JSHeapUsedSize ?? Number.NaN) / 1e6);
    wasm!.push((bytes ?? Number.NaN) / 1e6);
    await context.close();
  }
  table.add(BUDGETS.size, size!);
  table.add(BUDGETS.nodes, elements!);
  table.add({ what: "DOM nodes with texts and comments, as the browser counts", unit: "" }, nodes!);
  table.add({ what: "JavaScript heap", unit: "MB" }, heap!);
  table.add({ what: "wasm memory", unit: "MB" }, wasm!);
}

/** Bytes of JavaScript and wasm as they traveled, and of the CSS in the document, compressed. */
async function code(bench: BenchPage): Promise<number> {
  const files = await bench.page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map((entry) => entry.toJSON() as { name: string; encodedBodySize: number; decodedBodySize: number })
      .filter(({ name }) => /\.(js|wasm|css)$/.test(new URL(name).pathname)),
  );
  const style = await bench.page.locator("head style").evaluate((style) => style.textContent ?? "");
  expect(files.length, "files of the page").toBeGreaterThanOrEqual(2);
  for (const file of files) expect(file.encodedBodySize, file.name).toBeLessThan(file.decodedBodySize);
  return files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, brotliCompressSync(style).length);
}
