import { expect, type Page } from "../support/fixtures.ts";
import { testWithServer } from "../support/own-server.ts";
import { expectAccessible, hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";
import { Provider } from "../support/provider.ts";

const test = testWithServer({ name: "sso", licenses: 100, args: ["--sso-allow-http"] }).extend<
  object,
  { provider: Provider }
>({
  provider: [
    async ({ server }, use) => {
      const provider = await Provider.start(`${server.url}/sso/callback`);
      await use(provider);
      await provider.stop();
    },
    { scope: "worker" },
  ],
});

test.describe.configure({ mode: "serial" });

// The provider's pages are not Seatkeeper's: they want letters from elsewhere, and have no icon.
test.beforeEach(({ errors, provider }) => {
  errors.allow(/fonts\.googleapis\.com/, new RegExp(`status of 404 .*${provider.issuer}/favicon\\.ico`));
});

/** Signs in at the provider's own page and lets it tell the portal who it is. */
async function signInThere(page: Page, name: string): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

test("an owner sets single sign-on up and tests the provider", async ({ page, provider, errors }) => {
  errors.allow(/status of 422/);
  await signIn(page, person("partner", "owner"));
  await page.goto("/settings/sign-in");
  await hydrated(page);
  const form = page.getByRole("region", { name: "Single sign-on" });
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Three to forty lower-case letters, digits and hyphens are possible.")).toBeVisible();
  await form.getByLabel("Sign-in name").fill("kranich");
  await form.getByLabel("Issuer").fill("http://127.0.0.1:1");
  await form.getByLabel("Client id").fill(provider.clientId);
  await form.getByLabel("Client secret").fill(provider.clientSecret);
  await form.getByRole("button", { name: "Test the provider" }).click();
  await expect(form.getByText("The identity provider does not answer.")).toBeVisible();
  await form.getByLabel("Issuer").fill(provider.issuer);
  await form.getByRole("button", { name: "Test the provider" }).click();
  await expect(form.getByText("The provider answers, and what it says fits.")).toBeVisible();
  await form.getByLabel("Email domains").fill("kranich.example");
  await form.getByLabel("Claim with the groups").fill("groups");
  await form.getByLabel("Groups and roles").fill("admins = license-admin");
  await form.getByLabel("Role of those without such a group").selectOption("read-only");
  await form.getByLabel("Make accounts for new people").check();
  await form.getByLabel("People can sign in with it").check();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Single sign-on was saved")).toBeVisible();
  await expect(form.getByText("/sso/kranich")).toBeVisible();
  await page.getByRole("heading", { level: 1 }).scrollIntoViewIfNeeded();
  await takeScreenshots(page, "sign-in-settings");
  await expectAccessible(page);
});

test("somebody new gets an account with the role of its groups", async ({ page, provider }) => {
  provider.groups = ["admins"];
  await page.goto("/licenses?tab=all");
  await page.getByLabel("Organization's sign-in name").fill("Kranich");
  await page.getByRole("button", { name: "Sign in with single sign-on" }).click();
  await signInThere(page, "newcomer");
  await expect(page).toHaveURL(/\/licenses\?tab=all/);
  await hydrated(page);
  await page.getByRole("button", { name: "Account of newcomer of the provider" }).click();
  await expect(page.getByText("License and security admin")).toBeVisible();
});

test("the next sign-in gives the role that the groups give then", async ({ page, provider }) => {
  provider.groups = [];
  await page.goto("/sso/kranich");
  await signInThere(page, "newcomer");
  await expect(page).toHaveURL("/licenses");
  await hydrated(page);
  await page.getByRole("button", { name: "Account of newcomer of the provider" }).click();
  await expect(page.getByText("Read-only")).toBeVisible();
});

test("an answer that was used, or of another browser, is refused", async ({ page, openBrowser }) => {
  const answers: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/sso/callback")) answers.push(request.url());
  });
  await page.goto("/sso/kranich");
  await signInThere(page, "reader");
  await expect(page).toHaveURL("/licenses");
  const other = await openBrowser();
  for (const again of [page, other]) {
    await again.context().clearCookies();
    await again.goto(answers[0]!);
    await expect(again.getByText("began in another browser")).toBeVisible();
  }
  await page.goto("/sso/nobody");
  await expect(page.getByText("There is no single sign-on of this name.")).toBeVisible();
});
