import type { InPage, Line, List, Reading, Want } from "./types.ts";

/**
 * Reads the grid. Runs in the page before its own scripts, as a whole: it cannot use anything from
 * outside. It looks at roles, names and numbers only, so it outlives other markup.
 */
export function installReading(): void {
  const clean = (text: string | null) => (text ?? "").replace(/\s+/g, " ").trim();
  const gridOf = (root: ParentNode) => root.querySelector<HTMLElement>("[data-row-count]");
  const countOf = (grid: HTMLElement | null) => Number(grid?.dataset.rowCount ?? Number.NaN);
  const indexOf = (row: Element) => Number(row.getAttribute("aria-rowindex"));
  const rowsOf = (grid: ParentNode | null): HTMLElement[] => [
    ...(grid?.querySelectorAll<HTMLElement>("[role=row][aria-rowindex]:not([hidden], [aria-rowindex='1'])") ?? []),
  ];
  const cellsOf = (row: Element) => [...row.children].map((cell) => clean(cell.textContent));

  function words(element: Element): string[] {
    const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode()) found.push(clean(walker.currentNode.nodeValue));
    return found.filter((text) => text !== "");
  }

  function textOf(row: Element): string {
    return [row.getAttribute("aria-level"), row.getAttribute("aria-expanded"), ...cellsOf(row)].join(" | ");
  }

  function line(row: HTMLElement): Line {
    const group = row.hasAttribute("aria-expanded");
    return { at: indexOf(row), group, cells: cellsOf(row), words: group ? words(row) : [], text: textOf(row) };
  }

  function read(root: ParentNode = document): List {
    const grid = gridOf(root);
    const lines = rowsOf(grid).map(line).sort((a, b) => a.at - b.at);
    return { role: grid?.getAttribute("role") ?? "", count: countOf(grid), lines };
  }

  /** Compares the cheapest first: it is asked for after each change of the page. */
  function reads(want: Want): boolean {
    const grid = gridOf(document);
    if (countOf(grid) !== want.count) return false;
    const rows = new Map(rowsOf(grid).map((row) => [indexOf(row), row]));
    return want.lines.every(({ at, text }) => {
      const row = rows.get(at);
      return row !== undefined && textOf(row) === text;
    });
  }

  function difference(want: Want): string {
    const { count, lines } = read();
    const shown = new Map(lines.map((line) => [line.at, line.text]));
    const wrong = want.lines.find(({ at, text }) => shown.get(at) !== text);
    const rows = wrong ? `; row ${wrong.at} is "${shown.get(wrong.at)}", not "${wrong.text}"` : "";
    return `${count} rows, should be ${want.count}${rows}`;
  }

  let scrolling: { grid: Element; scroller: HTMLElement } | undefined;
  function scroller(): HTMLElement {
    const grid = gridOf(document);
    if (!grid) throw new Error("there is no grid");
    if (scrolling?.grid === grid) return scrolling.scroller;
    let element: HTMLElement = grid;
    while (!/auto|scroll/.test(getComputedStyle(element).overflowY) && element.parentElement) {
      element = element.parentElement;
    }
    scrolling = { grid, scroller: element };
    return element;
  }

  /** The rows in view with their edges, from the top, and the view's own edges below the headers. */
  function inView(): { rows: { row: HTMLElement; top: number; bottom: number }[]; top: number; bottom: number } {
    const box = scroller().getBoundingClientRect();
    const head = gridOf(document)?.querySelector("[role=row][aria-rowindex='1']")?.getBoundingClientRect();
    const top = Math.max(box.top, head?.bottom ?? 0);
    const bottom = Math.min(box.top + scroller().clientHeight, innerHeight);
    const rows = rowsOf(gridOf(document)).map((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return { row, top, bottom };
    });
    const shown = rows.filter((row) => row.bottom > top + 1 && row.top < bottom - 1);
    return { rows: shown.sort((a, b) => a.top - b.top), top, bottom };
  }

  const empty = (row: Element) => row.getAttribute("aria-busy") === "true" || clean(row.textContent) === "";

  function covered(): boolean {
    const { rows, top, bottom } = inView();
    let edge = top;
    let last = 1;
    for (const { row, top, bottom } of rows) {
      if (empty(row) || top > edge + 1) return false;
      edge = Math.max(edge, bottom);
      last = indexOf(row);
    }
    return edge >= bottom - 1 || last === Number(gridOf(document)?.getAttribute("aria-rowcount"));
  }

  const channel = new MessageChannel();
  const due: (() => void)[] = [];
  channel.port1.onmessage = () => due.shift()?.();
  function soon(then: () => void): void {
    due.push(then);
    channel.port2.postMessage(0);
  }

  const reading: Reading = {
    read,
    columns: () =>
      [...document.querySelectorAll("[role=columnheader]")].map((head) => head.ariaLabel ?? clean(head.textContent)),
    seen: () => inView().rows.map(({ row }) => line(row)),
    covered,
    reads,
    difference,
    line,
    rows: () => rowsOf(gridOf(document)),
    waits: () => inView().rows.some(({ row }) => empty(row)),
    scroller,
    soon,
    afterFrame: (then) => void requestAnimationFrame(() => soon(then)),
  };
  window.bench = reading as InPage;
}
