import type { Page } from "@playwright/test";
import { expect } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { day, licenseOf, makeLicenses, unique } from "../support/licenses.ts";
import { testWithServer } from "../support/own-server.ts";
import { expectAccessible, forgetSession, hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

const test = testWithServer({ name: "organizations", licenses: 800 });

/** Creates a customer of the own partner by the form, and stays on its page. */
async function create(page: Page, name: string): Promise<void> {
  await page.goto("/organizations/new");
  await hydrated(page);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
}

async function openCustomer(page: Page, name: string): Promise<void> {
  const grid = await LicenseGrid.open(page, `?q=${encodeURIComponent(name)}`, "customers");
  await grid.line(0).locator(".c-name a").click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
}

test("a customer is created, changed and found", async ({ page, errors }) => {
  errors.allow(/status of 422/);
  await signIn(page, person("partner"));
  const name = unique("Neu & Söhne");
  await create(page, name);
  await page.getByLabel("Own number").fill("K-4711");
  await page.getByLabel("Sector").selectOption("Education");
  await page.getByRole("button", { name: "Add a contact" }).click();
  const contact = page.getByRole("group", { name: "Contact 1" });
  await contact.getByLabel("Name").fill("Ada Example");
  await contact.getByLabel("Phone").fill("1".repeat(41));
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(contact.getByText("A phone number has at most 40 characters.")).toBeVisible();
  await expect(page.getByLabel("Own number"), "nothing typed is lost").toHaveValue("K-4711");
  await contact.getByLabel("Phone").fill("+49 30 1234");
  await contact.getByLabel("Email").fill("ada@example.com");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("status", { name: "Notifications" })).toContainText("is saved");
  await page.reload();
  await expect(page.getByLabel("Own number")).toHaveValue("K-4711");
  await expect(page.getByRole("group", { name: "Contact 1" }).getByLabel("Email")).toHaveValue("ada@example.com");
  const grid = await LicenseGrid.open(page, "?q=k-4711", "customers");
  await expect(grid.line(0).locator(".c-name")).toHaveText(name);
});

test("licenses of a customer get a common end at the price that is shown", async ({ page }) => {
  await signIn(page, person("partner"));
  const name = unique("Coterm");
  await makeLicenses(page, [
    { key: `${name}-1`, customer: name, seats: 10, expires: day(100) },
    { key: `${name}-2`, customer: name, seats: 10, expires: day(110) },
    { key: `${name}-3`, customer: name, seats: 10, expires: day(400) },
  ]);
  await openCustomer(page, name);
  await page.getByRole("button", { name: "Common end …" }).click();
  const dialog = page.getByRole("dialog", { name: "One end for several licenses" });
  const confirm = dialog.getByRole("button", { name: "Buy the days" });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel("Last day").fill(day(110));
  await expect(dialog.getByRole("row").filter({ hasText: `${name}-2` })).toContainText("It ends on this day already.");
  await expect(dialog.getByRole("row").filter({ hasText: `${name}-3` })).toContainText("The license ends after this day already.");
  // 28.90 a year and seat: 79 cents for ten days, less a tenth.
  await expect(dialog).toContainText("Total without tax: $7.11");
  await expectAccessible(page);
  await dialog.getByRole("checkbox", { name: `${name}-1` }).uncheck();
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("checkbox", { name: `${name}-1` }).check();
  await confirm.click();
  const toast = page.getByRole("status", { name: "Notifications" });
  await expect(toast).toContainText(/One license ends on .+ \(order R-\d+\)/);
  expect((await licenseOf(page, `${name}-1`)).expires).toBe(day(110));
  await toast.getByRole("button", { name: "Undo" }).click();
  await expect(toast).toContainText("The licenses end as before");
  expect((await licenseOf(page, `${name}-1`)).expires).toBe(day(100));
});

test("a name in use is refused beside its field", async ({ page, errors }) => {
  errors.allow(/status of 422/);
  await signIn(page, person("partner"));
  await page.goto("/organizations/new");
  await hydrated(page);
  await page.getByLabel("Name", { exact: true }).fill("WESTERNHAGEN gmbh");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("There is one of this name already.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("WESTERNHAGEN gmbh");
});

test("two who change the same organization both see what the other wrote", async ({ page, openBrowser, errors }) => {
  errors.allow(/status of 409/);
  const name = unique("Both GmbH");
  await signIn(page, person("partner"));
  await create(page, name);
  const other = await openBrowser();
  await signIn(other, person("partner", "owner"));
  await other.goto(page.url());
  await hydrated(other);
  await other.getByLabel("Own number").fill("theirs");
  await other.getByRole("button", { name: "Save changes" }).click();
  await expect(other.getByRole("status", { name: "Notifications" })).toContainText("is saved");
  await page.getByLabel("Own number").fill("mine");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Somebody else changed this meanwhile.")).toBeVisible();
  await expect(page.getByText("Now: theirs")).toBeVisible();
  await expect(page.getByLabel("Own number")).toHaveValue("mine");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Somebody else changed this meanwhile.")).toBeHidden();
  await page.reload();
  await expect(page.getByLabel("Own number")).toHaveValue("mine");
});

test("a suspended customer's people are out within seconds, and come back", async ({ page, openBrowser, errors }) => {
  errors.allow(/status of 401/);
  const theirs = await openBrowser();
  await signIn(theirs, person("customer"));
  await theirs.goto("/licenses");
  await hydrated(theirs);
  await signIn(page, person("partner"));
  await openCustomer(page, "Westernhagen GmbH");
  await hydrated(page);
  await page.getByRole("button", { name: "Suspend" }).click();
  const dialog = page.getByRole("dialog", { name: "Suspend Westernhagen GmbH?" });
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByText("Its people cannot sign in.")).toBeVisible();
  await theirs.goto("/licenses");
  await expect(theirs).toHaveURL(/\/sign-in/);
  await page.getByRole("button", { name: "Reactivate" }).click();
  await expect(page.getByText("Its people cannot sign in.")).toBeHidden();
  await forgetSession(theirs);
  await signIn(theirs, person("customer"));
});

test("closing names what is in the way, and asks for the name", async ({ page }) => {
  await signIn(page, person("partner", "owner"));
  await openCustomer(page, "TTT-Point AG");
  await hydrated(page);
  await page.getByRole("button", { name: "Close organization" }).click();
  const hindered = page.getByRole("dialog", { name: "Close TTT-Point AG for good?" });
  await expect(hindered.getByText("is still running")).toBeVisible();
  await expect(hindered.getByRole("button", { name: "Close organization" })).toBeDisabled();
  await page.keyboard.press("Escape");

  const name = unique("Ending GmbH");
  await create(page, name);
  await page.getByRole("button", { name: "Close organization" }).click();
  const dialog = page.getByRole("dialog", { name: `Close ${name} for good?` });
  const close = dialog.getByRole("button", { name: "Close organization" });
  await expect(close).toBeDisabled();
  await dialog.getByLabel("Type the name to confirm").fill(name);
  await close.click();
  await expect(page.getByText("This organization has ended.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toBeDisabled();
});

test("a distributor moves a customer by keys, and by dragging", async ({ page }) => {
  await signIn(page, person("distributor"));
  await page.goto("/organizations");
  await hydrated(page);
  const tree = page.getByRole("tree");
  const line = (name: string) => tree.getByRole("treeitem", { name, exact: true });
  await expect(tree.getByRole("treeitem")).toHaveCount(3);
  await line("Kranich Systemhaus GmbH").focus();
  await page.keyboard.press("ArrowRight");
  await expect(line("Westernhagen GmbH")).toBeVisible();
  await line("Westernhagen GmbH").focus();
  await page.keyboard.press("Control+x");
  await expect(page.getByText("Westernhagen GmbH is taken.")).toBeVisible();
  await page.keyboard.press("Home");
  await expect(line("Bergfried IT Services AG")).toBeFocused();
  await page.keyboard.press("Control+v");
  const dialog = page.getByRole("dialog", { name: "Move Westernhagen GmbH to Bergfried IT Services AG?" });
  await dialog.getByRole("button", { name: "Move it" }).click();
  await expect(page.getByText("Westernhagen GmbH is now a customer of Bergfried IT Services AG.")).toBeVisible();
  await expect(line("Westernhagen GmbH")).toHaveCount(0);
  await line("Bergfried IT Services AG").focus();
  await page.keyboard.press("ArrowRight");
  await expect(line("Westernhagen GmbH")).toHaveAttribute("aria-level", "2");

  await line("Westernhagen GmbH").dragTo(line("Kranich Systemhaus GmbH"));
  const back = page.getByRole("dialog", { name: "Move Westernhagen GmbH to Kranich Systemhaus GmbH?" });
  await back.getByRole("button", { name: "Move it" }).click();
  await expect(page.getByText("Westernhagen GmbH is now a customer of Kranich Systemhaus GmbH.")).toBeVisible();
});

test("the page of another partner's customer does not exist", async ({ page, openBrowser, errors }) => {
  errors.allow(/status of 404/);
  await signIn(page, person("partner"));
  await openCustomer(page, "Westernhagen GmbH");
  const other = await openBrowser();
  await signIn(other, person("otherPartner", "owner"));
  const answer = await other.goto(page.url());
  expect(answer?.status()).toBe(404);
  await expect(other.getByText("Westernhagen")).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`pages of organizations have no barriers, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page, person("distributor"));
    await page.goto("/organizations");
    await hydrated(page);
    await page.getByRole("treeitem").first().focus();
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("treeitem").nth(4)).toBeVisible();
    await expectAccessible(page);
    if (colorScheme === "light") await takeScreenshots(page, "organizations");
    await page.getByRole("link", { name: "Kranich Systemhaus GmbH" }).click();
    await expect(page.getByRole("heading", { name: "Kranich Systemhaus GmbH" })).toBeVisible();
    await page.getByRole("button", { name: "Add a contact" }).click();
    await expectAccessible(page);
    if (colorScheme === "light") await takeScreenshots(page, "organization");
  });
}
