import { expect } from "@playwright/test";
import type { Line, List } from "./page/types.ts";

const NUMBER = /^[\d.,]+$/;
const SUMS = /^[\d.,]+ ?\/ ?[\d.,]+$/;

/** The numbers that a group's row shows: its count and its sums. */
export function numbers(line: Line): number[] {
  const shown = line.words.filter((word) => NUMBER.test(word) || SUMS.test(word));
  return shown.flatMap((word) => word.split("/").map((part) => Number(part.replace(/[^\d]/g, ""))));
}

/** The name of a group. */
export function groupName(line: Line, column: string): string {
  return line.words.filter((word) => word !== column && !NUMBER.test(word) && !SUMS.test(word)).join(" ");
}

/** Text as people compare it: no case, no accents. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
}

function isSorted<T>(values: T[]): boolean {
  return values.every((value, at) => at === 0 || values[at - 1]! <= value);
}

/** All rows are closed groups of this column, in the order of their names, and hold all licenses. */
export function expectGroups(list: List, column: string): void {
  expect(list.role).toBe("treegrid");
  expect(list.lines.every(({ group }) => group), `groups only, by ${column}`).toBe(true);
  const names = list.lines.map((line) => fold(groupName(line, column)));
  expect(new Set(names).size, `different groups by ${column}`).toBe(names.length);
  expect(isSorted(names), `groups by ${column} in order: ${names}`).toBe(true);
  expect(list.lines.map((line) => numbers(line).length), "a count and two sums each").toEqual(list.lines.map(() => 3));
  const counts = list.lines.map((line) => numbers(line)[0] ?? 0);
  if (list.lines.length < 50) expect(counts.reduce((a, b) => a + b, 0), "counts of all groups").toBe(list.count);
}

/** The group at this place is open, and what lies in it follows: `inside` groups or rows. */
export function expectOpen(list: List, place: number, inside: "groups" | "rows"): void {
  const below = list.lines[place + 1];
  expect(below, `something below the group at ${place}`).toBeTruthy();
  const level = (line?: Line) => Number(line?.text.split(" | ")[0]);
  expect(level(below), "a level deeper").toBe(level(list.lines[place]) + 1);
  expect(below?.group, `${inside} in the group`).toBe(inside === "groups");
}

/** The rows stand in the order of the dates in this cell. */
export function expectByDate(list: List, cell: number, direction: "ascending" | "descending"): void {
  const dates = list.lines.map(({ cells }) => Date.parse(/\d{1,2} \w{3} \d{4}/.exec(cells[cell] ?? "")?.[0] ?? ""));
  const known = dates.filter((date) => !Number.isNaN(date));
  expect(known.length, "rows with a date").toBeGreaterThan(0);
  expect(isSorted(direction === "ascending" ? known : known.reverse()), `${direction} dates`).toBe(true);
}

/** Each row has the words that were searched for. */
export function expectHits(list: List, words: string): void {
  const without = list.lines.filter(({ cells }) => !cells.some((cell) => fold(cell).includes(fold(words))));
  expect(without.map(({ text }) => text), `rows without "${words}"`).toEqual([]);
  expect(list.count, `hits for "${words}"`).toBeGreaterThan(0);
}

/** How far the counts and sums of groups are apart, all differences added. */
export function drift(shown: Line[], truth: Line[]): number {
  const known = new Map(truth.filter(({ group }) => group).map((line) => [line.at, numbers(line)]));
  const groups = shown.filter(({ group }) => group);
  return groups.reduce((sum, line) => {
    const [now, right] = [numbers(line), known.get(line.at) ?? []];
    const length = Math.max(now.length, right.length);
    return sum + Array.from({ length }, (_, n) => Math.abs((now[n] ?? 0) - (right[n] ?? 0))).reduce((a, b) => a + b, 0);
  }, 0);
}
