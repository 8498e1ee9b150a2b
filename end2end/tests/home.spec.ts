// What needs doing now, the calendar of renewals, and settings of reminders.
import { expect, test, type Page } from "../support/fixtures.ts";
import { call, day, makeLicenses, unique } from "../support/licenses.ts";
import { enter, expectAccessible, hydrated, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

interface Home {
  months: Array<{ month: string; count: number }>;
  expired: number;
  lapsing: number;
}

/** Opens a page and waits until its own code runs. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

function card(page: Page, label: string) {
  return page.getByRole("link", { name: new RegExp(`^${label} `) });
}

function number(text: string | null): number {
  return Number((text ?? "").replaceAll(",", ""));
}

test("the page tells what needs doing, and each number leads to it", async ({ page }) => {
  await enter(page, person("partner", "owner"));
  await open(page, "/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What needs doing");
  const known = await call<Home>(page, "home", {});
  expect(known.months).toHaveLength(12);
  await expect(page.locator(".home__bar")).toHaveCount(12);
  await expectAccessible(page);
  await takeScreenshots(page, "home");
  await page.getByText("As a table").click();
  await expect(page.locator(".home__table tbody tr")).toHaveCount(12);

  // By keyboard, to the licenses of a month.
  const at = known.months.findIndex(({ count }) => count > 0);
  const bar = page.locator(".home__bar").nth(at);
  const count = number(await bar.locator(".home__count").textContent());
  await bar.focus();
  await page.keyboard.press("Enter");
  const { month } = known.months[at] ?? { month: "" };
  await expect(page).toHaveURL(new RegExp(`/licenses\\?expires=${month}-01\\.\\.${month}-\\d\\d$`));
  await hydrated(page);
  await expect(page.locator("main")).toContainText(count.toLocaleString("en-US"));

  await open(page, "/");
  await card(page, "Coupons about to lapse").click();
  await expect(page).toHaveURL("/licenses?tab=unused&expires=next-60");
  await open(page, "/");
  await card(page, "Expired").click();
  await expect(page).toHaveURL(/\/licenses\?status=expired&expires=/);
});

test("a license that comes shows by itself", async ({ page }) => {
  await enter(page, person("partner", "owner"));
  await open(page, "/");
  const bar = page.locator(".home__bar").first();
  const before = number(await bar.locator(".home__count").textContent());
  const key = unique("HOME");
  // It ends today, so it is the first month's.
  await makeLicenses(page, [{ key, customer: "Home GmbH", expires: day(0) }]);
  await expect(async () => {
    expect(number(await bar.locator(".home__count").textContent())).toBeGreaterThan(before);
  }).toPass();
});

test("the mark leads home, and customers are led on to their licenses", async ({ page }) => {
  await enter(page, person("partner", "reader"));
  await open(page, "/licenses");
  await page.getByRole("link", { name: "Seatkeeper" }).click();
  await expect(page).toHaveURL("/");
  await enter(page, person("customer"));
  await page.goto("/");
  await expect(page).toHaveURL("/licenses");
});

test("reminders are set, and what does not fit is told beside the field", async ({ page, errors }) => {
  errors.allow(/status of (409|422)/);
  await enter(page, person("otherPartner", "owner"));
  await open(page, "/settings/reminders");
  await expectAccessible(page);
  await takeScreenshots(page, "reminders");
  const days = page.getByLabel("Days before the end");
  await days.fill("60, soon");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Write whole numbers of days")).toBeVisible();
  await days.fill("7 30, 7");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The reminders are set")).toBeVisible();
  await expect(days).toHaveValue("30, 7");

  // Somebody else sets them meanwhile.
  const { settings } = await call<{ settings: [object, number] }>(page, "reminders_page", {});
  await call(page, "reminder_settings_set", { version: settings[1], settings: { days: [5] } });
  await days.fill("14");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Somebody else has set the reminders meanwhile.")).toBeVisible();
  await expect(days).toHaveValue("14");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The reminders are set").last()).toBeVisible();
});

test("a calendar's address is made, read without signing in, and ended", async ({ page, playwright }) => {
  await enter(page, person("otherPartner", "owner"));
  await open(page, "/settings/reminders");
  await page.getByRole("button", { name: "Make an address" }).click();
  const address = page.locator("code", { hasText: "/calendar/" });
  await expect(address).toBeVisible();
  const url = (await address.textContent()) ?? "";
  const stranger = await playwright.request.newContext();
  const answer = await stranger.get(url);
  expect(await answer.text()).toContain("BEGIN:VCALENDAR");
  await page.getByRole("button", { name: "End the address" }).click();
  await expect(page.getByText("The address does not work any more")).toBeVisible();
  expect((await stranger.get(url)).status()).toBe(404);
  await stranger.dispose();
});

test("the calendar shows a month, and its days lead to their licenses", async ({ page }) => {
  await enter(page, person("partner", "owner"));
  await open(page, "/calendar?month=2030-02");
  await expect(page.locator("caption")).toHaveText("Feb 2030");
  await page.getByRole("link", { name: "Next month" }).click();
  await expect(page).toHaveURL("/calendar?month=2030-03");
  await expect(page.locator("caption")).toHaveText("Mar 2030");
  await open(page, "/calendar");
  await expectAccessible(page);
  await takeScreenshots(page, "calendar");
  const first = page.locator(".calendar__day a").first();
  await first.click();
  await expect(page).toHaveURL(/\/licenses\?.*expires=\d{4}-\d\d-\d\d$/);
});
