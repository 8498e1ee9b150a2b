import { expect, test, type Page } from "../support/fixtures.ts";
import {
  cellOf,
  day,
  licenseOf,
  makeLicenses,
  openLicenses,
  rowOf,
  unique,
  writeNote,
  yearsLater,
  type NewLicense,
} from "../support/licenses.ts";
import { expectAccessible, signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";

const END = day(100);

const bar = (page: Page) => page.getByRole("toolbar", { name: "Selected licenses" });
const dialog = (page: Page, name: string) => page.getByRole("dialog", { name });
const toasts = (page: Page) => page.getByRole("status", { name: "Notifications" });
const endOf = async (page: Page, key: string) => (await licenseOf(page, key)).expires;

/** Licenses of this test alone, all of them selected. */
async function select(page: Page, licenses: (key: (n: number) => string) => NewLicense[]): Promise<string[]> {
  const batch = unique("MANY");
  const made = licenses((n) => `${batch}-${n}`);
  const keys = made.map(({ key }) => key);
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, made);
  await openLicenses(page, batch, "&sort=key");
  await rowOf(page, keys[0]!).getByRole("checkbox").click();
  await bar(page).getByRole("button", { name: `Select all ${keys.length}` }).click();
  return keys;
}

const two = (key: (n: number) => string): NewLicense[] =>
  [0, 1].map((n) => ({ key: key(n), customer: "Many GmbH", expires: END }));

/** Renews what is selected by a year. */
async function renew(page: Page): Promise<void> {
  await bar(page).getByRole("button", { name: "Renew" }).click();
  const form = dialog(page, "Renew");
  await form.getByRole("radio", { name: "1 year" }).check();
  // Other tests have coupons that would fit.
  await form.getByRole("checkbox", { name: "Use fitting coupons first" }).uncheck();
  await form.getByRole("button", { name: "Renew", exact: true }).click();
}

const close = (page: Page, name: string) => dialog(page, name).getByRole("button", { name: "Close" }).last().click();

test("what a renewal will do to each license is told before", async ({ page }) => {
  const seats = 1_000 + Math.floor(Math.random() * 8_000);
  const keys = await select(page, (key) => [
    { key: key(0), customer: "Many GmbH", seats, expires: END },
    { key: key(1), customer: "Many GmbH", seats: 13, expires: END },
    { key: key(2), seats, purchased: day(-30), expires: day(60) },
  ]);
  await bar(page).getByRole("button", { name: "Renew" }).click();
  const form = dialog(page, "Renew");
  await form.getByRole("radio", { name: "1 year" }).check();
  await expect(form).toContainText("1 are bought, 1 use a coupon, 1 are left as they are.");
  await expect(form).toContainText("Total without tax: $375.70");
  const line = (key: string) => form.getByRole("row").filter({ hasText: key }).first();
  await expect(line(keys[0]!)).toContainText(`Coupon ${keys[2]!}`);
  await expect(line(keys[1]!)).toContainText("$375.70");
  await expectAccessible(page);
  await form.getByRole("radio", { name: "Only with coupons" }).check();
  await expect(form).toContainText("0 are bought, 1 use a coupon, 2 are left as they are.");
  await form.getByRole("button", { name: "Renew", exact: true }).click();
  await expect(form.getByRole("status")).toHaveText("1 changed, 0 as wanted already, 2 left as they are.");
  await expect(cellOf(page, keys[2]!, "status")).toHaveText("Redeemed");
});

test("renewals are taken back by Ctrl+Z once the report is closed", async ({ page }) => {
  const keys = await select(page, two);
  await renew(page);
  const report = dialog(page, "Renew").getByRole("status");
  await expect(report).toHaveText("2 changed, 0 as wanted already, 0 left as they are.");
  for (const key of keys) expect(await endOf(page, key)).toBe(yearsLater(END, 1));
  await close(page, "Renew");
  await expect(toasts(page).getByRole("button", { name: "Undo" })).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(toasts(page)).toContainText("2 taken back, 0 as before already, 0 left as they are.");
  for (const key of keys) expect(await endOf(page, key)).toBe(END);
});

test("renewals are taken back in the report", async ({ page }) => {
  const keys = await select(page, two);
  await renew(page);
  const report = dialog(page, "Renew");
  await expectAccessible(page);
  await report.getByRole("button", { name: "Undo" }).click();
  await expect(report.getByRole("status")).toHaveText("2 taken back, 0 as before already, 0 left as they are.");
  for (const key of keys) expect(await endOf(page, key)).toBe(END);
  await expect(report.getByRole("button", { name: "Undo" }), "once").toHaveCount(0);
  await close(page, "Renew");
  await expect(toasts(page).getByRole("button", { name: "Undo" })).toHaveCount(0);
});

test("what somebody changed since is left, and the toast's undo tells which", async ({ page }) => {
  const keys = await select(page, two);
  await renew(page);
  await expect(dialog(page, "Renew").getByRole("status")).toContainText("2 changed");
  await close(page, "Renew");
  await writeNote(page, keys[1]!, "since");
  await toasts(page).getByRole("button", { name: "Undo" }).click();
  await expect(dialog(page, "Renew").getByRole("status")).toHaveText(
    "1 taken back, 0 as before already, 1 left as they are.",
  );
  const left = page.getByRole("region", { name: "Licenses left as they are" });
  await expect(left.getByRole("row").nth(1)).toContainText(keys[1]!);
  await expect(left).toContainText("The license was changed since, so this cannot be undone.");
  expect(await endOf(page, keys[0]!)).toBe(END);
  expect(await endOf(page, keys[1]!)).toBe(yearsLater(END, 1));
});

test("licenses go to another customer and back, coupons too", async ({ page }) => {
  const taker = unique("Taking");
  const keys = await select(page, (key) => [
    { key: key(0), customer: "Giving GmbH", expires: END },
    { key: key(1), expires: END },
    { key: key(2), customer: taker, expires: END },
  ]);
  await bar(page).getByRole("button", { name: "Assign to a customer" }).click();
  const form = dialog(page, "Assign to a customer");
  await form.getByLabel("Find a customer").fill(taker);
  await form.getByRole("radio", { name: taker }).check();
  await expectAccessible(page);
  await form.getByRole("button", { name: "Assign to a customer" }).click();
  await expect(form.getByRole("status")).toHaveText("2 changed, 1 as wanted already, 0 left as they are.");
  for (const key of keys) await expect(cellOf(page, key, "customer")).toHaveText(taker);
  await form.getByRole("button", { name: "Undo" }).click();
  await expect(form.getByRole("status")).toHaveText("2 taken back, 0 as before already, 0 left as they are.");
  await expect(cellOf(page, keys[0]!, "customer")).toHaveText("Giving GmbH");
  await expect(cellOf(page, keys[1]!, "customer")).toHaveText("(none)");
  await expect(cellOf(page, keys[1]!, "status")).toHaveText("Unused");
  await expect(cellOf(page, keys[2]!, "customer")).toHaveText(taker);
});

test("each license that is left is told with its reason", async ({ page }) => {
  const keys = await select(page, (key) => [
    { key: key(0), customer: "Many GmbH", expires: END },
    { key: key(1), expires: END },
  ]);
  await renew(page);
  await expect(dialog(page, "Renew").getByRole("status")).toHaveText(
    "1 changed, 0 as wanted already, 1 left as they are.",
  );
  const left = page.getByRole("region", { name: "Licenses left as they are" });
  await expect(left.getByRole("row")).toHaveCount(2);
  await expect(left.getByRole("row").nth(1)).toContainText(keys[1]!);
  await expect(left).toContainText("This license is not in use yet; its term begins with the first use.");
  await expectAccessible(page);
});

test("“all” does not become something else under another search", async ({ page }) => {
  const keys = await select(page, two);
  await expect(bar(page)).toContainText("2 selected.");
  const search = page.getByRole("searchbox", { name: "Search", exact: true });
  const words = await search.inputValue();
  await page.getByRole("columnheader", { name: "Name", exact: true }).click();
  await expect(page).toHaveURL(/sort=name/);
  await expect(bar(page), "another order is the same result").toContainText("2 selected.");
  await search.fill(keys[0]!);
  await expect(bar(page)).toHaveCount(0);
  await search.fill(words);
  await expect(rowOf(page, keys[1]!)).toHaveAttribute("aria-selected", "false");
  await expect(bar(page)).toHaveCount(0);

  await rowOf(page, keys[1]!).getByRole("checkbox").click();
  await search.fill(keys[0]!);
  await expect(rowOf(page, keys[1]!)).toHaveCount(0);
  await expect(bar(page), "what was chosen by itself stays so").toContainText("One selected.");
});

test("progress is shown, and Stop asks the server", async ({ page }) => {
  await select(page, two);
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/api/bulk_progress*", async (route) => {
    await released;
    await route.continue().catch(() => {});
  });
  await renew(page);
  const report = dialog(page, "Renew");
  await expect(report.getByRole("progressbar")).toBeVisible();
  await expect(report.getByRole("status")).toHaveText("0 of 2 …");
  // Two are changed at once: what had ended by then stays as it ended.
  await report.getByRole("button", { name: "Stop" }).click();
  await expect(report.getByRole("status")).toHaveText(/^(2 changed|Stopped after \d of 2)/);
  await expect(report.getByRole("button", { name: "Stop" })).toHaveCount(0);
  release();
});
