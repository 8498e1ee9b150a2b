import { expect } from "../support/fixtures.ts";
import { testWithServer } from "../support/own-server.ts";
import { expectAccessible, hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

const test = testWithServer({ name: "profile", licenses: 200 });

test("what somebody chooses follows to another browser", async ({ page, openBrowser, server, errors }) => {
  errors.allow(/status of 422/);
  const who = person("otherPartner");
  await signIn(page, who);
  await hydrated(page);
  await page.getByRole("button", { name: /^Account of / }).click();
  await page.getByRole("link", { name: "Profile" }).click();
  await expect(page).toHaveURL("/profile");
  await expect(page.getByRole("button", { name: "Sign out" }), "the menu is out of the way").toBeHidden();
  await takeScreenshots(page, "profile");
  await expectAccessible(page);
  await page.getByLabel("Name", { exact: true }).fill(" ");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("A name is needed.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Livia C.");
  await page.getByRole("region", { name: "Profile" }).getByLabel("Appearance").selectOption("Dark");
  await page.getByLabel("Time zone").selectOption("Europe/Zurich");
  await page.getByLabel("Rows per page").selectOption("25");
  await page.getByLabel("Row height").selectOption("Compact");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("button", { name: "Account of Livia C." })).toBeVisible();

  const other = await openBrowser({ baseURL: server.url });
  await signIn(other, who);
  await hydrated(other);
  await expect(other.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(other.locator("[data-density]").first()).toHaveAttribute("data-density", "compact");
  await expect(other.getByRole("row")).toHaveCount(26);

  // Signed out, the browser keeps how it looked; somebody else is not told.
  await other.goto("/profile");
  await hydrated(other);
  await other.getByRole("region", { name: "Profile" }).getByLabel("Language").selectOption("Deutsch");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByRole("heading", { name: "Profil" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Profil" })).toBeVisible();
});
