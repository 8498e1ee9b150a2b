// Buying: products and prices, the cart, checkout, what comes of it; and requests to a
// distributor, with its answer.
import { expect, test, type Page } from "../support/fixtures.ts";
import {
  call,
  cellOf,
  day,
  english,
  licenseOf,
  makeLicenses,
  openLicenses,
  openMenu,
  unique,
  yearsLater,
} from "../support/licenses.ts";
import { enter, expectAccessible, hydrated, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

const BUSINESS = 40102;

/** Opens a page and waits until its own code runs. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** Throws away what earlier tests left in this person's carts. */
async function emptyCarts(page: Page): Promise<void> {
  interface Carts {
    carts: Array<{ id: string; lines: Array<{ id: string }> }>;
  }
  const { carts } = await call<Carts>(page, "buy_page", {});
  for (const cart of carts) {
    for (const line of cart.lines) await call(page, "cart_remove", { cart: cart.id, line: line.id });
  }
}

async function choose(page: Page, name: string, term: string): Promise<void> {
  const price = page.getByRole("button", { name: new RegExp(`^${name}, ${term}: `) });
  await price.click();
  await expect(price).toHaveAttribute("aria-pressed", "true");
}

test.beforeEach(async ({ page }) => {
  await enter(page, person("partner", "owner"));
  await open(page, "/licenses");
  await emptyCarts(page);
});

test("keys for later are bought by tiers, with the price told while typing", async ({ page }) => {
  await open(page, "/buy");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Buy licenses");
  await expectAccessible(page);
  await choose(page, "Business Security", "1 year");
  await page.getByLabel("Keys for later").check();
  await page.locator("#buy-seats").fill("1");
  await page.getByLabel("Licenses", { exact: true }).fill("17");
  const hint = page.locator(".buy__tier");
  await expect(hint).toContainText("8 more reach the next tier (8%), total then $598.23.");
  await expect(page.locator(".buy__configure .sums")).toContainText("$420.06");
  await hint.getByRole("button", { name: "Take 25" }).click();
  await expect(page.locator(".buy__configure .sums")).toContainText("$598.23");
  await page.getByLabel("Licenses", { exact: true }).fill("0");
  await expect(page.getByText("Enter a whole number from 1 to 10,000.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add to cart" }).first()).toBeDisabled();
  await page.getByLabel("Licenses", { exact: true }).fill("25");
  await takeScreenshots(page, "buy");
  await page.getByRole("button", { name: "Add to cart" }).first().click();

  await page.getByRole("link", { name: "Check out" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check out");
  const buy = page.getByRole("button", { name: "Buy for $711.89" });
  await expect(buy).toBeDisabled();
  const number = unique("PO");
  await page.getByLabel("Own order number").fill(number);
  await takeScreenshots(page, "checkout");
  await page.getByLabel("I agree to the terms of sale.").check();
  await expectAccessible(page);
  await buy.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Order O-\d{6}$/);
  await expect(page.locator(".badge").first()).toHaveText("Delivered");
  await page.getByText("25 keys, 0 activated").click();
  await expect(page.locator(".lines__keys li")).toHaveCount(10);
  await takeScreenshots(page, "order");

  await page.getByRole("link", { name: "All orders" }).click();
  const grid = page.locator("[data-grid=orders]");
  await page.getByRole("searchbox", { name: "Search", exact: true }).fill(number);
  await expect(grid.getByRole("row").filter({ hasText: number })).toHaveCount(1);
  await expect(grid.getByRole("row").filter({ hasText: number })).toContainText("Not yet activated");
  await takeScreenshots(page, "orders");
});

test("a license for a new customer is the customer's at once", async ({ page }) => {
  await open(page, "/buy");
  await choose(page, "Business Security", "2 years");
  await page.getByLabel("A new customer").check();
  const name = unique("Bought");
  await page.getByLabel("Name of the new customer").fill(name);
  await page.locator("#buy-seats").fill("3");
  await page.getByRole("button", { name: "Add to cart" }).first().click();
  await page.getByRole("link", { name: "Check out" }).click();
  await page.getByLabel("I agree to the terms of sale.").check();
  await page.getByRole("button", { name: /^Buy for / }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Order O-/);
  await expect(page.locator(".lines__table")).toContainText(name);
  await page.getByText("1 key, 1 activated").click();
  await page.locator(".lines__keys a").first().click();
  await expect(page.getByText(name).first()).toBeVisible();
  // The back button does not buy it twice.
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Order O-/);
});

test("an order is given back with its keys, and ordered again", async ({ page }) => {
  const line = {
    edition: BUSINESS, years: 1, seats: 5, count: 2, recipient: "stock", wish: "",
  };
  const cart = await call<{ id: string }>(page, "cart_add", { line });
  await open(page, `/orders/${cart.id}`);
  await page.getByLabel("I agree to the terms of sale.").check();
  await page.getByRole("button", { name: /^Buy for / }).click();
  await page.getByRole("button", { name: "Cancel order" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel this order?" });
  await expect(dialog).toContainText("Its keys stop working");
  await dialog.getByLabel("Reason").fill("Ordered twice");
  await dialog.getByRole("button", { name: "Cancel the order" }).click();
  await expect(page.locator(".badge").first()).toHaveText("Canceled");
  await expect(page.locator("q").getByText("Ordered twice")).toBeVisible();
  await page.getByRole("button", { name: "Order again" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check out");
  await expect(page.locator(".lines__table tbody tr")).toHaveCount(1);
});

test("prices and terms are set by whoever sells", async ({ page, errors }) => {
  errors.allow(/status of 422/);
  await page.context().clearCookies();
  await enter(page, person("distributor", "owner"));
  await open(page, "/prices");
  await page.getByRole("button", { name: "New price list" }).click();
  const name = unique("Prices");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("First day").fill("2031-01-01");
  await page.getByLabel("Last day").fill("2030-01-01");
  await page.getByRole("textbox", { name: "Price of Business Security, 1 year" }).fill("19,90");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByText("The last day must not be before the first.")).toBeVisible();
  await page.getByLabel("Last day").fill("2031-12-31");
  await takeScreenshots(page, "prices");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save" }).first().click();
  const list = page.locator(".prices__list").filter({ hasText: name });
  await expect(list).toContainText("1 price in EUR");
  await expect(list).toContainText("Begins later");
  await list.getByRole("button", { name: `Delete ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(list).toHaveCount(0);
});

test("a partner that must not buy directly asks, and its distributor answers", async ({ page }) => {
  // Nobody else buys for this partner, so nobody else notices.
  interface Org {
    version: number;
    draft: Record<string, unknown>;
  }
  const direct = async (org: string, may: boolean) => {
    await enter(page, person("distributor", "owner"));
    await open(page, "/licenses");
    const { version, draft } = await call<Org>(page, "organization_get", { id: org });
    const wish = { ...draft, direct_purchase: may };
    await call(page, "organization_update", { id: org, version, draft: wish });
  };
  await page.context().clearCookies();
  await enter(page, person("partnerWithViews", "owner"));
  await open(page, "/licenses");
  const line = { edition: BUSINESS, years: 1, seats: 4, count: 1, recipient: "stock", wish: "" };
  const cart = await call<{ id: string; buyer: { id: string } }>(page, "cart_add", { line });
  await direct(cart.buyer.id, false);
  try {
    await enter(page, person("partnerWithViews", "owner"));
    await open(page, "/buy");
    await expect(page.getByText("goes to your distributor as a request")).toBeVisible();
    await page.getByText("Something else? Ask for it").click();
    await page.getByLabel("What you need").fill("Seven years, please");
    await page.locator(".buy__wish").getByRole("button", { name: "Add to cart" }).click();
    const euros = page.getByRole("region", { name: "Cart in EUR" });
    await euros.getByRole("link", { name: "Review and ask for it" }).click();
    await page.getByLabel("I agree to the terms of sale.").check();
    await page.getByRole("button", { name: "Send to the distributor" }).click();
    await expect(page.getByText("Your distributor has this request.")).toBeVisible();
    const order = page.url();

    await enter(page, person("distributor", "owner"));
    await open(page, order);
    await expect(page.getByText("asks for this.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Approve" }), "a wish has no price").toHaveCount(0);
    await page.getByRole("button", { name: "Change", exact: true }).click();
    const prices = page.getByLabel(/^Price of .* before tax$/);
    await prices.last().fill("1.999,00");
    await page.getByRole("button", { name: "Send this answer" }).click();
    await expect(page.getByText("Enter whole numbers of seats")).toBeVisible();
    await prices.last().fill("1999.50");
    await page.getByLabel("Reason").fill("Seven years as agreed");
    await takeScreenshots(page, "order-answer");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Send this answer" }).click();
    await expect(page.getByText("has the last word on your answer.")).toBeVisible();

    await enter(page, person("partnerWithViews", "owner"));
    await open(page, order);
    await expect(page.locator("q").getByText("Seven years as agreed")).toBeVisible();
    await page.getByRole("button", { name: /^Buy for / }).click();
    await expect(page.locator(".badge").first()).toHaveText("Delivered");
    const pdf = await page.request.get(`${order}/pdf?language=de`);
    expect(pdf.headers()["content-type"]).toBe("application/pdf");
  } finally {
    await direct(cart.buyer.id, true);
  }
});

test("a partner that must not buy directly asks for a renewal at the price it saw", async ({
  page,
  openBrowser,
  errors,
}) => {
  errors.allow(/status of 422/);
  interface Org {
    version: number;
    draft: Record<string, unknown>;
  }
  interface Terms {
    version: number;
    terms: Record<string, unknown>;
  }
  const key = unique("ASKED");
  await enter(page, person("partnerWithViews", "owner"));
  await open(page, "/licenses");
  await makeLicenses(page, [{ key, customer: "Asking GmbH", seats: 13, expires: day(200) }]);
  const { id } = await licenseOf(page, key);
  const line = { edition: BUSINESS, years: 1, seats: 4, count: 1, recipient: "stock", wish: "" };
  const { buyer } = await call<{ buyer: { id: string } }>(page, "cart_add", { line });
  const above = await openBrowser();
  await enter(above, person("distributor", "owner"));
  await open(above, "/licenses");
  const direct = async (may: boolean) => {
    const { version, draft } = await call<Org>(above, "organization_get", { id: buyer.id });
    const wish = { ...draft, direct_purchase: may };
    await call(above, "organization_update", { id: buyer.id, version, draft: wish });
  };
  await direct(false);
  try {
    await openLicenses(page, key);
    const menu = await openMenu(page, key);
    await menu.getByRole("menuitem", { name: "Renew", exact: true }).click();
    const panel = page.getByRole("dialog", { name: `Renew ${key}` });
    await expect(panel).toContainText("Your organization buys through its distributor.");
    const ask = panel.getByRole("button", { name: "Ask the distributor" });
    await expect(ask).toBeEnabled();

    // What it costs changes before it is asked for.
    const [{ version, terms }] = await call<[Terms, number]>(above, "terms_get", { org: buyer.id });
    const discount = terms.discount === 1_200 ? 1_100 : 1_200;
    await call(above, "terms_set", { org: buyer.id, version, terms: { ...terms, discount } });
    await ask.click();
    await expect(panel.getByRole("alert")).toContainText("which has changed since");
    const asked = page.waitForResponse("**/api/renewal_ask");
    await ask.click();
    expect((await asked).ok()).toBe(true);
    const toast = page.getByRole("status", { name: "Notifications" });
    await expect(toast).toContainText("Your distributor has been asked to renew it (R-");
    expect((await licenseOf(page, key)).expires).toBe(day(200));

    const number = /R-\d+/.exec((await toast.textContent()) ?? "")![0];
    await open(above, `/orders?q=${number}`);
    const orders = above.locator("[data-grid=orders]");
    const own = orders.getByRole("row").filter({ hasText: "Asking GmbH" });
    await own.getByRole("link", { name: number }).click();
    await expect(above.getByText("asks for this.")).toBeVisible();
    await expect(above.getByRole("button", { name: "Change", exact: true })).toHaveCount(0);
    await above.getByRole("button", { name: "Approve" }).click();
    await expect(above.locator(".badge").first()).toHaveText("Delivered");
    await expect(cellOf(page, key, "expires")).toContainText(english(yearsLater(day(200), 1)));
    expect(id).toBe((await licenseOf(page, key)).id);
  } finally {
    await direct(true);
  }
});
