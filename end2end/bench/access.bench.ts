import { expect, test } from "@playwright/test";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";
import type { Server } from "../support/server.ts";
import { asPage, repeat, setting, startServer } from "./stage.ts";
import { Table } from "./table.ts";

const AT_ONCE = 50;
const ROUNDS = 5;

/** Milliseconds of each of 200 runs, after twenty that warm up. */
const timesOf = (run: () => Promise<unknown>) =>
  repeat(200, 20, async () => {
    const start = performance.now();
    await run();
    return performance.now() - start;
  });

test("who may see and do what", async ({ browser }) => {
  const server = await startServer("bench-access", ["--proxies", "1"]);
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  const table = new Table(setting());
  try {
    await signIn(page, person("distributor", "owner"));
    const request = await asPage(context, server);
    // The same answer with and without knowing who asks and what they may.
    table.add("an answer for anybody (/healthz)", await timesOf(() => request.get("/healthz")));
    const refused = { data: { id: "00000000-0000-0000-0000-000000000000" } };
    table.add(
      "session, person, rights and policy: a server function that is refused",
      await timesOf(async () => {
        expect((await request.post("/api/handover_withdraw", refused)).status()).toBe(403);
      }),
    );
    const customers = await request.post("/api/customers_page", { data: { state: "", start: 0, len: 1 } });
    const { rows } = await customers.json();
    table.note(`${Number(rows).toLocaleString("en-US")} customers`);
    table.add(
      "first page of /customers, whole document",
      await repeat(30, 3, async () => {
        const start = performance.now();
        await (await request.get("/customers")).body();
        return performance.now() - start;
      }),
    );
    table.add(
      "first window of /customers",
      await repeat(30, 3, async () => {
        const start = performance.now();
        await request.post("/api/customers_page", { data: { state: "", start: 0, len: 60 } });
        return performance.now() - start;
      }),
    );
    await signIns(server, table);
    table.print();
    table.write(resolve(import.meta.dirname, "../bench-results/access.json"));
  } finally {
    await context.close();
    await server.stop();
  }
});

/** Fifty people sign in at the same moment, again and again; how long each waits, and what it
 *  costs the server in memory. */
async function signIns(server: Server, table: Table): Promise<void> {
  const people = Array.from({ length: AT_ONCE }, (_, at) => ({
    email: `owner${at}@bench.example`,
    password: "three green glasses of water",
  }));
  for (const [at, { email, password }] of people.entries()) {
    server.createOwner({ email, password, name: `Owner ${at}`, organization: `Organization ${at}` });
  }
  const one = async (at: number): Promise<number> => {
    const { email, password } = people[at % people.length]!;
    const start = performance.now();
    const answer = await fetch(`${server.url}/sign-in`, {
      method: "POST",
      redirect: "manual",
      // Each from an address of its own: of one address alone thirty may be on their way.
      headers: { origin: server.url, accept: "text/html", "x-forwarded-for": `192.0.2.${at % people.length}` },
      body: new URLSearchParams({ email, password, next: "/licenses" }),
    });
    const led = answer.headers.get("location") ?? `status ${answer.status}`;
    expect(led, email).toBe("/licenses");
    return performance.now() - start;
  };
  table.add("sign-in, one after the other", await repeat(15, 2, (n) => one(n + 2)));
  // The most from here on: loading the data took more.
  writeFileSync(`/proc/${server.pid}/clear_refs`, "5");
  const before = memory(server);
  const waited: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    waited.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => one(at)))));
  }
  table.add(`sign-in, ${AT_ONCE} at once`, waited);
  table.note(`server: ${before.now} MB before, at most ${memory(server).most} MB with ${AT_ONCE} sign-ins at once`);
}

/** Megabytes that the server holds now, and held at most. */
function memory(server: Server): { now: number; most: number } {
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  const megabytes = (name: string) => Math.round(Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))?.[1]) / 1024);
  return { now: megabytes("VmRSS"), most: megabytes("VmHWM") };
}
