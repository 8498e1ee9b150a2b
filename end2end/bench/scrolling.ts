import { expect } from "@playwright/test";
import type { BenchPage } from "./bench-page.ts";
import { BUDGETS } from "./budgets.ts";
import type { Table } from "./table.ts";

const SPEED = 6_000;
const SECONDS = 5;
const RUNS = 5;

/** Scrolls down by the wheel, always through rows that were not here before. */
export async function scrolling(bench: BenchPage, table: Table): Promise<void> {
  const [perFrame, blank, longest, drawn]: number[][] = [[], [], [], []];
  await bench.goto("/licenses?tab=all");
  await scroll(bench, false, 1);
  for (let run = 0; run < RUNS; run++) {
    // Looking for blank rows costs time itself, so it has runs of its own.
    const plain = await scroll(bench, false);
    perFrame!.push(plain.cpu / plain.frames);
    drawn!.push(plain.frames / plain.seconds);
    const looked = await scroll(bench, true);
    blank!.push(looked.blank);
    longest!.push(plain.longest);
  }
  table.add(BUDGETS.scroll, perFrame!);
  table.add(BUDGETS.blank, blank!);
  table.add({ what: "scroll at 6,000 px/s, longest frame" }, longest!);
  table.add({ what: "scroll at 6,000 px/s, frames a second", unit: "" }, drawn!);
}

async function scroll(bench: BenchPage, look: boolean, seconds = SECONDS) {
  const { page, cdp } = bench;
  const { x, y, top, rest } = await page.evaluate(() => {
    const scroller = window.bench.scroller();
    const box = scroller.getBoundingClientRect();
    const rest = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, top: scroller.scrollTop, rest };
  });
  expect(rest, "pixels to scroll").toBeGreaterThan(SPEED * seconds);
  await page.evaluate((look) => window.bench.startFrames(look), look);
  const before = { cpu: await bench.cpu(), at: performance.now() };
  await cdp.send("Input.synthesizeScrollGesture", {
    x,
    y,
    yDistance: -SPEED * seconds,
    speed: SPEED,
    preventFling: true,
    gestureSourceType: "mouse",
  });
  const frames = await page.evaluate(() => window.bench.stopFrames());
  const cpu = (await bench.cpu()) - before.cpu;
  const took = (performance.now() - before.at) / 1_000;
  const moved = (await page.evaluate(() => window.bench.scroller().scrollTop)) - top;
  expect(moved, "pixels scrolled").toBeCloseTo(SPEED * seconds, -2);
  await bench.quiet();
  return { ...frames, cpu, seconds: took };
}
