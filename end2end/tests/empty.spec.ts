import { expect, test as base } from "../support/fixtures.ts";
import { hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import { Server } from "../support/server.ts";

const owner = {
  email: "ada@engines.example",
  name: "Ada Löwe",
  organization: "Engines GmbH",
  password: "correct horse battery staple",
};

// Not a demonstration: the organization has nothing but its owner.
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start({ name: "empty", demo: false });
      server.createOwner(owner);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
});

for (const path of ["/licenses", "/customers"]) {
  test(`${path} without any rows says so, and leads to the import`, async ({ page }) => {
    await signIn(page, owner);
    await page.goto(path);
    await hydrated(page);
    await expect(page.getByText("Nothing here yet")).toBeVisible();
    await takeScreenshots(page, `empty-${path.slice(1)}`);
    await page.getByRole("main").getByRole("link", { name: "Import" }).click();
    await expect(page).toHaveURL("/import");
  });
}

test("every page of an organization without any rows works", async ({ page }) => {
  await signIn(page, owner);
  const pages = ["/organizations", "/people", "/people/sets", "/activity", "/import", "/profile"];
  for (const path of [...pages, "/profile/security", "/profile/tokens", "/settings/sign-in"]) {
    await page.goto(path);
    await hydrated(page);
    await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the way to the import is there as well", async ({ page }) => {
    await signIn(page, owner);
    await page.goto("/licenses");
    await page.getByRole("main").getByRole("link", { name: "Import" }).click();
    await expect(page).toHaveURL("/import");
  });
});
