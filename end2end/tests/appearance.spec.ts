import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { enter, hydrated } from "../support/pages.ts";
import { person } from "../support/people.ts";

/** Whether the page is light or dark, whichever way its style writes colors. */
const look = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d");
    if (!canvas) throw new Error("no canvas");
    canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return red + green + blue > 384 ? "light" : "dark";
  });

test("the language changes to German and back, numbers and dates too", async ({ page }) => {
  // A person of this test alone: the language is kept in the profile.
  await enter(page, person("otherCustomer", "reader"));
  const grid = await LicenseGrid.open(page, "?tab=all");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("button", { name: /^Account of / }).click();
  await page.getByRole("group", { name: "Language" }).getByRole("button", { name: "Deutsch" }).click();

  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await hydrated(page);
  await expect(page).toHaveURL("/licenses?tab=all");
  await expect(page).toHaveTitle("Alle Lizenzen · Seatkeeper");
  await expect(grid.root).toHaveAccessibleName("Alle Lizenzen");
  await expect(grid.columns.first()).toHaveText("Name");
  await expect(grid.header("Läuft ab")).toBeVisible();
  await expect(grid.line(0).locator(".c-purchased")).toHaveText(/^\d\d\.\d\d\.\d{4}$/);
  await grid.header("Produkt").focus();
  await page.keyboard.press("Control+g");
  await expect(page.getByRole("status").filter({ hasText: /^Gruppiert nach Produkt\./ })).toBeAttached();

  await page.getByRole("button", { name: /^Konto von / }).click();
  await page.getByRole("group", { name: "Sprache" }).getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await hydrated(page);
  await expect(grid.root).toHaveAccessibleName("All licenses");
});

test("the sign-in page speaks the browser's language, and the chosen one", async ({ openBrowser }) => {
  const page = await openBrowser({ locale: "de-DE" });
  await page.goto("/sign-in");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await hydrated(page);
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Seatkeeper" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in to Seatkeeper" })).toBeVisible();
});

test("the theme follows the system until one is chosen, which stays", async ({ page }) => {
  await enter(page, person("partner"));
  await page.emulateMedia({ colorScheme: "light" });
  await LicenseGrid.open(page);
  await expect.poll(() => look(page)).toBe("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => look(page)).toBe("dark");

  await page.getByRole("button", { name: /^Account of / }).click();
  const themes = page.getByRole("group", { name: "Appearance" });
  await themes.getByRole("button", { name: "Light" }).click();
  await expect.poll(() => look(page)).toBe("light");
  await expect(themes.getByRole("button", { name: "Light" })).toHaveAttribute("aria-pressed", "true");

  await page.reload();
  expect(await look(page), "from the first byte on").toBe("light");
  await hydrated(page);
  await page.getByRole("button", { name: /^Account of / }).click();
  // It is kept with the person, whom other tests know without a theme.
  const kept = page.waitForResponse((answer) => answer.url().endsWith("/api/preferences_set"));
  await themes.getByRole("button", { name: "System" }).click();
  await expect.poll(() => look(page)).toBe("dark");
  await kept;
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("everything is within reach", async ({ page }) => {
    await enter(page, person("otherPartner"));
    const grid = await LicenseGrid.open(page, "?tab=all");
    const wider = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await wider(), "the page does not scroll sideways").toBe(0);
    await expect(grid.line(0)).toBeInViewport();
    expect(await grid.rows.evaluateAll((rows) => rows.filter((row) => row.getBoundingClientRect().top < 800).length)).toBeGreaterThan(5);

    await page.getByRole("link", { name: "Unused" }).tap();
    await expect(grid.root).toHaveAccessibleName("Unused licenses");
    await page.getByRole("link", { name: "All", exact: true }).tap();
    await expect(grid.root).toHaveAccessibleName("All licenses");

    const [key = ""] = await grid.texts("key");
    await grid.search.fill(key);
    await expect(grid.rows).toHaveCount(1);
    const actions = grid.line(0).getByRole("button", { name: /^Actions for / });
    await actions.tap();
    const menu = page.getByRole("menu", { name: /^Actions for / });
    await expect(menu).toBeInViewport({ ratio: 1 });
    await menu.getByRole("menuitem", { name: "Open" }).tap();
    await expect(page).toHaveURL(/\/licenses\/[0-9a-f-]{36}$/);
    await expect(page.getByText(key)).toBeVisible();
    expect(await wider(), "nor does the license's page").toBe(0);
  });

  test("groups by the column's menu", async ({ page }) => {
    await enter(page, person("otherPartner"));
    const grid = await LicenseGrid.open(page);
    await page.getByRole("button", { name: "Menu of Status" }).tap();
    await page.getByRole("menuitem", { name: "Group by this column" }).tap();
    await expect(grid.pills).toHaveText(["Status"]);
    await grid.line(0).tap();
    await expect(grid.line(0)).toHaveAttribute("aria-expanded", "true");
    await expect(grid.rows.first()).toBeVisible();
  });
});
