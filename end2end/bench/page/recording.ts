import type { Change, Recording, Want } from "./types.ts";

/** Notes what is shown over time. Runs in the page after installReading, as a whole. */
export function installRecording(): void {
  const WATCHED = { subtree: true, childList: true, characterData: true, attributes: true };
  const { bench } = window;
  let observer = new MutationObserver(() => {});

  let results: number[] = [];
  function startResults(wants: Want[]): void {
    results = [];
    let due = false;
    const note = () => {
      due = false;
      if (bench.waits()) return;
      const now = wants.findIndex(bench.reads);
      if (now !== results.at(-1)) results.push(now);
    };
    note();
    observer = new MutationObserver(() => {
      if (!due) bench.afterFrame(note);
      due = true;
    });
    observer.observe(document, WATCHED);
  }
  function stopResults(): number[] {
    observer.disconnect();
    return results;
  }

  let changes: Change[] = [];
  let cost = 0;
  function startChanges(): void {
    [changes, cost] = [[], 0];
    const texts = new Map(bench.rows().map((row) => [bench.line(row).at, bench.line(row).text]));
    const touched = new Set<Element>();
    const note = () => {
      const begin = performance.now();
      for (const row of bench.rows()) {
        if (!touched.has(row)) continue;
        const line = bench.line(row);
        if (texts.get(line.at) === line.text) continue;
        texts.set(line.at, line.text);
        changes.push({ time: performance.timeOrigin + begin, line });
      }
      touched.clear();
      cost += performance.now() - begin;
    };
    observer = new MutationObserver((records) => {
      const begin = performance.now();
      const before = touched.size;
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        const row = element?.closest("[role=row]");
        if (row) touched.add(row);
        else element?.querySelectorAll("[role=row]").forEach((row) => touched.add(row));
      }
      if (before === 0 && touched.size > 0) bench.afterFrame(note);
      cost += performance.now() - begin;
    });
    observer.observe(document, WATCHED);
  }
  function stopChanges() {
    observer.disconnect();
    return { changes, cost };
  }

  let memory: WebAssembly.Memory | undefined;
  function keep<T>(made: T): T {
    const source = made as { instance?: WebAssembly.Instance; exports?: WebAssembly.Exports };
    const exports = Object.values(source.instance?.exports ?? source.exports ?? {});
    memory ??= exports.find((one) => one instanceof WebAssembly.Memory);
    return made;
  }
  for (const name of ["instantiate", "instantiateStreaming"] as const) {
    const original = WebAssembly[name] as (...from: unknown[]) => Promise<unknown>;
    Object.assign(WebAssembly, { [name]: (...from: unknown[]) => original(...from).then(keep) });
  }

  const recording: Recording = {
    startResults,
    stopResults,
    startChanges,
    stopChanges,
    wasmBytes: () => memory?.buffer.byteLength ?? 0,
  };
  Object.assign(bench, recording);
}
