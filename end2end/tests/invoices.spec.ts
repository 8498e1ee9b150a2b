// Invoices of what is charged by the month. The demo has a draft of the month before for each partner.
import { readFileSync } from "node:fs";
import { expect, test, type Page } from "../support/fixtures.ts";
import { enter, expectAccessible, hydrated, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

async function open(page: Page, who: ReturnType<typeof person>): Promise<void> {
  await enter(page, who);
  await page.goto("/invoices");
  await hydrated(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Invoices");
}

/** The month before, as the list calls it: it can be locked, unlike the running one. */
function lastMonth(): string {
  const now = new Date();
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
  return first.toLocaleString("en-US", { month: "short", year: "numeric", timeZone: "UTC" });
}

/** Its invoices in the list. */
const invoices = (page: Page) =>
  page.getByRole("row").filter({ has: page.getByRole("link", { name: lastMonth(), exact: true }) });

/** An amount in cents, as pages and files write it. */
const cents = (text = "") => Number(text.replaceAll(/[^\d-]/g, ""));

test("a partner reads its own draft, and the statement's lines come to its sum", async ({ page }) => {
  await open(page, person("partner", "owner"));
  await expectAccessible(page);
  await takeScreenshots(page, "invoices");
  await expect(page.getByRole("columnheader", { name: "Partner" }), "one's own alone").toHaveCount(0);
  // One for each currency.
  await expect(invoices(page)).toHaveCount(2);
  const net = await invoices(page).first().getByRole("cell").last().innerText();
  await invoices(page).first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/, Kranich Systemhaus GmbH$/);
  await expect(page.locator("dd", { hasText: net })).toBeVisible();
  await expect(page.getByRole("button", { name: "Lock" }), "the seller's").toHaveCount(0);
  await expectAccessible(page);
  await takeScreenshots(page, "invoice");

  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Statement with each day (CSV)" }).click();
  const file = readFileSync(await (await downloading).path(), "utf8");
  const amounts = [...file.matchAll(/,(-?\d+\.\d\d),"[A-Z]{3}"\r$/gm)].map(([, amount]) => cents(amount));
  expect(amounts.length).toBeGreaterThan(2);
  expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(cents(net));
  expect(file.match(/^"Day",/gm)?.length, "days between them").toBeGreaterThan(amounts.length);
});

test("the seller locks a draft, asked before, and another window shows it", async ({ page, context }) => {
  await open(page, person("distributor", "owner"));
  const drafts = invoices(page).filter({ has: page.locator(".badge", { hasText: "Draft" }) });
  const link = drafts.first().getByRole("link");
  const path = (await link.getAttribute("href")) ?? "";
  const other = await context.newPage();
  await other.goto("/invoices");
  await hydrated(other);
  const row = other.getByRole("row").filter({ has: other.locator(`a[href="${path}"]`) });
  await expect(row.locator(".badge")).toHaveText("Draft");

  await link.click();
  await page.getByRole("button", { name: "Lock" }).click();
  const dialog = page.getByRole("dialog", { name: "Lock this invoice?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await expect(row.locator(".badge")).toHaveText("Draft");
  await page.getByRole("button", { name: "Lock" }).click();
  await dialog.getByRole("button", { name: "Lock" }).click();
  await expect(page.locator(".order__head .badge")).toHaveText("Locked");
  await expect(page.getByRole("button", { name: "Lock" })).toHaveCount(0);
  await expect(row.locator(".badge")).toHaveText("Locked");
});
