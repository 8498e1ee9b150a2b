import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { call, licensesOf } from "../support/licenses.ts";
import { enter } from "../support/pages.ts";
import { person } from "../support/people.ts";

// What is in the activity besides changes of licenses.

test.beforeEach(({ page }) => enter(page, person("otherPartner")));

test("a refusal is on an open page within two seconds, once however often it is tried", async ({
  page,
  openBrowser,
}) => {
  const grid = await LicenseGrid.open(page, "?action=refused", "activity");
  const before = await grid.count();
  const reader = await openBrowser();
  await enter(reader, person("otherPartner", "reader"));
  await reader.goto("/licenses");
  const [license] = await licensesOf(reader, "tab=all");
  const args = { id: license?.id, version: license?.version, note: "mine" };
  for (let n = 0; n < 5; n += 1) {
    await expect(call(reader, "set_license_note", args)).rejects.toThrow(/403/);
  }
  await expect.poll(() => grid.count(), { timeout: 2_000 }).toBe(before + 1);
  await expect(grid.line(0)).toContainText("Refused");
  await expect(grid.line(0)).toContainText("Where: – → /api/set_license_note · Needed right: – → edit-note");
});

test("what happened is filtered looking back from today", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "", "activity");
  await page.getByRole("button", { name: "Add filter" }).click();
  const menu = page.getByRole("menu", { name: "Add filter" });
  await menu.getByRole("menuitem", { name: "When", exact: true }).click();
  for (const [preset, slug] of [
    ["Today", "last-1"], ["Last 7 days", "last-7"], ["Last 30 days", "last-30"], ["Last 90 days", "last-90"],
  ] as const) {
    await page.getByRole("radio", { name: preset, exact: true }).check();
    await expect(page).toHaveURL(`/activity?at=${slug}`);
    await expect(page.locator(".chip__edit").filter({ hasText: `When: ${preset}` })).toBeVisible();
  }
  // All of it is of these days.
  const all = await grid.count();
  await page.goto("/activity");
  await expect.poll(() => grid.count()).toBeGreaterThanOrEqual(all);
});
