import { expect, test, type Page } from "../support/fixtures.ts";
import {
  call,
  cellOf,
  editorOf,
  indicator,
  licenseOf,
  makeLicenses,
  openLicenses,
  openMenu,
  unique,
  writeNote,
} from "../support/licenses.ts";
import { signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";
import { withoutSocket } from "../support/socket.ts";

const SAVE = "**/api/set_license_note";

/** A license of this test alone, in a grid that shows nothing else. */
async function openOwnLicense(page: Page, note?: string): Promise<string> {
  const key = unique("EDIT");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Editing GmbH", note }]);
  await openLicenses(page, key);
  return key;
}

async function editNote(page: Page, key: string) {
  await cellOf(page, key, "note").hover();
  await cellOf(page, key, "note").getByRole("button", { name: "Edit Note" }).click();
  const editor = editorOf(page, "Note", key);
  await expect(editor.getByRole("textbox")).toBeFocused();
  return editor;
}

test("a note is written with the pencil and Enter, and stays", async ({ page }) => {
  const key = await openOwnLicense(page);
  const editor = await editNote(page, key);
  await editor.getByRole("textbox").fill("Renewal approved");
  await page.keyboard.press("Enter");
  await expect(editor).toBeHidden();
  const saved = cellOf(page, key, "note").getByText("Saved", { exact: true });
  await expect(saved).toBeVisible();
  // It goes again.
  await expect(cellOf(page, key, "note")).toHaveText("Renewal approved");
  await expect(saved).toHaveCount(0);
  await expect.poll(async () => (await licenseOf(page, key)).note).toBe("Renewal approved");
  await page.reload();
  await expect(cellOf(page, key, "note")).toHaveText("Renewal approved");
});

for (const start of ["F2", "Enter"]) {
  test(`${start} starts editing, Esc leaves without a change`, async ({ page }) => {
    const key = await openOwnLicense(page, "as it was");
    await cellOf(page, key, "note").click();
    await page.keyboard.press(start);
    const editor = editorOf(page, "Note", key);
    await expect(editor.getByRole("textbox")).toHaveValue("as it was");
    await editor.getByRole("textbox").fill("never mind");
    await page.keyboard.press("Escape");
    await expect(editor).toBeHidden();
    await expect(cellOf(page, key, "note")).toHaveText("as it was");
    expect((await licenseOf(page, key)).version).toBe(1);
    // The focus is back on the cell: the same key starts again.
    await page.keyboard.press(start);
    await expect(editor).toBeVisible();
  });
}

test("the change history tells who wrote what, before and after", async ({ page }) => {
  const key = await openOwnLicense(page, "first");
  const editor = await editNote(page, key);
  await editor.getByRole("textbox").fill("second");
  await editor.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await licenseOf(page, key)).note).toBe("second");
  const menu = await openMenu(page, key);
  await menu.getByRole("menuitem", { name: "Change history" }).click();
  const history = page.getByRole("dialog", { name: `Change history of ${key}` });
  const newest = history.getByRole("listitem").first();
  await expect(newest).toContainText("Note changed Livia Caduff");
  await expect(newest.getByRole("deletion")).toHaveText("first");
  await expect(newest.getByRole("insertion")).toHaveText("second");
  await expect(history.getByRole("listitem").nth(1)).toContainText("Imported");
  await page.keyboard.press("Escape");
  await expect(history).toBeHidden();
});

for (const length of [2_001, 5_000]) {
  test(`a note of ${length} characters is refused beside the cell and stays`, async ({ page }) => {
    const key = await openOwnLicense(page);
    const text = "ä".repeat(length);
    const editor = await editNote(page, key);
    await editor.getByRole("textbox").fill(text);
    await page.keyboard.press("Enter");
    await expect(editor.getByRole("alert")).toHaveText(
      `The note has ${length.toLocaleString("en")} characters; 2,000 are possible.`,
    );
    await expect(editor.getByRole("textbox")).toHaveValue(text);
    await editor.getByRole("textbox").fill(text.slice(0, 2_000));
    await expect(editor.getByRole("alert")).toBeEmpty();
    await page.keyboard.press("Enter");
    await expect(editor).toBeHidden();
    await expect.poll(async () => (await licenseOf(page, key)).note?.length).toBe(2_000);
  });
}

test("HTML and right-to-left marks are shown as the text they are", async ({ page }) => {
  const key = await openOwnLicense(page);
  const text = `<b>bold</b> <img src=x onerror="alert(1)"> \u05e9\u05dc\u05d5\u05dd \u202eabc\u202c </textarea>`;
  let alerted = false;
  page.on("dialog", () => (alerted = true));
  const editor = await editNote(page, key);
  await editor.getByRole("textbox").fill(text);
  await page.keyboard.press("Enter");
  const cell = cellOf(page, key, "note");
  await expect(cell).toHaveText(text);
  await page.reload();
  await expect(cell).toHaveText(text);
  await expect(cell.locator("b, img")).toHaveCount(0);
  // Isolated, so that it cannot reorder its neighbors.
  await expect(cell.locator("bdi")).toHaveText(text);
  await expect(page.locator("html[data-hydrated]")).toBeAttached();
  await editNote(page, key);
  await expect(editor.getByRole("textbox")).toHaveValue(text);
  expect(alerted).toBe(false);
});

test("a license is renamed, and Tab goes on to the note", async ({ page }) => {
  const key = await openOwnLicense(page);
  await cellOf(page, key, "name").hover();
  await cellOf(page, key, "name").getByRole("button", { name: "Edit Name" }).click();
  const editor = editorOf(page, "Name", key);
  await editor.getByRole("textbox").fill("");
  await page.keyboard.press("Enter");
  await expect(editor.getByRole("alert")).toHaveText("A name is needed.");
  await editor.getByRole("textbox").fill("Head office");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("group", { name: /^Note of / }).getByRole("textbox")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(cellOf(page, key, "name")).toHaveText("Head office");
  await page.reload();
  await expect(cellOf(page, key, "name")).toHaveText("Head office");
});

test("a save that fails keeps the text and is tried again", async ({ page, errors }) => {
  errors.allow(/Failed to load resource/);
  const key = await openOwnLicense(page);
  await page.route(SAVE, (route) => route.abort());
  const editor = await editNote(page, key);
  await editor.getByRole("textbox").fill("typed once");
  await page.keyboard.press("Enter");
  await expect(editor.getByRole("alert")).toHaveText("There is no connection to the server.");
  await expect(editor.getByRole("textbox")).toHaveValue("typed once");
  await page.unroute(SAVE);
  await editor.getByRole("button", { name: "Save" }).click();
  await expect(editor).toBeHidden();
  await expect.poll(async () => (await licenseOf(page, key)).note).toBe("typed once");
});

test("a save that fails while something else is edited is offered in its cell", async ({
  page,
  errors,
}) => {
  errors.allow(/Failed to load resource/);
  const key = await openOwnLicense(page);
  let fail = () => {};
  const asked = new Promise<void>((resolve) => {
    void page.route(SAVE, async (route) => {
      resolve();
      await new Promise<void>((go) => (fail = go));
      await route.abort();
    });
  });
  const editor = await editNote(page, key);
  await editor.getByRole("textbox").fill("typed once");
  await page.keyboard.press("Enter");
  const cell = cellOf(page, key, "note");
  await expect(cell).toContainText("typed once");
  await expect(cell).toContainText("Saving …");
  await cellOf(page, key, "name").hover();
  await cellOf(page, key, "name").getByRole("button", { name: "Edit Name" }).click();
  await asked;
  fail();
  await expect(cell.getByRole("button", { name: "Not saved. Open" })).toBeVisible();
  await page.unroute(SAVE);
  await page.keyboard.press("Escape");
  await cell.getByRole("button", { name: "Not saved. Open" }).click();
  await expect(editor.getByRole("textbox")).toHaveValue("typed once");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await licenseOf(page, key)).note).toBe("typed once");
  await expect(cell).toHaveText("typed once");
});

test.describe("when somebody else was faster", () => {
  async function conflict(page: Page, openBrowser: () => Promise<Page>) {
    const key = await openOwnLicense(page, "before");
    const editor = await editNote(page, key);
    await editor.getByRole("textbox").fill("mine");
    const other = await openBrowser();
    await signIn(other, person("otherPartner", "owner"));
    await writeNote(other, key, "theirs");
    await page.keyboard.press("Enter");
    await expect(editor).toContainText("Somebody else changed this meanwhile. Now it says:");
    await expect(editor.getByRole("blockquote")).toHaveText("theirs");
    await expect(editor.getByRole("textbox")).toHaveValue("mine");
    return { key, editor };
  }

  test("both values are shown, and mine can be kept", async ({ page, openBrowser, errors }) => {
    errors.allow(/status of 409/);
    const { key, editor } = await conflict(page, openBrowser);
    await editor.getByRole("button", { name: "Keep mine" }).click();
    await expect(editor).toBeHidden();
    await expect(cellOf(page, key, "note")).toHaveText("mine");
    await expect.poll(async () => (await licenseOf(page, key)).note).toBe("mine");
  });

  test("both values are shown, and theirs can be taken", async ({ page, openBrowser, errors }) => {
    errors.allow(/status of 409/);
    const { key, editor } = await conflict(page, openBrowser);
    await editor.getByRole("button", { name: "Take theirs" }).click();
    await expect(editor).toBeHidden();
    await expect(cellOf(page, key, "note")).toHaveText("theirs");
    expect(await licenseOf(page, key)).toMatchObject({ note: "theirs", version: 2 });
  });

  test("a change of another field is no conflict", async ({ page, openBrowser, errors }) => {
    errors.allow(/status of 409/);
    const key = await openOwnLicense(page);
    const editor = await editNote(page, key);
    await editor.getByRole("textbox").fill("mine");
    const other = await openBrowser();
    await signIn(other, person("otherPartner", "owner"));
    const { id, version } = await licenseOf(other, key);
    await call(other, "rename_license", { id, version, name: `${key} renamed` });
    await page.keyboard.press("Enter");
    await expect(cellOf(page, key, "note")).toHaveText("mine");
    await expect(cellOf(page, key, "name")).toHaveText(`${key} renamed`);
    expect(await licenseOf(page, key)).toMatchObject({ note: "mine", version: 3 });
  });
});

test.describe("when the session ends in the middle of an edit", () => {
  async function signInAgain(page: Page) {
    const { email, password } = person("otherPartner");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  async function goOn(page: Page, key: string) {
    const editor = editorOf(page, "Note", key);
    await page.keyboard.press("Enter");
    await expect(editor.getByRole("alert")).toHaveText("Your session has ended. Sign in again.");
    await editor.getByRole("link", { name: "Sign in again" }).click();
    await signInAgain(page);
    await expect(page).toHaveURL(new RegExp(`/licenses\\?.*q=${key}`));
    await expect(editor.getByRole("textbox")).toHaveValue("half a sentence");
    await editor.getByRole("button", { name: "Save" }).click();
    await expect(cellOf(page, key, "note")).toHaveText("half a sentence");
    await expect.poll(async () => (await licenseOf(page, key)).note).toBe("half a sentence");
  }

  test("the text is back after signing in", async ({ page, context, errors }) => {
    errors.allow(/status of 401/, /WebSocket connection/);
    const key = await openOwnLicense(page);
    const editor = await editNote(page, key);
    await editor.getByRole("textbox").fill("half a sentence");
    await context.clearCookies();
    await goOn(page, key);
  });

  test("what is typed after that is back, too", async ({ page, context, errors }) => {
    errors.allow(/status of 401/, /WebSocket connection/);
    const key = await openOwnLicense(page);
    const editor = await editNote(page, key);
    await editor.getByRole("textbox").fill("half");
    await context.clearCookies();
    await page.keyboard.press("Enter");
    await expect(editor.getByRole("alert")).toHaveText("Your session has ended. Sign in again.");
    await editor.getByRole("textbox").fill("half a sentence");
    await editor.getByRole("link", { name: "Sign in again" }).click();
    await signInAgain(page);
    await expect(editor.getByRole("textbox")).toHaveValue("half a sentence");
  });

  test("a text that was never sent is back after rows could not be read", async ({ page, context, errors }) => {
    errors.allow(/status of 401/, /WebSocket connection/);
    await withoutSocket(page);
    const key = await openOwnLicense(page);
    const editor = await editNote(page, key);
    await editor.getByRole("textbox").fill("never sent");
    await context.clearCookies();
    await page.getByRole("columnheader", { name: "Product", exact: true }).click();
    const notice = page.getByRole("alert").filter({ hasText: "Your session has ended." });
    await notice.getByRole("link", { name: "Sign in again" }).click();
    await signInAgain(page);
    await expect(editor.getByRole("textbox")).toHaveValue("never sent");
  });

  test("by signing out in another tab, the page says so and the text is back", async ({
    page,
    context,
    errors,
  }) => {
    errors.allow(/status of 401/, /WebSocket connection/);
    const key = await openOwnLicense(page);
    const editor = await editNote(page, key);
    await editor.getByRole("textbox").fill("half a sentence");
    await expect(indicator(page)).toHaveText("Live");
    const tab = await context.newPage();
    await tab.goto("/licenses");
    await expect(tab.locator("html[data-hydrated]")).toBeAttached();
    await tab.getByRole("button", { name: /^Account of / }).click();
    await tab.getByText("Sign out").click();
    await tab.waitForURL(/sign-in/);
    await expect(indicator(page)).toHaveText("Signed out", { timeout: 6_000 });
    await goOn(page, key);
  });
});
