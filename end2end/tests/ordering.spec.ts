// What comes between a cart and its order: quotes, requests and their answers, prices and terms
// that change meanwhile, answers that get lost. It sets prices for everybody, so it has a server
// of its own.
import { expect, type Page } from "../support/fixtures.ts";
import { call, unique } from "../support/licenses.ts";
import { testWithServer } from "../support/own-server.ts";
import { expectAccessible, forgetSession, hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import { person, type Person } from "../support/people.ts";

const test = testWithServer({ name: "ordering", licenses: 60 });

const BUSINESS = 40102;

interface Cart {
  id: string;
  version: number;
  lines: Array<{ id: string }>;
}

/** Opens a page and waits until its own code runs. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** Goes on as somebody else. */
async function become(page: Page, who: Person, path: string): Promise<void> {
  await forgetSession(page);
  await signIn(page, who);
  await open(page, path);
}

/** Puts keys into the cart, without the pages; the cart. */
async function cartOf(page: Page, count = 2): Promise<Cart> {
  const { carts } = await call<{ carts: Cart[] }>(page, "buy_page", {});
  for (const cart of carts) {
    for (const { id } of cart.lines) await call(page, "cart_remove", { cart: cart.id, line: id });
  }
  const line = { edition: BUSINESS, years: 1, seats: 5, count, recipient: "stock", wish: "" };
  return call<Cart>(page, "cart_add", { line });
}

/** Asks the distributor for keys, without the pages; the order's address. */
async function requestOf(page: Page): Promise<string> {
  const { id, version } = await cartOf(page);
  const checkout = { own_number: "", reference: "", payment: "account", agreed_terms: "" };
  await call(page, "order_quote", { id, version, checkout, to_seller: true });
  return `/orders/${id}`;
}

const state = (page: Page) => page.locator(".order__head .badge");
const agree = (page: Page) => page.getByLabel(/^I agree to the terms of sale/);

test.beforeEach(async ({ page }) => {
  await signIn(page, person("partner", "owner"));
  await open(page, "/licenses");
});

test("a quote is saved, and bought when the customer has said yes", async ({ page }) => {
  const cart = await cartOf(page);
  await open(page, `/orders/${cart.id}`);
  const number = unique("Q");
  await page.getByLabel("Own order number").fill(number);
  await page.getByRole("button", { name: "Save as a quote" }).click();
  await expect(state(page)).toHaveText("Waits");
  await expect(page.getByText("This is a quote: its prices hold")).toBeVisible();
  await expect(page.locator(".order__facts")).toContainText(number);
  const log = page.getByRole("region", { name: "What was done" });
  await expect(log.getByRole("listitem")).toHaveCount(1);
  await takeScreenshots(page, "order-quote");
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Buy for / }).click();
  await expect(state(page)).toHaveText("Delivered");
  await expect(log.getByRole("listitem")).toHaveCount(2);
  await page.getByText("2 keys, 0 activated").click();
  await expect(page.locator(".lines__keys li")).toHaveCount(2);
});

test("a request is declined, and whoever looks at it sees that at once", async ({
  page,
  openBrowser,
}) => {
  const order = await requestOf(page);
  await open(page, order);
  await expect(page.getByText("Your distributor has this request.")).toBeVisible();
  // Gone after a reload.
  await page.evaluate(() => document.documentElement.setAttribute("data-kept", ""));
  const seller = await openBrowser();
  await signIn(seller, person("distributor", "owner"));
  await open(seller, order);
  await seller.getByRole("button", { name: "Decline" }).click();
  const dialog = seller.getByRole("dialog", { name: "Decline this request?" });
  await dialog.getByLabel("Reason").fill("Sold out");
  await dialog.getByRole("button", { name: "Decline" }).click();
  await expect(state(seller)).toHaveText("Canceled");

  await expect(state(page)).toHaveText("Canceled");
  await expect(page.locator(".order__reason")).toHaveText("Sold out");
  await expect(page.getByRole("region", { name: "What was done" })).toContainText("Request declined");
  await expect(page.locator("html[data-kept]")).toBeAttached();
});

test("what the shop does not have is asked for, and is on request until it has a price", async ({
  page,
}) => {
  await cartOf(page);
  await open(page, "/buy");
  await page.getByText("Something else? Ask for it").click();
  const wish = page.locator(".buy__wish");
  await wish.getByLabel("What you need").fill("Seven years for three sites");
  await wish.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("link", { name: "Review and ask for it" }).last().click();
  await expect(page.locator(".lines__wish")).toHaveText("Seven years for three sites");
  await expect(page.locator(".lines__table")).toContainText("on request");
  await expect(page.locator(".order__sums")).not.toContainText("0.00");
  await agree(page).check();
  await page.getByRole("button", { name: "Send to the distributor" }).click();
  await expect(page.getByText("Your distributor has this request.")).toBeVisible();
});

test("the views of orders show what waits, and what is not activated yet", async ({ page }) => {
  const request = await requestOf(page);
  await open(page, request);
  const asked = (await page.getByRole("heading", { level: 1 }).textContent())!.replace("Order ", "");
  const cart = await cartOf(page, 3);
  await open(page, `/orders/${cart.id}`);
  await agree(page).check();
  await page.getByRole("button", { name: /^Buy for / }).click();
  await expect(state(page)).toHaveText("Delivered");
  const bought = (await page.getByRole("heading", { level: 1 }).textContent())!.replace("Order ", "");

  const grid = page.locator("[data-grid=orders]");
  const row = (number: string) => grid.getByRole("row").filter({ hasText: number });
  const view = async (name: string) => {
    await page.getByRole("button", { name: "Views", exact: true }).click();
    await page.getByRole("menu", { name: "Views", exact: true })
      .getByRole("menuitemradio", { name }).click();
  };
  await open(page, "/orders");
  await view("Waiting for an answer");
  await expect(row(asked)).toHaveCount(1);
  await expect(row(bought)).toHaveCount(0);
  await view("Not yet activated");
  await expect(row(bought)).toHaveCount(1);
  await expect(row(asked)).toHaveCount(0);

  // What is given back is not waiting to be activated any more.
  await open(page, `/orders/${cart.id}`);
  await page.getByRole("button", { name: "Cancel order" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel this order?" });
  await dialog.getByRole("button", { name: "Cancel the order" }).click();
  await expect(state(page)).toHaveText("Canceled");
  await open(page, "/orders");
  await view("Not yet activated");
  await expect(row(bought)).toHaveCount(0);
  await view("By order");
  await expect(grid).toContainText(bought);
});

test("an answer that is lost and a second tab buy nothing twice", async ({ page, errors }) => {
  errors.allow(/Failed to load resource/);
  // Nothing else tells the tabs what became of it.
  await page.context().routeWebSocket(/./, () => {});
  const cart = await cartOf(page);
  await open(page, `/orders/${cart.id}`);
  const other = await page.context().newPage();
  await open(other, `/orders/${cart.id}`);
  await agree(other).check();
  const number = unique("ONCE");
  await page.getByLabel("Own order number").fill(number);
  await agree(page).check();
  let lost = 0;
  await page.route("**/api/order_place*", async (route) => {
    lost += 1;
    if (lost > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: /^Buy for / }).click();
  await expect(page.locator(".order__say [role=alert]")).not.toBeEmpty();
  await expect(page.getByLabel("Own order number"), "nothing typed is lost").toHaveValue(number);
  await page.getByRole("button", { name: /^Buy for / }).click();
  await expect(state(page)).toHaveText("Delivered");
  await other.getByRole("button", { name: /^Buy for / }).click();
  await expect(state(other)).toHaveText("Delivered");
  expect(lost).toBe(2);
  await open(page, `/orders?q=${number}`);
  const rows = page.locator("[data-grid=orders]").getByRole("row");
  await expect(rows.filter({ hasText: number })).toHaveCount(1);
});

test("quick edits at checkout are all kept, and wrong ones are told beside them", async ({ page }) => {
  const cart = await cartOf(page);
  await open(page, `/orders/${cart.id}`);
  const seats = page.getByLabel(/^Seats of Business Security/);
  const count = page.getByLabel(/^Licenses of Business Security/);
  // The first answer comes after the second edit.
  let held: (() => void) | undefined;
  const second = new Promise<void>((resolve) => (held = resolve));
  let sent = 0;
  await page.route("**/api/cart_change*", async (route) => {
    sent += 1;
    if (sent === 1) await second;
    await route.continue();
  });
  await seats.fill("7");
  await seats.press("Tab");
  await count.fill("12");
  await count.press("Tab");
  held!();
  await expect(page.locator(".order__sums")).toContainText("$2,075.60");
  await expect(seats).toHaveValue("7");
  await expect(count).toHaveValue("12");
  await page.getByLabel("Own order number").fill("stays");
  await seats.fill("1,5");
  await seats.press("Tab");
  await expect(page.locator(".lines__table").getByText("Enter", { exact: false })).toBeVisible();
  await expect(seats).toHaveAttribute("aria-invalid", "true");
  await expect(seats).toHaveValue("1,5");
  await expect(page.getByLabel("Own order number")).toHaveValue("stays");
  await expectAccessible(page);
});

test("a price that changes at the till is told before it is paid", async ({ page, openBrowser, errors }) => {
  errors.allow(/status of 422/);
  const cart = await cartOf(page);
  await open(page, `/orders/${cart.id}`);
  const seller = await openBrowser();
  await signIn(seller, person("distributor", "owner"));
  await open(seller, "/prices");
  const day = new Date().toISOString().slice(0, 10);
  const prices = [{ edition: BUSINESS, years: 1, minor: 9_900 }];
  const draft = { name: unique("Dearer"), currency: "USD", from: day, until: null, prices };
  const list = await call<string>(seller, "price_list_save", { id: null, version: 0, draft });
  try {
    await agree(page).check();
    await page.getByRole("button", { name: /^Buy for / }).click();
    await expect(page.getByText("Prices have changed since you put this together.")).toBeVisible();
    await expect(page.locator(".lines__was")).toContainText("was $260.10");
    const agreed = agree(page);
    await expect(agreed).not.toBeChecked();
    await expect(page.getByText("and to the new prices")).toBeVisible();
    await agreed.check();
    await page.getByRole("button", { name: /^Buy for / }).click();
    await expect(state(page)).toHaveText("Delivered");
    await expect(page.locator(".order__sums")).toContainText("$891.00");
  } finally {
    await call(seller, "price_list_delete", { id: list, version: 1 });
  }
});

test("the seller's terms of sale are read, agreed to, and kept with the order", async ({ page }) => {
  await become(page, person("distributor", "owner"), "/prices");
  await page.getByLabel("Terms of sale").fill("No refunds after 14 days.");
  const form = page.locator("form.terms");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The terms are saved")).toBeVisible();

  await become(page, person("partner", "owner"), "/licenses");
  const cart = await cartOf(page);
  await open(page, `/orders/${cart.id}`);
  await expect(page.getByRole("region", { name: "Terms of sale" })).toHaveText("No refunds after 14 days.");
  const buy = page.getByRole("button", { name: /^Buy for / });
  await expect(buy).toBeDisabled();
  await agree(page).check();
  await expectAccessible(page);
  await buy.click();
  await expect(state(page)).toHaveText("Delivered");
  await expect(page.locator(".order__facts")).toContainText("No refunds after 14 days.");

  await become(page, person("distributor", "owner"), "/prices");
  await page.getByLabel("Terms of sale").fill("");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The terms are saved")).toBeVisible();
});
