import { expect, test, type Page } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { cellOf, licenseOf, licensesOf, writeNote } from "../support/licenses.ts";
import { enter, expectAccessible } from "../support/pages.ts";
import { person } from "../support/people.ts";

test.beforeEach(({ page }) => enter(page, person("partner")));

/** The one editor of filters, open for a column. */
const editor = (page: Page, column: string) => page.getByRole("dialog", { name: `Filter by ${column}`, exact: true });

/** Opens a filter by the button that knows every column. */
async function add(page: Page, column: string): Promise<void> {
  await page.getByRole("button", { name: "Add filter" }).click();
  await page.getByRole("menu", { name: "Add filter" }).getByRole("menuitem", { name: column, exact: true }).click();
  await expect(editor(page, column)).toBeVisible();
}

/** A filter that is set. */
const chip = (page: Page, text: string | RegExp) => page.locator(".chip__edit").filter({ hasText: text });

const DAY = 86_400_000;
/** A day from today, as addresses and date inputs write it. */
const day = (offset: number) => new Date(Date.now() + offset * DAY).toISOString().slice(0, 10);

test("every column is filtered from its header's menu and from “Add filter”, by keys alone", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  const all = await grid.count();
  await grid.header("Seats").focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(page.getByRole("menu", { name: "Menu of Seats" })).toBeVisible();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("menuitem", { name: "Filter …" })).toBeFocused();
  await page.keyboard.press("Enter");
  const seats = editor(page, "Seats");
  await expect(seats.getByLabel("From")).toBeFocused();
  await page.keyboard.type("10");
  await page.keyboard.press("Tab");
  await page.keyboard.type("1,000");
  await page.keyboard.press("Enter");
  await expect(seats).toBeHidden();
  await expect(grid.header("Seats"), "the focus comes back").toBeFocused();
  await expect(page).toHaveURL("/licenses?tab=all&seats=10..1000");
  await expect.poll(() => grid.count()).toBeLessThan(all);
  await expect(chip(page, "Seats: 10 – 1,000")).toBeVisible();

  await page.getByRole("button", { name: "Add filter" }).focus();
  await page.keyboard.press("Enter");
  const offered = page.getByRole("menu", { name: "Add filter" }).getByRole("menuitem");
  await expect(offered).toHaveText([
    "Name", "Key", "Product", "Edition", "Customer", "Seats", "Status", "Purchased", "Expires", "Note", "Order number",
    "Vendor", "Partner", "Renews",
  ]);
  await expect(offered.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(editor(page, "Name").getByRole("textbox", { name: "Contains" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(editor(page, "Name")).toBeHidden();
  await expect(page.getByRole("button", { name: "Add filter" })).toBeFocused();
  await expect(page, "nothing was applied").toHaveURL("/licenses?tab=all&seats=10..1000");
});

test("a text is filtered with stars, and by whether there is one", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&sort=name");
  const [key = ""] = await grid.texts("key");
  await add(page, "Key");
  await page.keyboard.type(`${key.slice(0, 3)}*${key.slice(-3)}`.toLowerCase());
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await grid.texts("key")).every((found) => found.startsWith(key.slice(0, 3)))).toBe(true);
  expect(await grid.texts("key")).toContain(key);

  const license = await licenseOf(page, key);
  await writeNote(page, key, "worth a filter");
  await LicenseGrid.open(page, `?tab=all&q=${key}`);
  await add(page, "Note");
  await editor(page, "Note").getByRole("radio", { name: "Is not empty" }).check();
  await expect(page).toHaveURL(/&note=\*/);
  await expect(chip(page, "Note: Is not empty")).toBeVisible();
  await expect.poll(() => grid.count()).toBe(1);
  await editor(page, "Note").getByRole("radio", { name: "Is empty" }).check();
  await expect(chip(page, "Note: Is empty")).toBeVisible();
  await expect.poll(() => grid.count()).toBe(0);
  await writeNote(page, key, license.note ?? "");
});

test("days are filtered by presets and by a range", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  await add(page, "Expires");
  const expires = editor(page, "Expires");
  for (const [preset, slug] of [
    ["Expired", "past"], ["Next 7 days", "next-7"], ["Next 30 days", "next-30"], ["Next 60 days", "next-60"],
    ["Next 90 days", "next-90"], ["This quarter", "this-quarter"],
  ] as const) {
    await expires.getByRole("radio", { name: preset, exact: true }).check();
    await expect(page).toHaveURL(`/licenses?tab=all&expires=${slug}`);
    await expect(chip(page, `Expires: ${preset}`)).toBeVisible();
  }
  const now = new Date();
  const quarter = Math.floor(now.getUTCMonth() / 3) * 3;
  const [first, last] = [Date.UTC(now.getUTCFullYear(), quarter, 1), Date.UTC(now.getUTCFullYear(), quarter + 3, 0)];
  const found = await licensesOf(page, "tab=all&expires=this-quarter");
  for (const { expires: end } of found) {
    expect(Date.parse(end ?? "")).toBeGreaterThanOrEqual(first);
    expect(Date.parse(end ?? "")).toBeLessThanOrEqual(last);
  }
  await expires.getByLabel("From").fill(day(10));
  await expires.getByLabel("To").fill(day(20));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/licenses?tab=all&expires=${day(10)}..${day(20)}`);
  await expect.poll(() => grid.count()).toBe((await licensesOf(page, `tab=all&expires=${day(10)}..${day(20)}`)).length);
});

test("what cannot be read is told beside its field, and stays as it was typed", async ({ page }) => {
  await LicenseGrid.open(page, "?tab=all");
  await add(page, "Seats");
  const seats = editor(page, "Seats");
  const [from, to] = [seats.getByLabel("From"), seats.getByLabel("To")];
  await from.fill("many");
  await to.fill("1.5");
  await page.keyboard.press("Enter");
  await expect(seats.getByText("A whole number is needed.")).toHaveCount(2);
  await expect(from).toHaveAttribute("aria-invalid", "true");
  await expect(from).toHaveAccessibleDescription("A whole number is needed.");
  await expect(from, "the first one to mend").toBeFocused();
  await expect(from).toHaveValue("many");
  await expect(to).toHaveValue("1.5");
  await expectAccessible(page);

  await from.fill("20");
  await to.fill("5");
  await seats.getByRole("button", { name: "Apply" }).click();
  await expect(seats.getByText("This lies before “From”.")).toBeVisible();
  await expect(to).toBeFocused();
  await expect(to).toHaveValue("5");
  await expect(page).toHaveURL("/licenses?tab=all");
  await to.fill("50");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/licenses?tab=all&seats=20..50");

  await add(page, "Purchased");
  const purchased = editor(page, "Purchased");
  await purchased.getByLabel("From").focus();
  await page.keyboard.type("02");
  await page.keyboard.press("Enter");
  await expect(purchased.getByText("This is no date.")).toBeVisible();
  await expect(purchased).toBeVisible();
});

test("a chip opens its editor again and is removed by mouse and keys", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&name=a&seats=5..&expires=next-90");
  await chip(page, "Seats: from 5").click();
  await expect(editor(page, "Seats").getByLabel("From")).toHaveValue("5");
  await editor(page, "Seats").getByLabel("From").fill("6");
  await page.keyboard.press("Enter");
  await expect(chip(page, "Seats: from 6")).toBeFocused();
  await chip(page, "Name: a").press("Enter");
  await expect(editor(page, "Name").getByLabel("Contains")).toHaveValue("a");
  await page.keyboard.press("Escape");
  await expect(chip(page, "Name: a")).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(chip(page, "Name")).toHaveCount(0);
  await expect(chip(page, "Seats: from 6"), "the next one has the focus").toBeFocused();
  await page.getByRole("button", { name: "Remove filter Expires: Next 90 days" }).click();
  await expect(page).toHaveURL("/licenses?tab=all&seats=6..");
  await chip(page, "Seats").press("Backspace");
  await expect(page).toHaveURL("/licenses?tab=all");
  await expect(page.getByRole("button", { name: "Add filter" })).toBeFocused();
  await page.goBack();
  await expect(chip(page, "Seats: from 6")).toBeVisible();
  await grid.ready();
});

test("changes by others leave an open editor alone", async ({ page, openBrowser }) => {
  const other = await openBrowser();
  await enter(other, person("partner", "owner"));
  const grid = await LicenseGrid.open(page, "?tab=all&sort=-name");
  await LicenseGrid.open(other);
  const [key = ""] = await grid.texts("key");
  await add(page, "Note");
  const typed = editor(page, "Note").getByLabel("Contains");
  await typed.fill("half a tho");
  const { note } = await licenseOf(other, key);
  await writeNote(other, key, "told meanwhile");
  await expect(cellOf(page, key, "note")).toHaveText("told meanwhile");
  await expect(typed).toHaveValue("half a tho");
  await expect(typed).toBeFocused();
  await writeNote(other, key, note ?? "");
});

test("the editors have no barriers", async ({ page }) => {
  test.setTimeout(180_000);
  await LicenseGrid.open(page, "?tab=all&name=a");
  for (const column of ["Name", "Seats", "Expires", "Customer"]) {
    await add(page, column);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
  }
  await page.getByRole("button", { name: "Add filter" }).click();
  await expect(page.getByRole("menu", { name: "Add filter" })).toBeVisible();
  await expectAccessible(page);
});
