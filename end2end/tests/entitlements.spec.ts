// What organizations are entitled to: the guided choice, changing in place, ending, and what
// others see of it.
import { randomUUID } from "node:crypto";
import { expect, test, type Page } from "../support/fixtures.ts";
import { call, day, english, makeLicenses, unique } from "../support/licenses.ts";
import { enter, expectAccessible, hydrated, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

/** Which partner the tests grant from; nobody else grants from it. */
const PARTNER = "Bergfried IT Services AG";
const ENDPOINT = "GravityZone Endpoint Security";
const SECURE = 20102;

interface Held {
  entitlement: { id: string; edition: number; seats: number | null; reserved: number; ended: string | null };
}

/** A new customer of the partner, with its address. */
async function newCustomer(page: Page): Promise<{ id: string; name: string; path: string }> {
  const name = unique("Entitled");
  await page.goto("/licenses");
  await makeLicenses(page, [{ key: unique("ENT"), customer: name }]);
  const [found] = await call<Array<{ id: string }>>(page, "import_customers", { search: name });
  if (!found) throw new Error(`there is no customer ${name}`);
  return { id: found.id, name, path: `/organizations/${found.id}/entitlements` };
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** Opens the guide and gives its form. */
async function openGuide(page: Page, name: string) {
  await page.getByRole("button", { name: "Enable a license" }).click();
  const guide = page.getByRole("form", { name: `Enable a license for ${name}` });
  await expect(guide).toBeVisible();
  return guide;
}

/** What the partner itself has left of Secure. */
async function left(page: Page, customer: string): Promise<number> {
  interface Offered {
    offer: { products: Array<{ editions: Array<{ id: number; source: { left: number } | null }> }> };
  }
  const { offer } = await call<Offered>(page, "entitlement_offer", { org: customer });
  const editions = offer.products.flatMap((product) => product.editions);
  return editions.find((edition) => edition.id === SECURE)?.source?.left ?? 0;
}

/** Grants seats of Secure without the page. */
async function grant(page: Page, org: string, seats: number): Promise<Held> {
  const wish = {
    edition: SECURE, kind: "monthly", years: null, ends: null, auto_renew_months: null,
    seats, extras: [], resale: false,
  };
  return call<Held>(page, "grant_entitlement", { grant: { org, wish, idempotency: randomUUID() } });
}

test.beforeEach(({ page }) => enter(page, person("otherPartner")));

test("a license is enabled step by step, and what is impossible says why", async ({ page, errors }) => {
  errors.allow(/status of 422/);
  const { id, name, path } = await newCustomer(page);
  await open(page, path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Entitlements of ${name}`);
  await expect(page.getByText("Nothing is enabled yet")).toBeVisible();
  const before = await left(page, id);
  const guide = await openGuide(page, name);

  // The product types that the partner does not have are disabled, and say so.
  const edr = guide.getByRole("radio", { name: /^GravityZone EDR Standalone/ });
  await expect(edr).toBeDisabled();
  await expect(guide.locator("label").filter({ hasText: "GravityZone EDR Standalone" })).toContainText(`${PARTNER} does not have this.`);
  await expect(guide.getByText("Protection model")).toBeHidden();
  await guide.getByRole("radio", { name: new RegExp(`^${ENDPOINT}`) }).check();

  const models = guide.getByRole("group", { name: "Protection model" });
  const extra = models.getByRole("radio", { name: /^Secure Extra/ });
  await expect(extra).toBeDisabled();
  await expect(models.locator("label").filter({ hasText: "Secure Extra" })).toContainText("does not have this model");
  await models.getByRole("radio", { name: /^Secure (?!Plus|Extra)/ }).check();
  await expect(guide.getByRole("region", { name: "Summary" })).toContainText(
    `${before} of 150 seats left at ${PARTNER}`,
  );

  const addOns = guide.getByRole("group", { name: "Add-ons" });
  const threats = addOns.getByRole("checkbox", { name: /^Advanced Threat Security/ });
  await expect(threats).toBeDisabled();
  await expect(addOns.locator("label").filter({ hasText: "Advanced Threat Security" })).toContainText("Only with A la carte.");
  await addOns.getByRole("checkbox", { name: /^Patch Management/ }).check();
  await addOns.getByLabel("Seats of Patch Management").fill("9");
  const services = guide.getByRole("group", { name: "Services" });
  await expect(services.getByRole("checkbox", { name: /^MDR Foundations/ })).toBeDisabled();

  // What does not fit is said beside its field, and nothing that was typed is lost.
  await guide.getByLabel("Seats", { exact: true }).fill("7");
  await expect(guide.getByRole("region", { name: "Summary" })).toContainText("7 seats");
  await guide.getByRole("button", { name: "Enable", exact: true }).click();
  await expect(addOns.getByLabel("Seats of Patch Management")).toHaveAccessibleDescription(
    /^1 to 7 seats: not more than the product has\./,
  );
  await expect(addOns.getByLabel("Seats of Patch Management")).toHaveValue("9");
  await addOns.getByLabel("Seats of Patch Management").fill("");
  await guide.getByRole("button", { name: "Enable", exact: true }).click();

  const toast = page.getByRole("status", { name: "Notifications" });
  await expect(toast).toContainText(`${ENDPOINT} is enabled for ${name}`);
  await expect(guide).toBeHidden();
  const card = page.getByRole("listitem").filter({ hasText: `${ENDPOINT} · Secure` });
  await expect(card).toContainText("0 of 7 seats in use");
  await expect(card).toContainText("Patch Management: 7 seats");
  expect(await left(page, id)).toBe(before - 7);

  // A second commercial product of the family is impossible, a trial beside it is not.
  const again = await openGuide(page, name);
  await again.getByRole("radio", { name: new RegExp(`^${ENDPOINT}`) }).check();
  await again.getByRole("radio", { name: /^Secure Plus/ }).check();
  await expect(again.getByRole("radio", { name: /^Monthly/ })).toBeDisabled();
  await again.getByRole("radio", { name: /^Trial/ }).check();
  await expect(again.getByText("A trial lasts 30 days and has 50 seats.")).toBeVisible();
  await again.getByRole("button", { name: "Enable", exact: true }).click();
  const trial = page.getByRole("listitem").filter({ hasText: "Secure Plus" });
  await expect(trial).toContainText(english(day(30)));
  expect(await left(page, id)).toBe(before - 7);
});

test("seats and add-ons change in place, and nobody's change is lost", async ({ page, errors }) => {
  errors.allow(/status of (409|422)/);
  const { id, name, path } = await newCustomer(page);
  await grant(page, id, 5);
  const before = await left(page, id);
  await open(page, path);
  const card = page.getByRole("listitem").filter({ hasText: `${ENDPOINT} · Secure` });
  await card.getByRole("button", { name: `Change ${ENDPOINT} · Secure` }).click();
  const form = card.getByRole("form", { name: `Change ${ENDPOINT} · Secure` });
  await expect(form).toContainText(`${before} of 150 seats left at ${PARTNER}`);
  await form.getByLabel("Seats", { exact: true }).fill("many");
  await form.getByRole("button", { name: "Save changes" }).click();
  await expect(form.getByLabel("Seats", { exact: true })).toHaveAccessibleDescription(/This is no number/);
  await form.getByLabel("Seats", { exact: true }).fill(String(before + 6));
  await form.getByRole("button", { name: "Save changes" }).click();
  await expect(form.getByLabel("Seats", { exact: true })).toHaveAccessibleDescription(
    `At most ${before + 5}: ${PARTNER} has no more left.`,
  );
  await form.getByLabel("Seats", { exact: true }).fill("12");
  await form.getByRole("checkbox", { name: /^Patch Management/ }).check();

  // Somebody else is faster: what was typed stays, and saving again is for the new state.
  const { held } = await call<{ held: Held[] }>(page, "entitlement_list", { org: id });
  const other = held[0]?.entitlement;
  if (!other) throw new Error("nothing is held");
  const wish = {
    edition: SECURE, kind: "monthly", years: null, ends: null, auto_renew_months: null,
    seats: 8, extras: [], resale: false,
  };
  await call(page, "change_entitlement", { change: { id: other.id, version: 1, wish } });
  await form.getByRole("button", { name: "Save changes" }).click();
  await expect(form).toContainText("Somebody else changed this meanwhile.");
  await expect(form.getByLabel("Seats", { exact: true })).toHaveValue("12");
  await expect(card).toContainText("0 of 8 seats in use");
  await form.getByRole("button", { name: "Save changes" }).click();
  await expect(form).toBeHidden();
  await expect(card).toContainText("0 of 12 seats in use");
  await expect(card).toContainText("Patch Management: 12 seats");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
});

test("ending asks first, gives the seats back, and keeps a record", async ({ page }) => {
  const { id, path } = await newCustomer(page);
  const before = await left(page, id);
  await grant(page, id, 3);
  await open(page, path);
  const list = page.getByRole("list", { name: "Active entitlements" });
  await list.getByRole("button", { name: /^End: / }).click();
  const dialog = page.getByRole("dialog", { name: `End ${ENDPOINT} · Secure?` });
  await expect(dialog).toContainText("its seats are free again at once");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  expect(await left(page, id)).toBe(before - 3);
  await list.getByRole("button", { name: /^End: / }).click();
  await dialog.getByRole("button", { name: "End it" }).click();
  await expect(page.getByText("Nothing is enabled yet")).toBeVisible();
  await page.getByText("Ended (1)").click();
  await expect(page.getByText(english(day(0))).first()).toBeVisible();
  expect(await left(page, id)).toBe(before);
});

test("what others enable appears by itself, and what is being filled in stays", async ({ page, openBrowser }) => {
  const { id, name, path } = await newCustomer(page);
  await open(page, path);
  const guide = await openGuide(page, name);
  await guide.getByRole("radio", { name: new RegExp(`^${ENDPOINT}`) }).check();
  const colleague = await openBrowser();
  await enter(colleague, person("otherPartner", "owner"));
  await colleague.goto("/licenses");
  await grant(colleague, id, 2);
  await expect(page.getByRole("list", { name: "Active entitlements" })).toContainText("0 of 2 seats in use");
  await expect(guide.getByRole("radio", { name: new RegExp(`^${ENDPOINT}`) })).toBeChecked();
});

test("the guide is worked by keys", async ({ page }) => {
  const { id, name, path } = await newCustomer(page);
  const before = await left(page, id);
  await open(page, path);
  await page.getByRole("button", { name: "Enable a license" }).focus();
  await page.keyboard.press("Enter");
  const guide = page.getByRole("form", { name: `Enable a license for ${name}` });
  const endpoint = guide.getByRole("radio", { name: new RegExp(`^${ENDPOINT}`) });
  await endpoint.focus();
  await page.keyboard.press("Space");
  await expect(endpoint).toBeChecked();
  await page.keyboard.press("Tab");
  const secure = guide.getByRole("radio", { name: /^Secure (?!Plus|Extra)/ });
  await expect(secure).toBeFocused();
  await page.keyboard.press("Space");
  await guide.getByLabel("Seats", { exact: true }).focus();
  await page.keyboard.type("4");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Active entitlements" })).toContainText("0 of 4 seats in use");
  expect(await left(page, id)).toBe(before - 4);
});

test("a customer sees what it has, and can change nothing", async ({ page }) => {
  await enter(page, person("otherCustomer", "owner"));
  await page.goto("/licenses");
  const own = await call<{ window: Array<{ Row?: { customer: { id: string } } }> }>(page, "license_page", {
    state: "tab=all", start: 0, len: 1,
  });
  const id = own.window[0]?.Row?.customer.id;
  await open(page, `/organizations/${id}/entitlements`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Entitlements of TTT-Point AG");
  await expect(page.getByRole("list", { name: "Active entitlements" })).toContainText("of 40 seats in use");
  await expect(page.getByRole("button", { name: "Enable a license" })).toBeHidden();
  await expect(page.getByRole("button", { name: /^Change / })).toBeHidden();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("the page and its forms have no barriers, and fit on a phone", async ({ page }) => {
      const { id, name, path } = await newCustomer(page);
      await grant(page, id, 1);
      await open(page, path);
      await expectAccessible(page);
      await page.getByRole("button", { name: /^Change / }).click();
      await expect(page.getByLabel("Seats", { exact: true })).toBeVisible();
      const guide = await openGuide(page, name);
      await guide.getByRole("radio", { name: new RegExp(`^${ENDPOINT}`) }).check();
      await guide.getByRole("radio", { name: /^Secure Plus/ }).check();
      await expectAccessible(page);
      await page.setViewportSize({ width: 390, height: 844 });
      const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
      expect(await fits(), "the page does not scroll sideways").toBe(true);
      await expectAccessible(page);
      if (colorScheme === "light") await takeScreenshots(page, "entitlements");
    });
  });
}
