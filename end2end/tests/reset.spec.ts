import { expect, test as base, type Page } from "../support/fixtures.ts";
import { expectAccessible, hydrated, takeScreenshots } from "../support/pages.ts";
import { PostOffice } from "../support/post-office.ts";
import { Server } from "../support/server.ts";

const owner = {
  email: "ada@engines.example",
  password: "correct horse battery staple",
  name: "Ada Löwe",
  organization: "Analytical Engines",
};

// No demonstration: its people are in earnest, and their mails go to a mail server.
const test = base.extend<object, { post: PostOffice; server: Server }>({
  post: [
    async ({}, use) => {
      const post = await PostOffice.open();
      await use(post);
      await post.close();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ post }, use) => {
      const from = "Seatkeeper <portal@seatkeeper.example>";
      const args = ["--smtp-url", post.url, "--mail-from", from];
      const server = await Server.start({ name: "reset", demo: false, args });
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

async function ask(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("main").getByRole("status")).toHaveText(/^If there is an account with this address/);
}

async function signInAs(page: Page, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("whoever has forgotten the password gets a link by mail, and signs in with a new one", async ({
  page,
  post,
  server,
}) => {
  await ask(page, owner.email.toUpperCase().replace("ENGINES", "Engines"));
  const { mail, recipients } = await post.letter("Set a new password");
  expect(recipients).toEqual([owner.email]);
  expect(mail.to?.map(({ name, address }) => [name, address])).toEqual([[owner.name, owner.email]]);
  const link = mail.text?.split("\n").find((line) => line.startsWith(`${server.url}/reset/`)) ?? "";
  expect(link).toMatch(/\/reset\/[0-9a-f]{48}$/);
  expect(mail.html).toContain(`href="${link}"`);

  await page.goto(link);
  await hydrated(page);
  await expectAccessible(page);
  const field = page.getByLabel("New password");
  await field.fill("Password2026!");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("lists of stolen passwords")).toBeVisible();
  await takeScreenshots(page, "reset");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  const chosen = "three green glasses of water";
  await field.fill(chosen);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Your password is set")).toBeVisible();
  await expect(page, "the secret has left the address").toHaveURL("/reset");

  await signInAs(page, owner.password);
  await expect(page.getByText("Email or password is wrong.")).toBeVisible();
  await signInAs(page, chosen);
  await expect(page).toHaveURL("/licenses");
  const told = await post.letter("Your password was changed");
  expect(told.recipients).toEqual([owner.email]);

  await page.goto(link);
  await expect(page.getByText("This link does not work any more")).toBeVisible();
  await expect(page.getByRole("link", { name: "Ask for a new link" })).toBeVisible();

  // And back again, so that the tests below find the owner as it was.
  await page.goto("/profile/password");
  await page.getByLabel("Current password").fill("not this one");
  await page.getByLabel("New password").fill(owner.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This is not your current password.")).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
  await page.getByLabel("Current password").fill(chosen);
  await page.getByLabel("New password").fill(owner.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password is changed.")).toBeVisible();
});

test("an unknown address is answered like a known one, and gets nothing", async ({ page, post }) => {
  const before = post.letters.length;
  await ask(page, "nobody@engines.example");
  const unknown = await page.getByRole("main").innerText();
  await takeScreenshots(page, "reset-asked");
  await ask(page, owner.email);
  expect(await page.getByRole("main").innerText()).toBe(unknown);
  await expect.poll(() => post.letters.length).toBe(before + 1);
  expect(post.letters.at(-1)?.recipients).toEqual([owner.email]);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a link is asked for, and a wrong address stands there to be mended", async ({ page }) => {
    await page.goto("/reset");
    await page.getByLabel("Email").fill("аda@engines.example");
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(page.getByText("letters that look alike")).toBeVisible();
    await page.getByLabel("Email").fill("nobody@engines.example");
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(page.getByRole("main").getByRole("status")).toBeVisible();
  });
});

test("outside of demonstrations there is no page of mails", async ({ page, errors }) => {
  errors.allow(/status of 404/);
  const answer = await page.goto("/mails");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
});
