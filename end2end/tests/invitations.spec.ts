import { expect, type Page } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { unique } from "../support/licenses.ts";
import { testWithServer } from "../support/own-server.ts";
import { expectAccessible, hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

const test = testWithServer({ name: "invitations", licenses: 100 });
const password = "three green glasses of water";

/** Fills the dialog, without sending it. */
async function fill(page: Page, name: string, email: string, role: string): Promise<void> {
  await page.goto("/people");
  await hydrated(page);
  await page.getByRole("button", { name: "Invite …" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite somebody" });
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByLabel("Email").fill(email);
  await expect(dialog.getByRole("radio").first()).toBeChecked();
  await dialog.getByLabel("Role").selectOption(role);
}

async function invite(page: Page, name: string, email: string, role = "Billing"): Promise<void> {
  await fill(page, name, email, role);
  await page.getByRole("dialog").getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByRole("status", { name: "Notifications" })).toContainText(`${name} is invited`);
}

/** Opens the newest invitation to an address on the page of the demonstration's mails. */
async function follow(page: Page, email: string): Promise<void> {
  await page.goto("/mails");
  const mail = page.getByRole("article").filter({ hasText: email }).first();
  await mail.getByRole("link", { name: "Accept the invitation" }).click();
}

test("somebody is invited by mail, joins, and is there", async ({ page, openBrowser, server }) => {
  const name = unique("Ada");
  const email = `${unique("ada")}@example.com`;
  await signIn(page, person("partner", "owner"));
  await invite(page, name, email);
  const grid = await LicenseGrid.open(page, `?q=${encodeURIComponent(name)}`, "people");
  await expect(grid.line(0).locator(".c-access")).toHaveText("Invited");

  const other = await openBrowser({ baseURL: server.url });
  await follow(other, email);
  await hydrated(other);
  await expect(other.getByText("Karla Kranich invites you to Kranich Systemhaus GmbH as Billing")).toBeVisible();
  await takeScreenshots(other, "invitation");
  await expectAccessible(other);
  await other.getByLabel("Choose a password").fill("short");
  await other.getByRole("button", { name: "Join" }).click();
  await expect(other.getByText("A password has at least 12 characters.")).toBeVisible();
  await expect(other.getByLabel("Your name")).toHaveValue(name);
  await other.getByLabel("Choose a password").fill(password);
  await other.getByRole("button", { name: "Join" }).click();
  await expect(other).toHaveURL("/licenses");

  await page.reload();
  await expect(grid.line(0).locator(".c-access")).toHaveText("Active");
  await follow(other, email);
  await expect(other.getByText("This invitation has been accepted already")).toBeVisible();
});

test("what does not fit is said beside its field, and nothing typed is lost", async ({ page, errors }) => {
  errors.allow(/status of 422/);
  await signIn(page, person("partner", "owner"));
  await fill(page, "Ada", "admin@KRANICH.example", "Owner");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog.getByText("This address has an account already.")).toBeVisible();
  await dialog.getByLabel("Email").fill("аdmin@kranich.example");
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(dialog.getByText("letters that look alike")).toBeVisible();
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("Ada");
  await takeScreenshots(page, "over-invite");
  await expectAccessible(page);
});

test("a partner invites people of its customers", async ({ page }) => {
  await signIn(page, person("partner", "owner"));
  const name = unique("Bea");
  await fill(page, name, `${unique("bea")}@example.com`, "Read-only");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Find an organization").fill("westernhagen");
  await dialog.getByRole("radio", { name: /Westernhagen GmbH/ }).check();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const grid = await LicenseGrid.open(page, `?q=${encodeURIComponent(name)}`, "people");
  await expect(grid.line(0).locator(".c-organization")).toHaveText("Westernhagen GmbH");
});

test("an invitation is sent again and taken back", async ({ page, openBrowser, server }) => {
  const name = unique("Cem");
  const email = `${unique("cem")}@example.com`;
  await signIn(page, person("partner", "owner"));
  await invite(page, name, email, "Read-only");
  const other = await openBrowser({ baseURL: server.url });
  await follow(other, email);
  const first = other.url();
  const grid = await LicenseGrid.open(page, `?q=${encodeURIComponent(name)}`, "people");
  await grid.line(0).locator(".c-name a").click();
  await page.getByRole("button", { name: "Invite again" }).click();
  await expect(page.getByRole("status", { name: "Notifications" })).toContainText("is invited again");
  await other.goto(first);
  await expect(other.getByText("This link does not work any more")).toBeVisible();
  await follow(other, email);
  await expect(other.getByLabel("Choose a password")).toBeVisible();
  await page.getByRole("button", { name: "Take back" }).click();
  await expect(page).toHaveURL("/people");
  await other.reload();
  await expect(other.getByText("This invitation was taken back")).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("an invitation is accepted too", async ({ page, browser, server }) => {
    const email = `${unique("dora")}@example.com`;
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: true });
    const owner = await context.newPage();
    await signIn(owner, person("partner", "owner"));
    await invite(owner, "Dora", email);
    await context.close();
    await follow(page, email);
    await page.getByLabel("Choose a password").fill(password);
    await page.getByRole("button", { name: "Join" }).click();
    await expect(page).toHaveURL("/licenses");
  });
});
