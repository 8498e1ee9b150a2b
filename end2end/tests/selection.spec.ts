import { expect, test, type Page } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { cellOf, day, indicator, licenseOf, makeLicenses, openLicenses, rowOf, unique, yearsLater } from "../support/licenses.ts";
import { signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";

/** The bar of what can be done to the selection. */
const bar = (page: Page) => page.getByRole("toolbar", { name: "Selected licenses" });

/** Licenses of this test alone, in a grid that shows nothing else. */
async function open(page: Page, count: number): Promise<{ batch: string; keys: string[] }> {
  const batch = unique("SEL");
  const keys = Array.from({ length: count }, (_, n) => `${batch}-${n}`);
  await signIn(page, person("otherPartner"));
  await makeLicenses(
    page,
    keys.map((key, n) => ({ key, customer: "Selected GmbH", expires: day(100 + n) })),
  );
  await openLicenses(page, batch);
  await expect(rowOf(page, keys[0] ?? "")).toBeVisible();
  return { batch, keys };
}

const box = (page: Page, key: string) => rowOf(page, key).getByRole("checkbox");

test("rows are selected by their boxes, by a range, and all at once", async ({ page }) => {
  const { keys } = await open(page, 6);
  const grid = new LicenseGrid(page);
  await expect(bar(page)).toHaveCount(0);
  await expect(rowOf(page, keys[1]!)).toHaveAttribute("aria-selected", "false");
  await box(page, keys[1]!).click();
  await expect(rowOf(page, keys[1]!)).toHaveAttribute("aria-selected", "true");
  await expect(bar(page)).toContainText("One selected.");
  await box(page, keys[4]!).click({ modifiers: ["Shift"] });
  await expect(bar(page)).toContainText("4 selected.");
  await box(page, keys[2]!).click();
  await expect(bar(page)).toContainText("3 selected.");
  await bar(page).getByRole("button", { name: "Select all 6" }).click();
  await expect(bar(page)).toContainText("6 selected.");
  await expect(page.getByRole("columnheader").getByRole("checkbox", { name: "Select all" })).toBeChecked();
  await bar(page).getByRole("button", { name: "Clear selection" }).click();
  await expect(bar(page)).toHaveCount(0);
  await expect(grid.root).toHaveAttribute("aria-multiselectable", "true");
});

test("the keyboard selects: Space, Shift and arrows, Ctrl+A, Escape", async ({ page }) => {
  const { keys } = await open(page, 5);
  await cellOf(page, keys[0]!, "key").click();
  await page.keyboard.press(" ");
  await expect(bar(page)).toContainText("One selected.");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(bar(page)).toContainText("3 selected.");
  await page.keyboard.press("Control+a");
  await expect(bar(page)).toContainText("5 selected.");
  await page.keyboard.press("Escape");
  await expect(bar(page)).toHaveCount(0);
});

test("all of a long result is selected, rows that are not loaded too", async ({ page }) => {
  await signIn(page, person("partner"));
  const grid = await LicenseGrid.open(page, "?tab=all");
  const all = await grid.count();
  expect(all).toBeGreaterThan(300);
  await grid.line(0).getByRole("gridcell").nth(1).click();
  await page.keyboard.press("Control+a");
  const number = all.toLocaleString("en-US");
  await expect(bar(page)).toContainText(`${number} selected.`);
  await grid.scrollTo(1);
  await expect(grid.rows.last()).toHaveAttribute("aria-selected", "true");
});

test("a range reaches over rows that are not loaded", async ({ page }) => {
  await signIn(page, person("partner"));
  const grid = await LicenseGrid.open(page, "?tab=all");
  const all = await grid.count();
  await grid.line(0).getByRole("checkbox").click();
  await grid.scrollTo(1);
  await grid.line(all - 1).getByRole("checkbox").click({ modifiers: ["Shift"] });
  await expect(bar(page)).toContainText(`${all.toLocaleString("en-US")} selected.`);
});

test("what is selected stays so while rows change and are sorted otherwise", async ({ page, openBrowser }) => {
  const { batch, keys } = await open(page, 3);
  await expect(indicator(page)).toHaveText("Live");
  await box(page, keys[0]!).click();
  const other = await openBrowser();
  await signIn(other, person("otherPartner", "owner"));
  await makeLicenses(other, [{ key: `${batch}-9`, customer: "Selected GmbH", expires: day(1) }]);
  await expect(rowOf(page, `${batch}-9`)).toBeVisible();
  await new LicenseGrid(page).header("Name").click();
  await expect(page).toHaveURL(/sort=name/);
  await expect(rowOf(page, keys[0]!)).toHaveAttribute("aria-selected", "true");
  await expect(rowOf(page, `${batch}-9`)).toHaveAttribute("aria-selected", "false");
  await expect(bar(page)).toContainText("One selected.");
});

test("a note is written to all selected, told row by row, and taken back", async ({ page }) => {
  const { keys } = await open(page, 4);
  await box(page, keys[0]!).click();
  await box(page, keys[2]!).click({ modifiers: ["Shift"] });
  await bar(page).getByRole("button", { name: "Write a note" }).click();
  const dialog = page.getByRole("dialog", { name: "Write a note" });
  await expect(dialog).toContainText("3 licenses are selected.");
  await dialog.getByRole("textbox", { name: "Note" }).fill("call in spring");
  await dialog.getByRole("button", { name: "Write a note" }).click();
  await expect(dialog.getByRole("status")).toHaveText("3 changed, 0 as wanted already, 0 left as they are.");
  for (const key of keys.slice(0, 3)) await expect(cellOf(page, key, "note")).toHaveText("call in spring");
  await expect(cellOf(page, keys[3]!, "note")).toHaveText("");
  await dialog.getByRole("button", { name: "Undo" }).click();
  await expect(cellOf(page, keys[0]!, "note")).toHaveText("");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(dialog).toBeHidden();
});

test("selected licenses are renewed together", async ({ page }) => {
  const { keys } = await open(page, 2);
  const before = await Promise.all(keys.map(async (key) => (await licenseOf(page, key)).expires));
  await cellOf(page, keys[0]!, "key").click();
  await page.keyboard.press("Control+a");
  await bar(page).getByRole("button", { name: "Renew" }).click();
  const dialog = page.getByRole("dialog", { name: "Renew" });
  await dialog.getByRole("radio", { name: "2 years" }).check();
  await dialog.getByRole("button", { name: "Renew", exact: true }).click();
  await expect(dialog.getByRole("status")).toHaveText("2 changed, 0 as wanted already, 0 left as they are.");
  for (const [at, key] of keys.entries()) {
    const { expires } = await licenseOf(page, key);
    expect(expires).toBe(yearsLater(before[at] ?? "", 2));
  }
});

test("cells and rows are copied as text and as a table", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { keys } = await open(page, 2);
  const read = (kind: string) =>
    page.evaluate(async (type) => {
      try {
        const [item] = await navigator.clipboard.read();
        return await (await item!.getType(type)).text();
      } catch (error) {
        // It was written to in between: nothing is read yet.
        if (error instanceof DOMException && error.name === "InvalidStateError") return "";
        throw error;
      }
    }, kind);
  await cellOf(page, keys[0]!, "key").click();
  await page.keyboard.press("Control+c");
  await expect.poll(() => read("text/plain")).toBe(keys[0]);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  await expect.poll(async () => (await read("text/plain")).split("\n").length).toBe(3);
  const [titles = "", first = ""] = (await read("text/plain")).split("\n");
  expect(titles.split("\t").slice(0, 2)).toEqual(["Name", "Key"]);
  expect(first).toContain(keys[0]);
  expect(await read("text/html")).toContain(`<td>${keys[1]}</td>`);
});

test("a customer's people can select and copy, and are offered nothing they may not do", async ({ page }) => {
  await signIn(page, person("customer", "reader"));
  const grid = await LicenseGrid.open(page);
  await grid.line(0).getByRole("checkbox").click();
  await expect(bar(page)).toBeVisible();
  await expect(bar(page).getByRole("button", { name: "Renew" })).toHaveCount(0);
  await expect(bar(page).getByRole("button", { name: "Write a note" })).toHaveCount(0);
  await expect(bar(page).getByRole("button", { name: "Copy" })).toBeVisible();
});
