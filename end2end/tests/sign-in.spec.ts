import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { enter, hydrated, signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";

test("signs in, sees the licenses, signs out", async ({ page }) => {
  await signIn(page, person("partner"));
  await expect(page).toHaveURL("/licenses");
  await expect(page).toHaveTitle("Active licenses · Seatkeeper");
  await expect(page.getByRole("grid", { name: "Active licenses" })).toBeVisible();

  await hydrated(page);
  await page.getByRole("button", { name: /^Account of / }).click();
  await expect(page.getByText("admin@kranich.example")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in");

  await page.goto("/licenses");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a wrong password and an unknown person are told the same, and the address is kept", async ({ page }) => {
  const messages: string[] = [];
  for (const email of ["owner@kranich.example", "nobody@kranich.example"]) {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    const alert = page.getByRole("main").getByRole("alert");
    await expect(alert).toHaveText("Email or password is wrong.");
    await expect(page.getByLabel("Email")).toHaveValue(email);
    await expect(page.getByLabel("Password")).toHaveValue("");
    messages.push(await page.locator(".sign-in__form").innerText());
    await page.reload();
    await expect(alert, "what was said is not said again").toHaveCount(0);
  }
  expect(messages[0]).toBe(messages[1]);
});

test("whoever is not signed in comes back to the page asked for", async ({ page }) => {
  const wanted = "/licenses?tab=all&group=product&q=a*b%20c";
  await page.goto(wanted);
  await expect(page.getByRole("heading", { name: "Sign in to Seatkeeper" })).toBeVisible();

  // A mistake on the way does not lose the place.
  await page.getByLabel("Email").fill("admin@kranich.example");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("Email or password is wrong.")).toBeVisible();
  await page.getByLabel("Password").fill(person("partner").password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();

  await expect(page).toHaveURL(/\/licenses\?/);
  const grid = new LicenseGrid(page);
  await grid.ready();
  expect(grid.parameter("q")).toBe("a*b c");
  await expect(grid.pills).toHaveText(["Product"]);
  await expect(page.getByRole("link", { name: "All", exact: true })).toHaveAttribute("aria-current", "page");
});

for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
  test(`never leads to another site: ${next}`, async ({ page }) => {
    const { email, password } = person("partner");
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL("/licenses");
  });
}

test("the people of the demo are one click away", async ({ page }) => {
  await page.goto("/sign-in");
  await expect(page.getByText("These people are made up.")).toBeVisible();
  const partner = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: /^Kranich/ }) });
  await partner.getByRole("button", { name: /Read-only$/ }).click();
  await expect(page).toHaveURL("/licenses");
  await hydrated(page);
  await page.getByRole("button", { name: /^Account of / }).click();
  await expect(page.getByText("reader@kranich.example")).toBeVisible();
});

test("whoever is signed in has no use for the sign-in page", async ({ page }) => {
  await enter(page, person("partner"));
  await page.goto("/sign-in");
  await expect(page).toHaveURL("/licenses");
  await page.goto("/");
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What needs doing");
});

test("a signed-out session opens nothing any more", async ({ page }) => {
  await enter(page, person("partner"));
  const before = await page.context().cookies();
  await LicenseGrid.open(page);
  await page.getByRole("button", { name: /^Account of / }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in");
  await page.context().addCookies(before);
  await page.goto("/licenses");
  await expect(page).toHaveURL(/\/sign-in/);
});
