import { readFileSync } from "node:fs";
import { expect, test, type Page } from "../support/fixtures.ts";
import { call, day, makeLicenses, openLicenses, rowOf, unique } from "../support/licenses.ts";
import { enter, expectAccessible, hydrated } from "../support/pages.ts";
import { person } from "../support/people.ts";

// Of this file alone: a person has only so many files at once.
const who = person("otherPartner", "owner");

/** The bar with the files. */
const files = (page: Page) => page.getByRole("region", { name: "Files for download" });
const ready = (page: Page) => files(page).getByRole("link", { name: /^Download licenses-/ });
const bar = (page: Page) => page.getByRole("toolbar", { name: "Selected licenses" });

/** Licenses of this test alone, in a grid that shows nothing else. */
async function open(page: Page, count: number, more = ""): Promise<string[]> {
  const batch = unique("FILE");
  const keys = Array.from({ length: count }, (_, n) => `${batch}-${n}`);
  await enter(page, who);
  await page.goto("/licenses");
  await makeLicenses(page, keys.map((key, n) => ({ key, customer: "Filed GmbH", expires: day(100 + n) })));
  await openLicenses(page, batch, more);
  await expect(rowOf(page, keys[0]!)).toBeVisible();
  return keys;
}

/** Answers about how far a file is wait until they are released. */
async function holdProgress(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/api/export_progress*", async (route) => {
    await released;
    // The page may have been left by then.
    await route.continue().catch(() => {});
  });
  return release;
}

/** The lines of the file that is offered, its headings first. */
async function download(page: Page): Promise<string[]> {
  const downloading = page.waitForEvent("download");
  await ready(page).last().press("Enter");
  const file = readFileSync(await (await downloading).path(), "utf8");
  return file.replace("\ufeff", "").trim().split("\r\n");
}

/** The texts of a line's cells, of a file without quotation marks in them. */
const cells = (line = "") => line.split(",").map((cell) => cell.replaceAll('"', ""));

test("a view becomes a file with its columns, told aloud and offered as a link", async ({ page }) => {
  const keys = await open(page, 3, "&cols=key,status&sort=-key");
  await expect(files(page).getByRole("listitem")).toHaveCount(0);
  await page.getByRole("link", { name: "Export as CSV" }).click();
  await expect(files(page).getByRole("status")).toHaveText(/^licenses-[\d-]+\.csv is ready for download\.$/);
  await expect(ready(page)).toHaveAccessibleName(/^Download licenses-[\d-]+\.csv \(\d+\sbytes\)$/);
  await expectAccessible(page);
  const lines = await download(page);
  expect(cells(lines[0])).toEqual(["License key", "Status", "Licenses counted"]);
  expect(lines.slice(1, 4).map((line) => cells(line)[0])).toEqual(keys.toReversed());
  expect(cells(lines[4])).toEqual(["Total", "", "3"]);

  const address = (await ready(page).getAttribute("href")) ?? "";
  await files(page).getByRole("button", { name: /^Remove licenses-/ }).click();
  await expect(files(page).getByRole("listitem")).toHaveCount(0);
  await expect(page.locator("#content"), "the focus is not lost").toBeFocused();
  expect((await page.request.get(address)).status()).toBe(404);
});

test("a file that is being made says so on every page, and can be stopped", async ({ page, errors }) => {
  // The question that was under way is about nothing by then.
  errors.allow(/status of 404/);
  await open(page, 1);
  const release = await holdProgress(page);
  await page.getByRole("link", { name: "Export as Excel" }).click();
  await expect(files(page).getByRole("status")).toHaveText(/^licenses-[\d-]+\.xlsx is being made\.$/);
  await expect(files(page).getByRole("progressbar")).toHaveAccessibleName(/\.xlsx$/);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await expect(page).toHaveURL("/import");
  await files(page).getByRole("button", { name: /^Stop licenses-/ }).click();
  await expect(files(page).getByRole("listitem")).toHaveCount(0);
  const answer = page.waitForResponse("**/api/export_progress*").catch(() => null);
  release();
  await answer;
  await expect(files(page).getByRole("listitem"), "a late answer brings nothing back").toHaveCount(0);
});

test("what is ready is still offered after a reload", async ({ page }) => {
  await open(page, 1, "&cols=key");
  await page.getByRole("link", { name: "Export as CSV" }).click();
  await expect(ready(page)).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(ready(page).last()).toBeVisible();
  expect(cells((await download(page))[0])).toEqual(["License key", "Licenses counted"]);
});

test("a selection becomes a file of its rows", async ({ page }) => {
  const keys = await open(page, 4, "&cols=key&sort=key");
  await rowOf(page, keys[0]!).getByRole("checkbox").click();
  await rowOf(page, keys[2]!).getByRole("checkbox").click();
  await bar(page).getByRole("button", { name: "Export as CSV" }).click();
  await expect(ready(page)).toHaveCount(1);
  let lines = await download(page);
  expect(lines.slice(1).map((line) => cells(line)[0])).toEqual([keys[0], keys[2], "Total"]);

  await bar(page).getByRole("button", { name: "Select all 4" }).click();
  await rowOf(page, keys[1]!).getByRole("checkbox").click();
  await expect(bar(page)).toContainText("3 selected.");
  await bar(page).getByRole("button", { name: "Export as CSV" }).click();
  await expect(ready(page)).toHaveCount(2);
  lines = await download(page);
  expect(lines.slice(1).map((line) => cells(line)[0])).toEqual([keys[0], keys[2], keys[3], "Total"]);
  await expectAccessible(page);
});

test("a file that is gone says so, and one that failed is tried again", async ({ page, context, errors }) => {
  errors.allow(/status of (401|404)/, /WebSocket connection/);
  await open(page, 1);
  let release = await holdProgress(page);
  await page.getByRole("link", { name: "Export as CSV" }).click();
  await expect(files(page).getByRole("progressbar")).toBeVisible();
  for (const { id } of await call<{ id: string }[]>(page, "export_list", {})) {
    await call(page, "export_remove", { id });
  }
  release();
  const trouble = files(page).getByRole("alert");
  await expect(trouble).toContainText("It was kept for an hour only, or removed. Export it again.");
  await expect(files(page).getByRole("button", { name: "Try again" })).toHaveCount(0);
  await files(page).getByRole("button", { name: /^Remove / }).click();
  await expect(trouble).toHaveCount(0);

  await page.unroute("**/api/export_progress*");
  release = await holdProgress(page);
  await page.getByRole("link", { name: "Export as CSV" }).click();
  await expect(files(page).getByRole("progressbar")).toBeVisible();
  await context.clearCookies();
  release();
  await expect(trouble).toContainText("Your session has ended. Sign in again.");
  await enter(page, who);
  await files(page).getByRole("button", { name: "Try again" }).click();
  await expect(trouble).toHaveCount(0);
  await expect(ready(page)).toBeVisible();
});

test("customers become a file in the same way", async ({ page }) => {
  await enter(page, who);
  await page.goto("/customers?cols=name,licenses");
  await hydrated(page);
  await page.getByRole("link", { name: "Export as CSV" }).click();
  const link = files(page).getByRole("link", { name: /^Download customers-/ });
  await expect(link).toBeVisible();
  const downloading = page.waitForEvent("download");
  await link.press("Enter");
  const file = readFileSync(await (await downloading).path(), "utf8").replace("\ufeff", "");
  expect(cells(file.split("\r\n")[0])).toEqual(["Name", "Licenses", "Count"]);
});
