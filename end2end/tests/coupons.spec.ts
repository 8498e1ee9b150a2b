import { expect, test, type Page } from "../support/fixtures.ts";
import { call, cellOf, day, licenseOf, licensesOf, makeLicenses, openLicenses, openMenu, rowOf, unique } from "../support/licenses.ts";
import { LicenseGrid } from "../support/grid.ts";
import { expectAccessible, forgetSession, hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

const toasts = (page: Page) => page.getByRole("status", { name: "Notifications" });
const key = (batch: string, n: number) => `${batch}-${n}`;

/** Unused keys of this test alone, named by their keys. */
async function coupons(page: Page, batch: string, seats: number[], note?: string): Promise<void> {
  await signIn(page, person("otherPartner"));
  await makeLicenses(
    page,
    seats.map((seats, n) => ({ key: key(batch, n), name: batch, seats, purchased: day(-30), expires: day(60 + n), note })),
  );
  await openLicenses(page, batch, "&sort=key");
}

const unused = (page: Page, batch: string) => licensesOf(page, `tab=unused&q=${batch}`);

test("an unused key is split, and merged again", async ({ page }) => {
  const batch = unique("SPLIT");
  await coupons(page, batch, [10]);
  const menu = await openMenu(page, key(batch, 0), batch);
  await menu.getByRole("menuitem", { name: "Split …" }).click();
  const dialog = page.getByRole("dialog", { name: `Split ${batch}` });
  const seats = dialog.getByRole("textbox", { name: "Seats of each new key" });
  const confirm = dialog.getByRole("button", { name: "Split", exact: true });
  await expect(dialog.getByRole("status")).toHaveText("10 of 10 seats are left.");
  await seats.fill("3, 6");
  await expect(dialog.getByRole("status")).toHaveText("1 of 10 seats is left.");
  await expect(confirm).toBeDisabled();
  await seats.fill("3, 6, 2");
  await expect(dialog.getByRole("status")).toHaveText("1 more than the 10 seats there are.");
  await seats.fill("3, 6, 1");
  await expect(dialog.getByRole("status")).toHaveText("All 10 seats are given out.");
  await expectAccessible(page);
  await confirm.click();
  await expect(toasts(page)).toContainText(`${batch} is 3 keys now`);
  await expect(dialog).toBeHidden();
  await expect(cellOf(page, key(batch, 0), "status")).toHaveText("Redeemed");
  const parts = await unused(page, batch);
  expect(parts.map(({ seats }) => seats).sort()).toEqual([1, 3, 6]);

  await page.goto(`/licenses?tab=unused&q=${batch}`);
  await hydrated(page);
  for (const part of parts) await rowOf(page, part.key).getByRole("checkbox").click();
  const bar = page.getByRole("toolbar", { name: "Selected licenses" });
  await bar.getByRole("button", { name: "Merge" }).click();
  const merge = page.getByRole("dialog", { name: "Merge unused keys" });
  await expect(merge).toContainText(`3 keys become one of 10 seats: ${batch}.`);
  await merge.getByRole("button", { name: "Merge" }).click();
  await expect(toasts(page)).toContainText("3 keys are one of 10 seats now");
  await expect.poll(async () => (await unused(page, batch)).map(({ seats }) => seats)).toEqual([10]);
});

test("what may not be merged is told before", async ({ page, errors }) => {
  errors.allow(/status of 422/);
  const batch = unique("MERGE");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [
    { key: key(batch, 0), name: batch, seats: 5, purchased: day(-30), expires: day(60), note: "for Meier" },
    { key: key(batch, 1), name: batch, seats: 5, purchased: day(-30), expires: day(60) },
  ]);
  await page.goto(`/licenses?tab=unused&q=${batch}`);
  await hydrated(page);
  for (const n of [0, 1]) await rowOf(page, key(batch, n)).getByRole("checkbox").click();
  await page.getByRole("toolbar", { name: "Selected licenses" }).getByRole("button", { name: "Merge" }).click();
  const merge = page.getByRole("dialog", { name: "Merge unused keys" });
  await expect(merge.getByRole("alert").last()).not.toBeEmpty();
  await expect(merge.getByRole("button", { name: "Merge" })).toBeHidden();
  await expect(cellOf(page, key(batch, 0), "customer")).toHaveText("Reserved");
});

test("an unused key is given to a customer from its row", async ({ page }) => {
  const batch = unique("GIVE");
  await coupons(page, batch, [7]);
  const menu = await openMenu(page, key(batch, 0), batch);
  await menu.getByRole("menuitem", { name: "Assign to a customer …" }).click();
  const dialog = page.getByRole("dialog", { name: "Assign to a customer" });
  await expect(dialog).toContainText("One license is selected.");
  const customer = dialog.getByRole("radio").first();
  await customer.check();
  await dialog.getByRole("button", { name: "Assign to a customer" }).click();
  await expect(cellOf(page, key(batch, 0), "status")).toHaveText("Active");
});

test("unused keys begin with those that lapse soon, and all are a click away", async ({ page }) => {
  await signIn(page, person("otherPartner"));
  await page.goto("/licenses");
  await hydrated(page);
  const tab = page.getByRole("navigation", { name: "Which licenses" }).getByRole("link", { name: "Unused" });
  await tab.click();
  await expect(page).toHaveURL("/licenses?tab=unused&expires=next-60");
  const grid = new LicenseGrid(page);
  await grid.ready();
  await takeScreenshots(page, "coupons");
  await tab.click();
  await expect(page).toHaveURL("/licenses?tab=unused");
  await expect(grid.root).toHaveAccessibleName("Unused licenses");
});

test("the days that are left to a key are colored", async ({ page }) => {
  const batch = unique("DAYS");
  await signIn(page, person("otherPartner"));
  const ends = [5, 20, 90];
  await makeLicenses(
    page,
    ends.map((end, n) => ({ key: key(batch, n), purchased: day(-30), expires: day(end) })),
  );
  await openLicenses(page, batch);
  for (const [n, name] of ["days near", "days soon", "days"].entries()) {
    await expect(cellOf(page, key(batch, n), "expires").locator(".days")).toHaveClass(name);
  }
});

test("a key that was bought elsewhere is claimed once", async ({ page, errors }) => {
  errors.allow(/status of 422/);
  const stray = unique("STRAY");
  await signIn(page, person("distributor"));
  await page.goto("/licenses");
  await hydrated(page);
  await page.getByRole("button", { name: "Enter keys …" }).click();
  const enter = page.getByRole("dialog", { name: "Keys bought elsewhere" });
  const lines = enter.getByRole("textbox", { name: "One key in each line" });
  await lines.fill(`${stray}; no such edition; 5; 1`);
  await enter.getByRole("button", { name: "Enter keys", exact: true }).click();
  await expect(enter.getByRole("alert")).toContainText("Line 1: there is no such edition.");
  await expect(lines).toHaveValue(`${stray}; no such edition; 5; 1`);
  await lines.fill(`${stray}; business-security; 5; 1`);
  await enter.getByRole("button", { name: "Enter keys", exact: true }).click();
  await expect(toasts(page)).toContainText("One key waits to be assigned.");
  await expect(enter.getByRole("list").last()).toContainText(stray);
  const mistaken = unique("STRAY");
  await lines.fill(`${mistaken}; business-security; 5; 1`);
  await enter.getByRole("button", { name: "Enter keys", exact: true }).click();
  await enter.getByRole("button", { name: `Withdraw ${mistaken}`, exact: true }).click();
  await enter.getByRole("button", { name: `Really withdraw ${mistaken}`, exact: true }).click();
  await expect(toasts(page)).toContainText(`${mistaken} cannot be assigned any more.`);
  await expect(enter.getByRole("list").last()).not.toContainText(mistaken);

  await forgetSession(page);
  await signIn(page, person("otherPartner"));
  await page.goto("/licenses");
  await hydrated(page);
  await page.getByRole("button", { name: "Assign key …" }).click();
  const claim = page.getByRole("dialog", { name: "Assign a key" });
  const field = claim.getByRole("textbox", { name: "License key" });
  const confirm = claim.getByRole("button", { name: "Assign key", exact: true });
  await field.fill("NO-SUCH-KEY");
  await confirm.click();
  await expect(claim).toContainText("This key cannot be assigned.");
  await expectAccessible(page);
  await field.fill(stray.toLowerCase());
  await confirm.click();
  await expect(claim.getByRole("status")).toContainText("The key is among your unused licenses now.");
  await confirm.click();
  await expect(claim.getByRole("status")).toContainText("You have this key already.");
  const { id, seats } = await licenseOf(page, stray);
  expect(seats).toBe(5);
  await expect(claim.getByRole("link", { name: "Show the license" })).toHaveAttribute("href", `/licenses/${id}`);

  // Another partner is told what it would be told of any key.
  await forgetSession(page);
  await signIn(page, person("partner"));
  const refused = call(page, "key_claim", { key: stray });
  await expect(refused).rejects.toThrow("key-not-claimable");
});
