import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, type Page } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { groupTexts, indicator } from "../support/licenses.ts";
import { testWithServer } from "../support/own-server.ts";
import { hydrated, signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";
import type { Server } from "../support/server.ts";

const LICENSES = 20_000;
const RATE = 1_000;
const SECONDS = 60;

const test = testWithServer({ name: "exact", licenses: LICENSES });

/** Views with two levels, a filter and a search, and flat ones. */
const VIEWS = [
  "tab=all&group=product,customer&status=active,expires-soon,expired&q=a",
  "tab=all&group=-customer:count,expires.year&seats=5..&q=e*r",
  "tab=all&sort=-expires,name&q=o",
];

/** Everything that the page shows of its view. */
async function shown(page: Page): Promise<unknown> {
  const grid = page.locator("[data-grid]");
  const rows = page.locator(".grid-row[data-line]:visible");
  const lines = await rows.evaluateAll((all) =>
    all
      .map((row) => ({
        line: Number(row.getAttribute("data-line")),
        level: row.getAttribute("aria-level"),
        place: `${row.getAttribute("aria-posinset")} of ${row.getAttribute("aria-setsize")}`,
        cells: [...row.querySelectorAll("[role=gridcell]")].map((cell) => cell.textContent),
      }))
      .sort((a, b) => a.line - b.line),
  );
  return {
    lines,
    count: await page.locator(".grid-count").innerText(),
    rows: await grid.getAttribute("data-row-count"),
    length: await grid.getAttribute("aria-rowcount"),
    groups: await groupTexts(page),
  };
}

/** Random changes by another process, as many a second as it is told. */
async function churn(server: Server): Promise<number> {
  const seatkeeper = join(import.meta.dirname, "../../tools/seatkeeper");
  const args = ["churn", "--rate", String(RATE), "--seconds", String(SECONDS), "--data-dir", server.dataDir];
  const env = { ...process.env, DATABASE_URL: undefined };
  const { stdout } = await promisify(execFile)(seatkeeper, args, { env, maxBuffer: 2 ** 28 });
  const last = stdout.trim().split("\n").at(-1) ?? "{}";
  return (JSON.parse(last) as { changes: number }).changes;
}

test("what is shown is what SQL says, after a minute of a thousand changes a second", async ({
  page,
  server,
  openBrowser,
}) => {
  test.setTimeout(300_000);
  const pages: Page[] = [page];
  await signIn(page, person("distributor", "owner"));
  for (const [at, view] of VIEWS.entries()) {
    const one = pages[at] ?? (await openBrowser());
    if (at > 0) {
      pages.push(one);
      await signIn(one, person("distributor", "owner"));
    }
    const grid = await LicenseGrid.open(one, `?${view}`);
    await expect(indicator(one)).toHaveText("Live");
    if (view.includes("group=")) {
      // The first group and the first one in it, so that rows are on the screen too.
      await grid.line(0).click();
      await expect(grid.line(1)).toHaveAttribute("aria-level", "2");
      await grid.line(1).click();
      await expect(grid.line(2)).toHaveAttribute("aria-level", "3");
    }
  }
  const changes = await churn(server);
  expect(changes, "changes made in the time").toBeGreaterThan(RATE * SECONDS * 0.8);
  // The last change has been told when nothing moves any more.
  const settled = async (one: Page) => {
    let before = JSON.stringify(await shown(one));
    await expect
      .poll(
        async () => {
          const now = JSON.stringify(await shown(one));
          const same = now === before;
          before = now;
          return same;
        },
        { intervals: [1_500] },
      )
      .toBe(true);
    return shown(one);
  };
  const told = [];
  for (const one of pages) told.push({ url: one.url(), shown: await settled(one) });
  for (const one of pages) await one.goto("about:blank");

  // The same server without anything in memory: every number is SQL's.
  await server.pause();
  await server.start("--mirrored-licenses", "0");
  const fresh = await openBrowser();
  await signIn(fresh, person("distributor", "owner"));
  for (const { url, shown: live } of told) {
    await fresh.goto(url);
    await hydrated(fresh);
    await expect.poll(() => shown(fresh)).toEqual(live);
  }
});
