// Discounts of programs: asked for with evidence, decided, bought with once by a personal link.
import { readFile } from "node:fs/promises";
import { expect, test, type Page } from "../support/fixtures.ts";
import { call } from "../support/licenses.ts";
import { enter, expectAccessible, hydrated, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

const PDF = Buffer.from("%PDF-1.7\nA school.");
const CUSTOMER = "Westernhagen GmbH";

interface Link {
  path: string;
}

/** Opens a page and waits until its own code runs. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** Opens a page as somebody. */
async function openAs(page: Page, who: ReturnType<typeof person>, path: string): Promise<void> {
  await enter(page, who);
  await open(page, path);
}

/** What one finds when one searches for a customer: its id. */
async function customerOf(page: Page): Promise<string> {
  interface Tree {
    entries: Array<{ org: { id: string; name: string } }>;
  }
  const args = { parent: null, search: CUSTOMER, offset: 0 };
  const { entries } = await call<Tree>(page, "organization_tree", args);
  const found = entries.find(({ org }) => org.name === CUSTOMER);
  if (!found) throw new Error(`there is no ${CUSTOMER}`);
  return found.org.id;
}

/** Asks for a discount without the form; the request's id. Its person is signed in. */
async function ask(page: Page, message: string): Promise<string> {
  const { origin } = new URL(page.url());
  const answer = await page.request.post(`${origin}/discounts/upload`, {
    headers: { origin, accept: "application/json" },
    multipart: {
      customer: await customerOf(page),
      program: "education",
      message,
      evidence: { name: "school.pdf", mimeType: "application/pdf", buffer: PDF },
    },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return ((await answer.json()) as { id: string }).id;
}

/** The page is not wider than a phone. */
async function expectToFit(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  expect(await fits(), `${page.url()} fits`).toBe(true);
  if (before) await page.setViewportSize(before);
}

test("a partner asks, its distributor approves, and the customer buys once", async ({ page, errors }) => {
  test.slow();
  errors.allow(/status of 422/);
  await openAs(page, person("partner", "owner"), "/orders");
  await page.getByRole("link", { name: "Discount programs" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Discount programs");
  await expectAccessible(page);
  await expectToFit(page);
  await takeScreenshots(page, "discounts");
  await page.getByRole("link", { name: "Ask for a discount" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ask for a discount");

  // Whatever is missing is told beside its field, and nothing that was typed is lost.
  await page.getByLabel("Message", { exact: true }).fill("A school since 1998");
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByText("Choose the customer that the discount is for.")).toBeVisible();
  await expect(page.getByText("Choose the program.")).toBeVisible();
  await expect(page.getByText("Add at least one file that shows who the customer is.")).toBeVisible();
  await expectAccessible(page);
  const files = page.locator("input[type=file]");
  await files.setInputFiles([
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("A school.") },
    { name: "school.pdf", mimeType: "application/pdf", buffer: PDF },
  ]);
  await expect(page.getByText("Only PDF, PNG and JPEG files are possible.")).toBeVisible();
  await files.setInputFiles({ name: "card.png", mimeType: "image/png", buffer: PDF });
  await expect(page.getByText("The file is something else than its name says.")).toBeVisible();
  await page.getByRole("button", { name: "Take out notes.txt" }).click();
  await page.getByRole("button", { name: "Take out card.png" }).click();
  await expect(page.locator(".discount__file")).toHaveText([/school\.pdf/]);
  await page.getByRole("searchbox").fill("Westernhagen");
  // What was chosen stands there instead of the choices.
  await page.getByRole("radio", { name: CUSTOMER }).click();
  await page.getByLabel("Program", { exact: true }).selectOption({ label: "Education" });
  await expect(page.getByLabel("Message", { exact: true })).toHaveValue("A school since 1998");
  await expectAccessible(page);
  await expectToFit(page);
  await takeScreenshots(page, "discount-ask");
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Discount for ${CUSTOMER}`);
  await expect(page.locator(".badge").first()).toHaveText("Waiting for an answer");
  await expect(page.getByRole("button", { name: "Approve" }), "not one's own").toHaveCount(0);
  const request = new URL(page.url()).pathname;

  await openAs(page, person("distributor", "owner"), "/discounts");
  await expect(page.locator(`a[href="${request}"]`)).toHaveText(CUSTOMER);
  await page.locator(`a[href="${request}"]`).click();
  await expect(page.getByText("A school since 1998")).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "school.pdf" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("school.pdf");
  expect(await readFile(await file.path())).toEqual(PDF);
  await page.getByRole("button", { name: "Approve" }).click();
  const dialog = page.getByRole("dialog", { name: "Approve this discount?" });
  const percent = dialog.getByLabel("Discount in percent");
  await percent.fill("30 %");
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(dialog.getByText("Enter a whole number.")).toBeVisible();
  await percent.fill("300");
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(dialog.getByText("The discount lies between 1 and 90 percent.")).toBeVisible();
  await percent.fill("30");
  await dialog.getByLabel("Licenses at most").fill("2");
  await takeScreenshots(page, "discount-approve");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(page.locator(".badge").first()).toHaveText("Approved");
  await expect(page.getByText("30% on up to 2 licenses")).toBeVisible();
  const link = (await page.locator(".discount__link code").textContent()) ?? "";
  expect(link).toMatch(/^https?:\/\/.+\/discount\/[\w-]{20,}$/);
  await expectAccessible(page);
  await expectToFit(page);
  await takeScreenshots(page, "discount");
  await page.reload();
  await hydrated(page);
  await expect(page.locator(".discount__link"), "it is shown once").toHaveCount(0);

  await openAs(page, person("customer", "owner"), new URL(link).pathname);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your discount");
  await page.getByLabel("Product", { exact: true }).selectOption("40102");
  await page.getByLabel("Licenses", { exact: true }).fill("3");
  await expect(page.getByText("These are more licenses than were approved.")).toBeVisible();
  await page.getByLabel("Licenses", { exact: true }).fill("2");
  await expect(page.locator(".sums")).toContainText("$");
  await page.getByLabel(/^I agree to the terms of sale\./).check();
  await expectAccessible(page);
  await expectToFit(page);
  await takeScreenshots(page, "discount-buy");
  await page.getByRole("button", { name: /^Buy for \$/ }).click();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(/^Thank you: order O-\d+/);
  await takeScreenshots(page, "discount-bought");
  await page.reload();
  await expect(page.getByText("This discount has been used. Its link works once.")).toBeVisible();
  await expectAccessible(page);

  await openAs(page, person("partner", "owner"), request);
  await expect(page.locator(".badge").first()).toHaveText("Used");
  await page.getByRole("link", { name: "Open the order" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Order O-/);
  await expect(page.locator(".lines__table")).toContainText(CUSTOMER);
});

test("a request is declined with a reason, which the partner sees without loading again", async ({
  page,
  openBrowser,
  errors,
}) => {
  errors.allow(/status of (409|422)/);
  await openAs(page, person("partner", "owner"), "/licenses");
  const id = await ask(page, "To be declined");
  await open(page, `/discounts/${id}`);
  await expect(page.getByText("Live", { exact: true })).toBeAttached();
  const other = await openBrowser();
  await openAs(other, person("distributor", "owner"), `/discounts/${id}`);
  await other.getByRole("button", { name: "Decline" }).click();
  const dialog = other.getByRole("dialog", { name: "Decline this request?" });
  await dialog.getByRole("button", { name: "Decline" }).click();
  await expect(dialog.getByText("Say why, so that the partner can mend it.")).toBeVisible();
  await dialog.getByLabel("Reason").fill("The notice has expired");
  await dialog.getByRole("button", { name: "Decline" }).click();
  await expect(other.locator(".badge").first()).toHaveText("Declined");
  await expect(page.locator(".badge").first()).toHaveText("Declined");
  await expect(page.getByText("The notice has expired")).toBeVisible();
  await expect(page.getByRole("button", { name: "Withdraw" })).toHaveCount(0);
});

test("a partner takes its request back", async ({ page }) => {
  await openAs(page, person("partner", "owner"), "/licenses");
  const id = await ask(page, "To be withdrawn");
  await open(page, `/discounts/${id}`);
  await page.getByRole("button", { name: "Withdraw" }).click();
  const dialog = page.getByRole("dialog", { name: "Withdraw this request?" });
  await dialog.getByRole("button", { name: "Leave as it is" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.locator(".badge").first()).toHaveText("Waiting for an answer");
  await page.getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(page.locator(".badge").first()).toHaveText("Withdrawn");
});

test("a link is the customer's alone, and a new one takes its place", async ({ page, errors }) => {
  errors.allow(/status of 404/);
  await openAs(page, person("partner", "owner"), "/licenses");
  const id = await ask(page, "For one customer");
  await enter(page, person("distributor", "owner"));
  const approval = { percent: 20, days: 5, licenses: 1 };
  const { path } = await call<Link>(page, "discount_approve", { id, version: 1, approval });
  await openAs(page, person("otherCustomer", "owner"), path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");

  await openAs(page, person("partner", "owner"), `/discounts/${id}`);
  await page.getByRole("button", { name: "Make a new link" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make a new link" }).click();
  const link = (await page.locator(".discount__link code").textContent()) ?? "";
  await openAs(page, person("customer", "owner"), path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
  // Who is not signed in does so, and comes back.
  await page.context().clearCookies();
  await page.goto(new URL(link).pathname);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Email").fill(person("customer", "owner").email);
  await page.getByLabel("Password").fill(person("customer", "owner").password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your discount");
});
