import type { Input, Outcome, Timing, Want } from "./types.ts";

/** Measures operations and frames. Runs in the page after installReading, as a whole. */
export function installTiming(): void {
  const LIMIT = 30_000;
  const { bench } = window;

  /** Looks after each change and in each frame until it holds. */
  function until(holds: () => boolean, what: () => string, limit = LIMIT): Promise<void> {
    return new Promise((resolve, reject) => {
      let ended = false;
      const end = (how: () => void) => {
        ended = true;
        observer.disconnect();
        clearTimeout(timer);
        how();
      };
      const look = () => {
        if (!ended && holds()) end(resolve);
      };
      const frame = () => {
        look();
        if (!ended) requestAnimationFrame(frame);
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      const timer = setTimeout(() => end(() => reject(new Error(`after ${limit} ms: ${what()}`))), limit);
      requestAnimationFrame(frame);
    });
  }

  let running: Promise<Outcome> = Promise.reject(new Error("nothing was measured"));
  running.catch(() => {});
  function measure(since: () => number, right: Promise<void>): void {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    running = right
      .then(frame)
      .then(frame)
      .then(() => ({ ms: performance.now() - since(), covered: bench.covered(), seen: bench.seen() }));
    running.catch(() => {});
  }

  function arm(want: Want, input: Input): void {
    let since = Number.NaN;
    const hear = (event: Event) => {
      if (input.key === undefined || (event as KeyboardEvent).key === input.key) since = event.timeStamp;
    };
    addEventListener(input.type, hear, { capture: true });
    const right = until(() => !Number.isNaN(since) && bench.reads(want), () => bench.difference(want));
    void right.catch(() => {}).then(() => removeEventListener(input.type, hear, { capture: true }));
    measure(() => since, right);
  }

  function jump(share: number): void {
    const box = bench.scroller();
    const before = new Set(bench.seen().map(({ at }) => at));
    const since = performance.now();
    box.scrollTop = (box.scrollHeight - box.clientHeight) * share;
    // What is cheap to know comes first; where rows stand is not. Elements are moved before they are
    // filled anew: the old rows in the new place do not count.
    const busy = () => bench.rows().some((row) => row.getAttribute("aria-busy") === "true");
    const there = () => !busy() && bench.covered() && !bench.seen().some(({ at }) => before.has(at));
    const right = until(there, () => "the rows of the new place did not come");
    measure(() => since, right);
  }

  let frames = { frames: 0, blank: 0, longest: 0 };
  let counting = false;
  function startFrames(look: boolean): void {
    const counted = { frames: 0, blank: 0, longest: 0 };
    [frames, counting] = [counted, true];
    let before = performance.now();
    const tick = (now: number) => {
      if (!counting || frames !== counted) return;
      const gap = now - before;
      before = now;
      counted.frames += 1;
      counted.longest = Math.max(counted.longest, gap);
      if (look) {
        // While this thread was late, the browser went on scrolling what was drawn before.
        const behind = gap > 25 && !bench.covered();
        bench.soon(() => {
          if (behind || !bench.covered()) counted.blank += 1;
        });
      }
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }
  function stopFrames() {
    counting = false;
    return frames;
  }

  const timing: Timing = {
    settled: (want, limit) => until(() => bench.reads(want) && bench.covered(), () => bench.difference(want), limit),
    arm,
    jump,
    outcome: () => running,
    startFrames,
    stopFrames,
  };
  Object.assign(bench, timing);
}
