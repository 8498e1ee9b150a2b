import { expect, type Page } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { testWithServer } from "../support/own-server.ts";
import { expectAccessible, hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

// Roles and accounts of the demonstration's people are changed here.
const test = testWithServer({ name: "people", licenses: 100 });

/** Opens somebody's page from the grid. */
async function open(page: Page, name: string): Promise<void> {
  const grid = await LicenseGrid.open(page, `?q=${encodeURIComponent(name)}`, "people");
  await grid.line(0).locator(".c-name a").click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}

const told = (page: Page) => page.getByRole("status", { name: "Notifications" });

test("people are listed with what they are, and filtered", async ({ page }) => {
  await signIn(page, person("partner", "owner"));
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "People" }).click();
  await hydrated(page);
  const grid = await LicenseGrid.open(page, "?role=owner&group=organization", "people");
  await expect(grid.line(0)).toContainText("GmbH");
  await expectAccessible(page);
  await LicenseGrid.open(page, "", "people");
  await takeScreenshots(page, "people");
});

test("a role is changed, undone, and counts at once", async ({ page, openBrowser, server }) => {
  const reader = person("partner", "reader");
  const other = await openBrowser({ baseURL: server.url });
  await signIn(other, reader);
  await signIn(page, person("partner", "owner"));
  await open(page, "Lena Albers");
  await takeScreenshots(page, "person");
  await expectAccessible(page);
  await expect(page.getByRole("region", { name: "Rights" })).not.toContainText("Renew licenses");
  await page.getByLabel("Role").selectOption("Billing");
  await page.getByRole("button", { name: "Change role" }).click();
  await expect(told(page)).toContainText("Lena Albers is now Billing");
  await expect(page.getByRole("region", { name: "Rights" })).toContainText("Renew licenses");
  await told(page).getByRole("button", { name: "Undo" }).click();
  await expect(told(page)).toContainText("Lena Albers is now Read-only");
  await expect(page.getByLabel("Role")).toHaveValue("read-only");
  await page.reload();
  await expect(page.getByRole("region", { name: "History" })).toContainText("Role changed");
});

test("whoever is deactivated is signed out, and may sign in again once let in", async ({ page, openBrowser, server }) => {
  const reader = person("otherPartner", "reader");
  const other = await openBrowser({ baseURL: server.url });
  await signIn(other, reader);
  await signIn(page, person("otherPartner", "owner"));
  await open(page, "Reto Amstad");
  await expect(page.getByRole("region", { name: "Sessions" }).getByRole("row")).toHaveCount(2);
  await page.getByRole("button", { name: "Deactivate …" }).click();
  const dialog = page.getByRole("dialog", { name: "Deactivate Reto Amstad?" });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Deactivate", exact: true }).click();
  await expect(told(page)).toContainText("Reto Amstad is deactivated");
  await other.reload();
  await expect(other).toHaveURL(/\/sign-in/);
  await page.getByRole("button", { name: "Reactivate" }).click();
  await expect(told(page)).toContainText("Reto Amstad may sign in again");
  await signIn(other, reader);
  await expect(other).toHaveURL("/licenses");
  await page.reload();
  await hydrated(page);
  await page.getByRole("button", { name: "End all sessions" }).click();
  await expect(page.getByText("Not signed in anywhere")).toBeVisible();
  await other.reload();
  await expect(other).toHaveURL(/\/sign-in/);
});

test("the last owner stays", async ({ page, errors }) => {
  errors.allow(/status of 422/);
  await signIn(page, person("otherPartner", "owner"));
  await open(page, "Beat Zumstein");
  await page.getByRole("button", { name: "Deactivate …" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate", exact: true }).click();
  await expect(told(page)).toContainText("An organization keeps at least one owner");
});

test("a permission set is made, given, kept while in use, and deleted", async ({ page, errors }) => {
  errors.allow(/status of 422/);
  await signIn(page, person("partnerWithViews", "owner"));
  await page.goto("/people");
  await hydrated(page);
  await page.getByRole("link", { name: "Permission sets" }).click();
  await expect(page.getByText("There is no permission set yet")).toBeVisible();
  await page.getByRole("button", { name: "New set" }).click();
  const dialog = page.getByRole("dialog", { name: "New set" });
  await dialog.getByLabel("Name", { exact: true }).fill("Support");
  await dialog.getByRole("button", { name: "Copy of Read-only" }).click();
  await dialog.getByLabel("Write notes").check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  const card = page.getByRole("region", { name: "Support" });
  await expect(card).toContainText("Write notes");
  await expect(card).toContainText("Nobody has it");
  await takeScreenshots(page, "permission-sets");

  await open(page, "Priya Nair");
  await page.getByLabel("Role").selectOption("Support");
  await page.getByRole("button", { name: "Change role" }).click();
  await expect(told(page)).toContainText("Priya Nair is now Support");

  await page.goto("/people/sets");
  await hydrated(page);
  await page.getByRole("button", { name: "Delete Support" }).click();
  await expect(card.getByRole("alert")).toContainText("Priya Nair");
  await open(page, "Priya Nair");
  await page.getByLabel("Role").selectOption("Read-only");
  await page.getByRole("button", { name: "Change role" }).click();
  await expect(told(page)).toContainText("Read-only");
  await page.goto("/people/sets");
  await hydrated(page);
  await page.getByRole("button", { name: "Delete Support" }).click();
  await expect(page.getByText("There is no permission set yet")).toBeVisible();
});

test("who may only look is offered nothing else", async ({ page }) => {
  await signIn(page, person("customer", "reader"));
  await page.goto("/people");
  await hydrated(page);
  await expect(page.getByRole("button", { name: "Invite …" })).toHaveCount(0);
  await open(page, "Marion Westernhagen");
  await expect(page.getByRole("button", { name: "Deactivate …" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Sessions" })).toHaveCount(0);
});
