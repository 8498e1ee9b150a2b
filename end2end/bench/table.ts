import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What is measured, and what it is measured against. */
export interface Measure {
  what: string;
  /** Milliseconds unless said otherwise. */
  unit?: string;
  /** What others need for the same. */
  peer?: string;
  /** The most that it may be. */
  budget?: number;
  /** Which figure has to keep the budget; the median unless said otherwise. */
  judged?: "median" | "p95";
}

interface Figure extends Measure {
  median: number;
  p95: number;
  runs: number;
}

/** The value that this share of the values does not exceed. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Measurements as Markdown for people and JSON for comparing. */
export class Table {
  private readonly rows: Figure[] = [];
  private readonly notes: string[] = [];

  constructor(private readonly title: string) {}

  /** Adds what the runs of one operation measured; a text alone names milliseconds. */
  add(measure: Measure | string, values: number[]): void {
    const measured = typeof measure === "string" ? { what: measure } : measure;
    const [median, p95] = [quantile(values, 0.5), quantile(values, 0.95)];
    this.rows.push({ ...measured, median, p95, runs: values.length });
  }

  note(text: string): void {
    this.notes.push(text);
  }

  print(): void {
    const table = this.rows.some(({ budget }) => budget !== undefined) ? this.judged() : this.plain();
    console.log(["", this.title, ...this.notes, "", ...table, ""].join("\n"));
  }

  write(file: string): void {
    mkdirSync(dirname(file), { recursive: true });
    const rows = this.rows.map((row) => ({ ...row, met: met(row) }));
    writeFileSync(file, JSON.stringify({ title: this.title, notes: this.notes, rows }, null, 2));
  }

  private plain(): string[] {
    return [
      "| what | median, ms | p95, ms |",
      "|---|---|---|",
      ...this.rows.map(({ what, median, p95 }) => `| ${what} | ${number(median)} | ${number(p95)} |`),
    ];
  }

  private judged(): string[] {
    const lines = this.rows.map((row) => {
      const unit = row.unit ?? "ms";
      const value = (of: number) => `${unit === "%" ? of.toFixed(1) : number(of)} ${unit}`.trim();
      const budget = row.budget === undefined ? "–" : row.budget === 0 ? value(0) : `<= ${value(row.budget)}`;
      const judged = row.judged === "p95" ? `${budget}, p95` : budget;
      const answer = { true: "yes", false: "**no**", undefined: "–" }[String(met(row))];
      const cells = [row.what, row.peer ?? "–", judged, value(row.median), value(row.p95), answer];
      return `| ${cells.join(" | ")} |`;
    });
    return ["| what | peer | budget | median | p95 | met? |", "|---|---|---|---|---|---|", ...lines];
  }
}

/** Whether the budget was kept; undefined without one. */
function met(row: Figure): boolean | undefined {
  if (row.budget === undefined) return undefined;
  return (row.judged === "p95" ? row.p95 : row.median) <= row.budget;
}

function number(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en-US");
}
