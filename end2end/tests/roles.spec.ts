import { expect } from "../support/fixtures.ts";
import {
  call,
  cellOf,
  grid,
  licensesOf,
  openLicenses,
  openMenu,
  writeNote,
} from "../support/licenses.ts";
import { testWithServer } from "../support/own-server.ts";
import { hydrated, signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";

const test = testWithServer({ name: "roles", licenses: 500 });

test("a simulated colleague's changes appear", async ({ page }) => {
  // Tall enough for all rows that the colleague works on.
  await page.setViewportSize({ width: 1440, height: 2_200 });
  await signIn(page, person("partner"));
  await page.goto("/licenses");
  await hydrated(page);
  const shown = () => grid(page).locator("[role=row]:not([hidden])").allInnerTexts();
  const before = await shown();
  const colleague = page.getByRole("switch", { name: "Simulated colleague" });
  await expect(colleague).not.toBeChecked();
  await colleague.click();
  await expect(colleague).toBeChecked();
  await expect.poll(async () => (await shown()).join() !== before.join(), { timeout: 20_000 }).toBe(true);
  await page.reload();
  await hydrated(page);
  await expect(colleague).toBeChecked();
  await colleague.click();
  await expect(colleague).not.toBeChecked();
});

test("who may only read finds nothing to edit", async ({ page, errors }) => {
  errors.allow(/status of 403/);
  await signIn(page, person("partner", "reader"));
  const [license] = await licensesOf(page, "tab=active");
  const { key, name } = license!;
  await openLicenses(page, key);
  await expect(page.getByRole("link", { name: "Import" })).toHaveCount(0);
  await expect(page.getByRole("switch", { name: "Simulated colleague" })).toHaveCount(0);
  await expect(page.locator("[data-act=edit]")).toHaveCount(0);
  await cellOf(page, key, "note").dblclick();
  await page.keyboard.press("F2");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: /^Note of / })).toHaveCount(0);
  const menu = await openMenu(page, key, name);
  await expect(menu.getByRole("menuitem")).toHaveText(["Copy key", "Change history", "Open"]);
  const { id, version } = license!;
  const note = "I may not";
  await expect(call(page, "set_license_note", { id, version, note })).rejects.toThrow(/403/);
  const answer = await page.goto("/import");
  expect(answer?.status()).toBe(403);
  await expect(page.getByText("Your role does not allow this.")).toBeVisible();
});

test("an owner may do what an admin may", async ({ page }) => {
  await signIn(page, person("partner", "owner"));
  const [license] = await licensesOf(page, "tab=active");
  await openLicenses(page, license!.key);
  await cellOf(page, license!.key, "note").dblclick();
  await expect(page.getByRole("textbox", { name: `Note of ${license!.name}` })).toBeFocused();
});

test("a customer sees its licenses and no notes", async ({ page, openBrowser, errors }) => {
  errors.allow(/status of 403/);
  const secret = "Haggles over every renewal";
  await signIn(page, person("customer"));
  const [license] = await licensesOf(page, "tab=active");
  const { id, key, name, version } = license!;
  expect(license!.note).toBeNull();
  const provider = await openBrowser();
  await signIn(provider, person("partner"));
  await writeNote(provider, key, secret);

  await openLicenses(page, key);
  await expect(cellOf(page, key, "name")).toContainText(name);
  const headers = page.getByRole("columnheader");
  await expect(headers.filter({ hasText: "Customer" })).toHaveCount(1);
  await expect(headers.filter({ hasText: /Note|Order number/ })).toHaveCount(0);
  await expect(page.getByText(secret)).toHaveCount(0);
  await expect(page.locator("[data-act=edit]")).toHaveCount(0);
  const menu = await openMenu(page, key, name);
  await expect(menu.getByRole("menuitem")).toHaveText(["Copy key", "Change history", "Open"]);
  await menu.getByRole("menuitem", { name: "Change history" }).click();
  await expect(page.getByRole("dialog")).toContainText("Nothing was changed yet");
  await page.keyboard.press("Escape");

  await page.goto(`/licenses/${id}`);
  await hydrated(page);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);
  expect(await page.content()).not.toContain(secret);
  // Nor by searching for it, by asking for the column, by a download or by writing.
  expect(await licensesOf(page, `tab=all&q=${encodeURIComponent("Haggles")}`)).toEqual([]);
  await page.goto("/licenses?tab=all&cols=name,note");
  await expect(page.getByText("There is no column “note”.")).toBeVisible();
  const file = await page.request.get("/export/licenses.csv?tab=all");
  const text = await file.text();
  expect(text).toContain(key);
  expect(text).not.toContain(secret);
  const note = "mine";
  await expect(call(page, "set_license_note", { id, version, note })).rejects.toThrow(/403/);
});
