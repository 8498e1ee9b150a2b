import { expect, request as http, type APIRequestContext, type BrowserContext } from "@playwright/test";
import { cpus, totalmem } from "node:os";
import { Server } from "../support/server.ts";

/** Licenses in the one root that is measured. */
export const LICENSES = Number(process.env.BENCH_LICENSES ?? 1_000_000);

/** A server with that many licenses. */
export function startServer(name: string, args: string[] = []): Promise<Server> {
  return Server.start({ name, licenses: LICENSES, startLimit: 1_800_000, args });
}

/** What was measured on. */
export function setting(): string {
  return (
    `${LICENSES.toLocaleString("en-US")} licenses in one root, release build, ` +
    `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`
  );
}

/** Requests as a page of this browser sends them. */
export async function asPage(context: BrowserContext, server: Server): Promise<APIRequestContext> {
  return http.newContext({
    baseURL: server.url,
    storageState: await context.storageState(),
    extraHTTPHeaders: { Origin: server.url },
  });
}

/** One window of the grid, as the server tells it, as far as benchmarks look at it. */
export interface GridPage {
  rows: number;
  lines: number;
  window: { Group?: { path: Record<string, unknown>[] }; Row?: { id: string; key: string; version: number } }[];
}

/** One window of the grid, as the page asks for it, and how long it took. */
export async function askWindow(
  request: APIRequestContext,
  state: string,
  start: number,
  len: number,
): Promise<{ page: GridPage; ms: number }> {
  const begin = performance.now();
  const response = await request.post("/api/license_page", { data: { state, start, len } });
  const page = (await response.json()) as GridPage;
  const ms = performance.now() - begin;
  expect(response.status(), state).toBe(200);
  return { page, ms };
}

/** What each run measured, after some that warm up. Those have negative numbers. */
export async function repeat(
  runs: number,
  warmUps: number,
  run: (n: number) => Promise<number>,
): Promise<number[]> {
  const values: number[] = [];
  for (let n = -warmUps; n < runs; n++) {
    const value = await run(n);
    if (n >= 0) values.push(value);
  }
  return values;
}
