import { expect, test } from "../support/fixtures.ts";
import { cellOf, makeLicenses, unique, writeNote } from "../support/licenses.ts";
import { signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";
import { lookTogether } from "../support/together.ts";

test("what comes at the same time is drawn once a frame", async ({ page, openBrowser }) => {
  await page.addInitScript(() => {
    // What the server says can be piled up here, and told message after message in one go.
    const pile: (() => void)[] = [];
    let piling = false;
    const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage")!;
    Object.defineProperty(WebSocket.prototype, "onmessage", {
      configurable: true,
      set(this: WebSocket, hear: ((event: MessageEvent) => void) | null) {
        const told = (event: MessageEvent) => {
          if (piling) pile.push(() => hear?.call(this, event));
          else hear?.call(this, event);
        };
        set!.call(this, hear && told);
      },
    });
    Object.assign(window, {
      piled: () => pile.length,
      pileUp: () => (piling = true),
      tell: async () => {
        const drawings: { frame: number; text: string }[] = [];
        let frame = 0;
        const count = () => {
          frame += 1;
          requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
        const body = document.querySelector(".grid-body")!;
        const observer = new MutationObserver(() => {
          drawings.push({ frame, text: body.querySelector(".c-note")?.textContent ?? "" });
        });
        observer.observe(body, { subtree: true, childList: true, characterData: true, attributes: true });
        for (const hear of pile.splice(0)) {
          hear();
          // Observers are called between two messages, too.
          await Promise.resolve();
          await Promise.resolve();
        }
        piling = false;
        for (let n = 0; n < 5; n++) await new Promise(requestAnimationFrame);
        observer.disconnect();
        return drawings;
      },
    });
  });
  type Told = { piled: () => number; pileUp: () => void; tell: () => Promise<{ frame: number; text: string }[]> };

  const key = unique("FRAME");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Live GmbH" }]);
  const other = await lookTogether(page, openBrowser, key);
  await page.evaluate(() => (window as unknown as Told).pileUp());
  for (const [at, note] of ["first", "second", "third"].entries()) {
    await writeNote(other, key, note);
    const piled = () => page.evaluate(() => (window as unknown as Told).piled());
    await expect.poll(piled, "the change is told").toBeGreaterThan(at);
  }
  const drawings = await page.evaluate(() => (window as unknown as Told).tell());
  await expect(cellOf(page, key, "note")).toHaveText("third");
  expect(drawings.map(({ text }) => text)).toEqual(["first", "third"]);
  // The first frame shows the first, so the other two come with the second.
  expect(drawings.map(({ frame }) => frame)).toEqual([0, 2]);
});
