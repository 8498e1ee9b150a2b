import { expect, type Page } from "../support/fixtures.ts";
import { testWithServer } from "../support/own-server.ts";
import { expectAccessible, hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import type { Person } from "../support/people.ts";

const test = testWithServer({ name: "handover", demo: false });
const password = "three green glasses of water";
const old = { email: "olga@nordwind.example", password, name: "Olga", organization: "Nordwind Distribution" };
const fresh = { email: "finn@suedwind.example", password, name: "Finn", organization: "Südwind Distribution" };
const partner: Person = { email: "petra@hafen.example", password };

/** The notifications of a page. */
const told = (page: Page) => page.getByRole("status", { name: "Notifications" });

test("a partner changes its distributor", async ({ page, openBrowser, server, errors }) => {
  errors.allow(/status of 422/);
  for (const owner of [old, fresh]) server.createOwner({ ...owner, kind: "distributor" });

  // A distributor has a partner, whose owner joins by a link.
  await signIn(page, old);
  await page.goto("/organizations/new");
  await hydrated(page);
  await page.getByLabel("Name", { exact: true }).fill("Hafen Systems");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "Hafen Systems" })).toBeVisible();
  await page.goto("/people");
  await hydrated(page);
  await page.getByRole("button", { name: "Invite …" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite somebody" });
  await dialog.getByLabel("Name", { exact: true }).fill("Petra");
  await dialog.getByLabel("Email").fill(partner.email);
  await dialog.getByRole("radio", { name: /Hafen Systems/ }).check();
  await dialog.getByLabel("Role").selectOption("Owner");
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const link = await page.getByRole("dialog").locator("code").innerText();
  const theirs = await openBrowser({ baseURL: server.url });
  await theirs.goto(link);
  await theirs.getByLabel("Choose a password").fill(partner.password);
  await theirs.getByRole("button", { name: "Join" }).click();
  await theirs.waitForURL((url) => url.pathname === "/licenses");

  // The other distributor tells its code.
  const other = await openBrowser({ baseURL: server.url });
  await signIn(other, fresh);
  await other.goto("/organizations/handover");
  await hydrated(other);
  await expect(other.getByText("Nobody is asking")).toBeVisible();
  const code = await other.getByRole("region", { name: "Your code" }).locator("code").innerText();
  expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);

  // The partner asks; what is wrong stands beside the field, and nothing typed is lost.
  await theirs.goto("/organizations/handover");
  await hydrated(theirs);
  await expect(theirs.getByText("Now it is Nordwind Distribution.")).toBeVisible();
  await theirs.getByLabel("Message").fill("We move to the south.");
  await theirs.getByLabel("Code of the new distributor").fill("AAAA-BBBB-CCCC");
  await theirs.getByRole("button", { name: "Ask to change" }).click();
  await expect(theirs.getByText("No distributor has this code.")).toBeVisible();
  await expect(theirs.getByLabel("Message")).toHaveValue("We move to the south.");
  await expectAccessible(theirs);
  await theirs.getByLabel("Code of the new distributor").fill(code.toLowerCase().replaceAll("-", " "));
  await theirs.getByRole("button", { name: "Ask to change" }).click();
  await expect(theirs.getByText("You asked Südwind Distribution.")).toBeVisible();
  await takeScreenshots(theirs, "handover-asked");

  // The new distributor takes it over.
  await other.reload();
  await hydrated(other);
  await expect(other.getByText("We move to the south.")).toBeVisible();
  await takeScreenshots(other, "handover");
  await expectAccessible(other);
  await other.getByRole("button", { name: "Take Hafen Systems over" }).click();
  const taking = other.getByRole("dialog", { name: "Take Hafen Systems over?" });
  await expect(taking.getByRole("button", { name: "Take over" })).toBeEnabled();
  await taking.getByRole("button", { name: "Take over" }).click();
  await expect(told(other)).toContainText("Hafen Systems is your partner now.");
  await other.goto("/organizations");
  await expect(other.getByRole("treeitem", { name: "Hafen Systems", exact: true })).toBeVisible();

  // The old one has it no more, and reads where it went; the partner works on.
  await page.goto("/organizations");
  await hydrated(page);
  await expect(page.getByRole("treeitem")).toHaveCount(0);
  await page.goto("/activity");
  await expect(page.getByText("Went to another distributor")).toBeVisible();
  await theirs.reload();
  await hydrated(theirs);
  await expect(theirs.getByText("Now it is Südwind Distribution.")).toBeVisible();
});
