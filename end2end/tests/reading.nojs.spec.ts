import { readFileSync } from "node:fs";
import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";

test("without JavaScript one signs in, reads the licenses and signs out", async ({ page }) => {
  await signIn(page, person("partner"));
  const grid = new LicenseGrid(page);
  await expect(grid.root).toHaveAccessibleName("Active licenses");
  await expect(grid.rows).toHaveCount(50);
  await expect(grid.line(0)).toBeVisible();

  await page.getByRole("button", { name: /^Account of / }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in");
});

test("without JavaScript tabs, search and pages are links and forms", async ({ page }) => {
  await signIn(page, person("partner"));
  const grid = new LicenseGrid(page);
  const active = await grid.count();

  const pages = page.getByRole("navigation", { name: "Pages" });
  const first = await grid.texts("key");
  await pages.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL("/licenses?page=2");
  await expect(grid.line(50)).toBeVisible();
  const second = await grid.texts("key");
  expect(second).toHaveLength(50);
  expect(second.filter((key) => first.includes(key))).toEqual([]);
  await pages.getByRole("link", { name: "Previous page" }).click();
  await expect(grid.line(0)).toBeVisible();
  expect(await grid.texts("key")).toEqual(first);

  await page.getByRole("navigation", { name: "Which licenses" }).getByRole("link", { name: "Unused" }).click();
  await expect(grid.root).toHaveAccessibleName("Unused licenses");
  expect(await grid.count()).not.toBe(active);

  const key = (await grid.texts("key"))[0] ?? "";
  await grid.search.fill(key);
  await grid.search.press("Enter");
  await expect(page).toHaveURL(/tab=unused/);
  await expect(grid.rows).toHaveCount(1);
  expect(await grid.texts("key")).toEqual([key]);
  await expect(grid.rows.locator("mark")).toHaveText(key);
});

test("without JavaScript groups are read too, opened by the address", async ({ page }) => {
  await signIn(page, person("partner"));
  await page.goto("/licenses?group=status&open=expired");
  const grid = new LicenseGrid(page);
  await expect(grid.root).toHaveRole("treegrid");
  await expect(grid.groups.first()).toContainText("Expired");
  await expect(grid.rows.first()).toBeVisible();
});

test("without JavaScript an export is a plain download, with the columns of the view", async ({ page }) => {
  await signIn(page, person("partner"));
  await page.goto("/licenses?tab=all&q=westernhagen&cols=key,seats");
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as CSV" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^licenses-[\d-]+\.csv$/);
  const [headings = "", ...lines] = readFileSync(await download.path(), "utf8").trim().split("\r\n");
  expect(headings.replace("\ufeff", "")).toBe('"License key","Seats","Used seats","Licenses counted"');
  expect(lines).toHaveLength((await new LicenseGrid(page).count()) + 1);
});
