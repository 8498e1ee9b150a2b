import type { Locator } from "@playwright/test";
import { expect, test, type Page } from "../support/fixtures.ts";
import {
  call,
  cellOf,
  day,
  english,
  licenseOf,
  makeLicenses,
  openLicenses,
  openMenu,
  rowOf,
  unique,
  yearsLater,
} from "../support/licenses.ts";
import { expectAccessible, hydrated, signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";

/** Ends in the middle of a month next year, so that no leap day is near. */
const END = `${new Date().getUTCFullYear() + 1}-06-15`;

async function openRenewal(page: Page, key: string, name = key, item = "Renew") {
  const menu = await openMenu(page, key, name);
  await menu.getByRole("menuitem", { name: item, exact: true }).click();
  const panel = page.getByRole("dialog", { name: `Renew ${name}` });
  await expect(panel.getByRole("radio").first()).toBeVisible();
  return panel;
}

/** A number of seats that no coupon of another test or of the demo has. */
function ownSeats(): number {
  return 1_000 + Math.floor(Math.random() * 8_000);
}

test("years show their new end and price, and the renewal can be undone", async ({ page }) => {
  const key = unique("RENEW");
  await signIn(page, person("otherPartner"));
  await // No coupon of the demo has so many seats.
  await makeLicenses(page, [{ key, customer: "Renewing GmbH", seats: 13, expires: END }]);
  await openLicenses(page, key);
  const panel = await openRenewal(page, key);
  await expect(panel).toContainText(`Ends now: ${english(END)}`);
  const ways = panel.getByRole("radiogroup", { name: "Renew" }).locator("label");
  await expect(ways).toHaveText([
    `1 year $375.70until ${english(yearsLater(END, 1))}`,
    `2 years $676.00until ${english(yearsLater(END, 2))}`,
    `3 years $956.80until ${english(yearsLater(END, 3))}`,
  ]);
  await panel.getByRole("radio", { name: /^2 years/ }).check();
  await panel.getByRole("button", { name: "Renew now" }).click();
  const toast = page.getByRole("status", { name: "Notifications" });
  const then = yearsLater(END, 2);
  await expect(toast).toContainText(`${key} is renewed until ${english(then)} (order `);
  await expect(panel).toBeHidden();
  await expect(cellOf(page, key, "expires")).toContainText(english(then));
  expect((await licenseOf(page, key)).expires).toBe(then);
  await toast.getByRole("button", { name: "Undo" }).click();
  await expect(toast).toContainText(`The renewal of ${key} is undone`);
  await expect(cellOf(page, key, "expires")).toContainText(english(END));
  expect((await licenseOf(page, key)).expires).toBe(END);
  const menu = await openMenu(page, key);
  await menu.getByRole("menuitem", { name: "Change history" }).click();
  const history = page.getByRole("dialog").getByRole("listitem");
  await expect(history.nth(0)).toContainText("Renewal undone");
  await expect(history.nth(1)).toContainText("Renewed");
});

test("an expired license is renewed from today", async ({ page }) => {
  const key = unique("RENEW");
  await signIn(page, person("otherPartner"));
  const expired = { key, customer: "Renewing GmbH", purchased: day(-500), expires: day(-40) };
  await makeLicenses(page, [expired]);
  await openLicenses(page, key);
  await expect(cellOf(page, key, "status")).toHaveText("Expired");
  const panel = await openRenewal(page, key);
  await panel.getByRole("button", { name: "Renew now" }).click();
  await expect(cellOf(page, key, "status")).toHaveText("Active");
  const end = (await licenseOf(page, key)).expires;
  expect([yearsLater(day(0), 1), yearsLater(day(-1), 1)]).toContain(end);
});

test("a renewal takes the coupon that lapses first and has no note (T11)", async ({ page }) => {
  const [seats, batch] = [ownSeats(), unique("T11")];
  const key = (name: string) => `${batch}-${name}`;
  await signIn(page, person("otherPartner"));
  const coupon = { purchased: day(-30), seats };
  await makeLicenses(page, [
    { key: key("LICENSE"), customer: "Renewing GmbH", seats, expires: END },
    { key: key("X"), ...coupon, expires: day(60), note: "for Renewing GmbH" },
    { key: key("Y"), ...coupon, expires: day(120) },
    { key: key("Z"), ...coupon, expires: day(90) },
    { key: key("W"), ...coupon, seats: seats - 1, expires: day(30) },
  ]);
  await openLicenses(page, batch);
  await expect(cellOf(page, key("Z"), "status")).toHaveText("Unused");
  const panel = await openRenewal(page, key("LICENSE"), key("LICENSE"), "Renew with coupon");
  const way = panel.getByRole("radio", { name: `Coupon ${key("Z")} (1 year)` });
  await expect(way).toBeChecked();
  await panel.getByRole("button", { name: "Renew now" }).click();
  await expect(cellOf(page, key("LICENSE"), "expires")).toContainText(english(yearsLater(END, 1)));
  await expect(cellOf(page, key("Z"), "status")).toHaveText("Redeemed");
  const { id } = await licenseOf(page, key("LICENSE"));
  expect((await licenseOf(page, key("Z"))).redeemed_by).toBe(id);
  for (const left of ["W", "X", "Y"]) {
    await expect(cellOf(page, key(left), "status")).toHaveText("Unused");
  }
  // The undo gives the coupon back.
  const toast = page.getByRole("status", { name: "Notifications" });
  await toast.getByRole("button", { name: "Undo" }).click();
  await expect(cellOf(page, key("Z"), "status")).toHaveText("Unused");
  await expect(cellOf(page, key("LICENSE"), "expires")).toContainText(english(END));
  const menu = await openMenu(page, key("Z"));
  await menu.getByRole("menuitem", { name: "Change history" }).click();
  const history = page.getByRole("dialog").getByRole("listitem");
  await expect(history.nth(0)).toContainText("Coupon given back");
  await expect(history.nth(1)).toContainText("Coupon used");
});

test("without a fitting coupon the action is hidden (T11)", async ({ page }) => {
  const [seats, batch] = [ownSeats(), unique("T11")];
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [
    { key: `${batch}-LICENSE`, customer: "Renewing GmbH", seats, expires: END },
    { key: `${batch}-X`, purchased: day(-30), seats, expires: day(60), note: "reserved" },
    { key: `${batch}-W`, purchased: day(-30), seats: seats + 1, expires: day(60) },
  ]);
  await openLicenses(page, batch);
  const offered = page.waitForResponse("**/api/renewal_offer");
  const menu = await openMenu(page, `${batch}-LICENSE`);
  expect((await offered).ok()).toBe(true);
  await expect(menu.getByRole("menuitem", { name: "Renew", exact: true })).toBeVisible();
  await expect(menu.getByRole("menuitem")).toHaveText([
    "Copy key",
    "Change history",
    "Renew",
    "Open",
  ]);
  await page.keyboard.press("Escape");
  // A coupon itself is not renewed at all.
  const own = await openMenu(page, `${batch}-X`);
  await expect(own.getByRole("menuitem")).toHaveText([
    "Copy key",
    "Change history",
    "Assign to a customer …",
    "Split …",
    "Open",
  ]);
});

test("of two renewals at the same moment one wins and the other is told", async ({
  page,
  openBrowser,
  errors,
}) => {
  errors.allow(/status of 409/);
  const key = unique("RACE");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Racing GmbH", expires: END }]);
  const other = await openBrowser();
  await signIn(other, person("otherPartner", "owner"));
  const pages = [page, other];
  const panels = await Promise.all(
    pages.map(async (one) => {
      await openLicenses(one, key);
      return openRenewal(one, key);
    }),
  );
  await Promise.all(panels.map((panel) => panel.getByRole("button", { name: "Renew now" }).click()));
  const end = yearsLater(END, 1);
  const lost = panels.map((panel) => panel.getByRole("alert"));
  const losers = async () => (await Promise.all(lost.map((alert) => alert.count()))).join();
  await expect.poll(losers).toMatch(/^(0,1|1,0)$/);
  const loser = (await losers()) === "0,1" ? 1 : 0;
  const winner = pages[1 - loser]!.getByRole("status", { name: "Notifications" });
  await expect(winner).toContainText(`${key} is renewed until ${english(end)}`);
  await expect(lost[loser]!).toHaveText(
    `Somebody else was faster. The license now ends: ${english(end)}. Look again before you renew it.`,
  );
  // What is offered now starts from the new end.
  await expect(panels[loser]!.locator(".renew__choice").first()).toContainText(english(yearsLater(END, 2)));
  // And since it was renewed just now, that has to be meant.
  await expect(panels[loser]!.getByRole("button", { name: "Renew now" })).toBeDisabled();
  await expect(cellOf(pages[loser]!, key, "expires")).toContainText(english(end));
  expect((await licenseOf(page, key)).expires).toBe(end);
});

test("what was renewed a moment ago is asked about", async ({ page }) => {
  const key = unique("AGAIN");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Renewing GmbH", seats: 13, expires: END }]);
  await openLicenses(page, key);
  const first = await openRenewal(page, key);
  await first.getByRole("button", { name: "Renew now" }).click();
  await expect(cellOf(page, key, "expires")).toContainText(english(yearsLater(END, 1)));
  const panel = await openRenewal(page, key);
  await expect(panel).toContainText(/It was renewed on .+ \(order R-\d+\)\./);
  const confirm = panel.getByRole("button", { name: "Renew now" });
  await expect(confirm).toBeDisabled();
  await panel.getByRole("checkbox", { name: "Renew it once more" }).check();
  await confirm.click();
  await expect(cellOf(page, key, "expires")).toContainText(english(yearsLater(END, 2)));
  expect((await licenseOf(page, key)).expires).toBe(yearsLater(END, 2));
});

test("renewing into another edition shows its formula, and is undone as a whole", async ({ page }) => {
  const key = unique("MIGRATE");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Migrating GmbH", expires: day(64) }]);
  await openLicenses(page, key);
  const before = await licenseOf(page, key);
  const panel = await openRenewal(page, key);
  await panel.getByRole("button", { name: "Renew and migrate …" }).click();
  await panel.getByLabel("Seats from now on").fill("14");
  await expect(panel.getByRole("status")).toContainText("10 seats × 64 days left = 640 device-days");
  await expect(panel.getByRole("status")).toContainText("640 / 14 = 45.71 → 46 days");
  const target = panel.getByRole("group", { name: "Renew and migrate to Enterprise Security" });
  await target.getByRole("radio", { name: /^1 year/ }).check();
  await panel.getByLabel("Seats from now on").fill("0");
  await expect(panel).toContainText("A license has 1 to 1,000,000 seats.");
  await panel.getByLabel("Seats from now on").fill("14");
  await expect(target.getByRole("radio", { name: /^1 year/ })).toBeChecked();
  await expectAccessible(page);
  await panel.getByRole("button", { name: "Renew and migrate", exact: true }).click();
  await expect(cellOf(page, key, "edition")).toHaveText("Enterprise Security");
  expect((await licenseOf(page, key)).seats).toBe(14);
  const toast = page.getByRole("status", { name: "Notifications" });
  await toast.getByRole("button", { name: "Undo" }).click();
  await expect(cellOf(page, key, "edition")).toHaveText("Business Security");
  const after = await licenseOf(page, key);
  expect(after).toEqual({ ...before, version: after.version });
});

test("a license renews by itself as long as that is wanted", async ({ page }) => {
  const key = unique("AUTO");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Renewing GmbH", expires: END }]);
  await openLicenses(page, key);
  const box = (panel: Locator) => panel.getByRole("checkbox", { name: /^Renew by itself for 1 year/ });
  const first = await openRenewal(page, key);
  await box(first).check();
  const toast = page.getByRole("status", { name: "Notifications" });
  await expect(toast).toContainText(`${key} renews by itself from now on`);
  await page.reload();
  await hydrated(page);
  const panel = await openRenewal(page, key);
  await expect(box(panel)).toBeChecked();
  await box(panel).uncheck();
  await expect(toast).toContainText(`${key} does not renew by itself any more`);
});

test("the row menu copies the key and opens the license's page", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const key = unique("MENU");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [
    { key, name: "Branch office", customer: "Menu GmbH", used: 4, expires: END, note: "by phone" },
  ]);
  await openLicenses(page, key);
  const menu = await openMenu(page, key, "Branch office");
  await menu.getByRole("menuitem", { name: "Copy key" }).click();
  await expect(page.getByRole("status", { name: "Notifications" })).toContainText(
    "Key of Branch office copied",
  );
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await rowOf(page, key).getByRole("button", { name: "Actions for Branch office" }).click();
  await page.getByRole("menuitem", { name: "Open" }).click();
  await expect(page.getByRole("heading", { name: "Branch office", level: 1 })).toBeVisible();
  const details = page.getByRole("region", { name: "Details" });
  await expect(details).toContainText("Emsisoft Anti-Malware");
  await expect(details).toContainText("Business Security");
  await expect(details).toContainText("Menu GmbH");
  await expect(details).toContainText("4/10");
  await expect(details).toContainText(english(END));
  await expect(details).toContainText("by phone");
  await expect(page.getByText(key, { exact: true })).toBeVisible();
  const history = page.getByRole("region", { name: "Change history" });
  await expect(history.getByRole("listitem").first()).toContainText("Imported");
  // The page itself, loaded anew, says the same.
  await page.reload();
  await expect(page.getByRole("heading", { name: "Branch office", level: 1 })).toBeVisible();
  await expect(history.getByRole("listitem").first()).toContainText("Imported");
});

test("a license is renewed on its own page, too, and the renewal undone", async ({ page }) => {
  const key = unique("PAGE");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Renewing GmbH", expires: END }]);
  const { id } = await licenseOf(page, key);
  await page.goto(`/licenses/${id}`);
  await hydrated(page);
  const details = page.getByRole("region", { name: "Details" });
  await page.getByRole("button", { name: "Renew", exact: true }).click();
  const panel = page.getByRole("dialog", { name: /^Renew / });
  await panel.getByRole("radio", { name: /^2 years/ }).check();
  await panel.getByRole("button", { name: "Renew now" }).click();
  await expect(details).toContainText(english(yearsLater(END, 2)));
  await expect(page.getByRole("region", { name: "Change history" })).toContainText("Renewed");
  await page.keyboard.press("Control+z");
  await expect(details, "undone by keys").toContainText(english(END));
});

test("a license of somebody else does not exist", async ({ page, openBrowser, errors }) => {
  errors.allow(/status of 404/);
  const key = unique("OTHER");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Hidden GmbH" }]);
  const { id, version } = await licenseOf(page, key);
  const stranger = await openBrowser();
  await signIn(stranger, person("partner"));
  const answer = await stranger.goto(`/licenses/${id}`);
  expect(answer?.status()).toBe(404);
  await expect(stranger.getByText("Hidden GmbH")).toHaveCount(0);
  const note = "mine now";
  await expect(call(stranger, "set_license_note", { id, version, note })).rejects.toThrow(/404/);
});
