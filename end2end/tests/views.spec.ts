import { expect, test, type Page } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { call } from "../support/licenses.ts";
import { enter, expectAccessible } from "../support/pages.ts";
import { person } from "../support/people.ts";

interface View {
  id: string;
  name: string;
  mine: boolean;
}

// Nobody of this organization is in other files: a default view would surprise them. Here each
// test begins without views.
test.describe.configure({ mode: "serial" });
test.beforeEach(async ({ page }) => {
  for (const role of ["owner", "admin", "reader"] as const) {
    await enter(page, person("partnerWithViews", role));
    await page.goto("/licenses?view=plain");
    await call(page, "view_set_default", { grid: "licenses", view: null });
    const { saved } = await call<{ saved: View[] }>(page, "view_list", { grid: "licenses" });
    for (const { id } of saved.filter(({ mine }) => mine)) await call(page, "view_delete", { id });
    // Signing in again ends the session of a page that is still open, which would complain.
    await page.goto("about:blank");
  }
  await enter(page, person("partnerWithViews"));
});

/** Opens the menu of views and waits until the saved ones are in it. */
async function openViews(page: Page) {
  const read = page.waitForResponse("**/api/view_list*");
  await page.getByRole("button", { name: "Views", exact: true }).click();
  await read;
  const menu = page.getByRole("menu", { name: "Views", exact: true });
  await expect(menu).toBeVisible();
  return menu;
}

/** Saves the page as it is. */
async function save(page: Page, name: string, shared = false): Promise<void> {
  const menu = await openViews(page);
  await menu.getByRole("menuitem", { name: "Save this view …" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this view" });
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await page.keyboard.type(name);
  if (shared) await dialog.getByRole("checkbox", { name: "Offer it to everybody in my organization" }).check();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText(`View “${name}” is saved`)).toBeVisible();
}

test("the built-in views open and are checked, with back and forward", async ({ page }) => {
  const grid = await LicenseGrid.open(page);
  let menu = await openViews(page);
  const builtIn = menu.getByRole("group", { name: "Built-in views" }).getByRole("menuitemradio");
  await expect(builtIn).toHaveText(["Expires soon", "Expired", "Unused", "Lapses soon"]);
  await expect(menu.getByRole("menuitemradio", { checked: true })).toHaveCount(0);
  await expectAccessible(page);
  await builtIn.first().press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/licenses?status=expired");
  await expect.poll(async () => new Set(await grid.root.locator(".c-status .badge").allTextContents())).toEqual(new Set(["Expired"]));
  menu = await openViews(page);
  await expect(menu.getByRole("menuitemradio", { checked: true })).toHaveText(["Expired"]);
  await menu.getByRole("menuitemradio", { name: "Unused" }).click();
  await expect(page).toHaveURL("/licenses?tab=unused");
  await expect(grid.root).toHaveAccessibleName("Unused licenses");
  await page.goBack();
  await expect(page).toHaveURL("/licenses?status=expired");
  await page.goForward();
  await expect(page).toHaveURL("/licenses?tab=unused");
  menu = await openViews(page);
  await expect(menu.getByRole("menuitemradio", { checked: true })).toHaveText(["Unused"]);
});

test("a view is saved, changed, renamed and deleted", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=product&sort=-seats&cols=name,customer,seats");
  await save(page, "Big ones");
  await LicenseGrid.open(page, "?tab=all");
  let menu = await openViews(page);
  const mine = menu.getByRole("group", { name: "My views" }).getByRole("menuitemradio");
  await expect(mine).toHaveText(["Big ones"]);
  await mine.click();
  await expect(page).toHaveURL("/licenses?tab=all&group=product&sort=-seats&cols=name,customer,seats");
  await expect(grid.pills).toHaveText(["Product"]);
  menu = await openViews(page);
  await expect(menu.getByRole("menuitemradio", { checked: true })).toHaveText(["Big ones"]);
  await expect(menu.getByRole("menuitem", { name: /^Update/ }), "nothing to update").toHaveCount(0);
  await page.keyboard.press("Escape");

  await grid.header("Customer").focus();
  await page.keyboard.press("Control+g");
  await expect(grid.pills).toHaveText(["Product", "Customer"]);
  menu = await openViews(page);
  await expect(menu.getByRole("menuitemradio", { checked: true }), "it was changed").toHaveCount(0);
  await menu.getByRole("menuitem", { name: "Update “Big ones”" }).click();
  await expect(page.getByText("View “Big ones” is saved")).toBeVisible();
  menu = await openViews(page);
  await expect(menu.getByRole("menuitemradio", { checked: true })).toHaveText(["Big ones"]);

  await menu.getByRole("menuitem", { name: "Rename or share “Big ones” …" }).click();
  const rename = page.getByRole("dialog", { name: "Rename or share “Big ones”" });
  await expect(rename.getByLabel("Name")).toHaveValue("Big ones");
  await expectAccessible(page);
  await page.keyboard.type("Größte");
  await page.keyboard.press("Enter");
  await expect(rename).toBeHidden();
  menu = await openViews(page);
  await expect(mine).toHaveText(["Größte"]);

  await menu.getByRole("menuitem", { name: "Delete “Größte” …" }).click();
  const remove = page.getByRole("dialog", { name: "Delete “Größte”?" });
  await expectAccessible(page);
  await remove.getByRole("button", { name: "Cancel" }).click();
  menu = await openViews(page);
  await expect(mine, "nothing is deleted without being asked").toHaveText(["Größte"]);
  await menu.getByRole("menuitem", { name: "Delete “Größte” …" }).click();
  await remove.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("View “Größte” is deleted")).toBeVisible();
  menu = await openViews(page);
  await expect(menu.getByRole("group", { name: "My views" })).toHaveCount(0);
  await expect(grid.pills, "what is shown stays").toHaveText(["Product", "Customer"]);
});

test("a name in use is told beside its field, and what was typed stays", async ({ page, errors }) => {
  errors.allow(/status of 422/, /Failed to fetch/, /ERR_FAILED/, /ERR_INTERNET_DISCONNECTED/);
  await LicenseGrid.open(page, "?tab=all");
  await save(page, "Everything");
  const menu = await openViews(page);
  await menu.getByRole("menuitem", { name: "Save this view …" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this view" });
  const name = dialog.getByLabel("Name");
  const saveButton = dialog.getByRole("button", { name: "Save" });
  await saveButton.click();
  await expect(name).toHaveAccessibleDescription("A name is needed.");
  await name.fill("EVERYTHING");
  await saveButton.click();
  await expect(name).toHaveAccessibleDescription("You have a view of this name already.");
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveValue("EVERYTHING");
  await expectAccessible(page);

  await name.fill("Something else");
  await page.route("**/api/view_save*", (route) => route.abort());
  await saveButton.click();
  await expect(dialog.getByRole("alert")).toHaveText("There is no connection to the server.");
  await expect(name).toHaveValue("Something else");
  await page.unroute("**/api/view_save*");
  await saveButton.click();
  await expect(dialog).toBeHidden();
});

test("a shared view is offered to the organization, and its owners may delete it", async ({ page, openBrowser }) => {
  await LicenseGrid.open(page, "?tab=all&status=active");
  await save(page, "For all", true);
  await LicenseGrid.open(page, "?tab=all&status=expired");
  await save(page, "For me");

  const reader = await openBrowser();
  await enter(reader, person("partnerWithViews", "reader"));
  await LicenseGrid.open(reader);
  let menu = await openViews(reader);
  const shared = menu.getByRole("group", { name: "Shared views" }).getByRole("menuitemradio");
  await expect(shared).toHaveText([/^For all · /]);
  await shared.click();
  await expect(reader).toHaveURL("/licenses?tab=all&status=active");
  menu = await openViews(reader);
  await expect(menu.getByRole("menuitem", { name: /^(Update|Rename|Delete)/ })).toHaveCount(0);
  await menu.getByRole("menuitem", { name: "Save this view …" }).click();
  await expect(reader.getByRole("dialog", { name: "Save this view" }).getByRole("checkbox"), "who only reads shares nothing").toHaveCount(0);

  const owner = await openBrowser();
  await enter(owner, person("partnerWithViews", "owner"));
  await LicenseGrid.open(owner, "?tab=all&status=active");
  menu = await openViews(owner);
  await menu.getByRole("menuitem", { name: "Delete “For all” …" }).click();
  const dialog = owner.getByRole("dialog", { name: "Delete “For all”?" });
  await expect(dialog).toContainText("for everybody in your organization");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(dialog).toBeHidden();
  menu = await openViews(page);
  await expect(menu.getByRole("group", { name: "My views" }).getByRole("menuitemradio")).toHaveText(["For me"]);

  const stranger = await openBrowser();
  await enter(stranger, person("otherCustomer", "reader"));
  await LicenseGrid.open(stranger);
  menu = await openViews(stranger);
  await expect(menu.getByRole("group", { name: "Shared views" })).toHaveCount(0);
});

test("the page begins with the default view, on the server too, and the plain list stays in reach", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?status=expired");
  const expired = await grid.count();
  let menu = await openViews(page);
  await menu.getByRole("menuitem", { name: "Use “Expired” as my default" }).click();
  await expect(page.getByText("From now on you begin with “Expired”")).toBeVisible();
  menu = await openViews(page);
  await expect(menu.getByRole("menuitemradio", { checked: true })).toHaveText(["Expired (my default)"]);
  await page.keyboard.press("Escape");

  const answer = await page.request.get(new URL("/licenses", page.url()).href, { maxRedirects: 0 });
  expect(answer.status()).toBe(302);
  expect(answer.headers().location).toBe("/licenses?status=expired");
  await page.goto("/licenses");
  await expect(page).toHaveURL("/licenses?status=expired");
  await grid.ready();
  expect(await grid.count()).toBe(expired);

  await page.getByRole("button", { name: /^Remove filter Status/ }).click();
  await expect(page).toHaveURL("/licenses?view=plain");
  await expect.poll(() => grid.count()).toBeGreaterThan(expired);
  await page.reload();
  await grid.ready();
  await expect(page, "the plain list is not lost by a reload").toHaveURL("/licenses?view=plain");
  await page.goBack();
  await expect(page).toHaveURL("/licenses?status=expired");
  await page.goForward();
  await expect(page).toHaveURL("/licenses?view=plain");

  // Within the portal, from this page and from another.
  const home = page.getByRole("link", { name: "Licenses", exact: true });
  await home.click();
  await expect(page).toHaveURL("/licenses?status=expired");
  await expect.poll(() => grid.count()).toBe(expired);
  await page.goBack();
  await expect(page, "one step back, not two").toHaveURL("/licenses?view=plain");
  await grid.line(0).getByRole("button", { name: /^Actions for / }).click();
  await page.getByRole("menuitem", { name: "Open" }).click();
  await expect(page.getByRole("heading", { name: "Change history" })).toBeVisible();
  await home.click();
  await expect(page).toHaveURL("/licenses?status=expired");
  await expect.poll(() => grid.count()).toBe(expired);

  menu = await openViews(page);
  await menu.getByRole("menuitem", { name: "No longer begin with “Expired”" }).click();
  await expect(page.getByText("From now on you begin with the plain list")).toBeVisible();
  await page.goto("/licenses");
  await expect(page).toHaveURL("/licenses");
});
