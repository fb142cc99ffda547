import type { SeriesAnswer } from '@eagre/server/console';
import { mergedAt, type Values } from './merge.ts';
import { NodeColumns } from './node-columns.ts';

/** A node that answers late is waited for so many steps; then the others are shown without it. */
const waitSteps = 3;

/**
 * A node that did not answer for so many steps is asked for what is missing of it. Asking is for all
 * nodes at once, so a longer absence would make every answer long; it stays a gap.
 */
const patienceSteps = 30;

/** So many slots more than are shown may be kept, so that the oldest are not cut off each second. */
const slackSteps = 600;

/**
 * The figures of a time range, put together from pages. Slots are steps since 1970 less the book's
 * first, so nodes whose clocks tick at different moments of a second share them. Columns are the same
 * arrays all the time and only grow at their end; they may be longer than `times`.
 */
export class SeriesBook {
  readonly stepMs: number;
  readonly spanMs: number;
  readonly #nodes = new Map<string, NodeColumns>();
  readonly #merged = new Map<string, Values>();
  /** The start of each slot, in seconds. */
  readonly #times: number[] = [];
  #firstSlot: number | undefined;

  constructor(stepMs: number, spanMs: number) {
    this.stepMs = stepMs;
    this.spanMs = spanMs;
  }

  /** Seconds since 1970 of every slot that is known of all nodes. */
  get times(): readonly number[] {
    return this.#times;
  }

  /** Names of nodes, sorted as people do. */
  get nodes(): readonly string[] {
    return [...this.#nodes.keys()].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  }

  /** Keys of figures: names of series and those of drops. */
  get keys(): readonly string[] {
    return [...this.#merged.keys()];
  }

  /** Of all nodes together, or of one. */
  values(key: string, node?: string): readonly (number | null)[] {
    const columns = node === undefined ? this.#merged : this.#nodes.get(node)?.columns;
    return columns?.get(key) ?? [];
  }

  /** `since` of the next question, ms. */
  since(nowMs: number): number {
    const oldest = nowMs - this.spanMs;
    const newest = this.#newest();
    let from = newest;
    for (const { last, hasMore } of this.#nodes.values()) {
      if (hasMore || newest - last <= patienceSteps) from = Math.min(from, last);
    }
    if (this.#firstSlot === undefined || from < 0) return oldest;
    return Math.max(oldest, (this.#firstSlot + from) * this.stepMs);
  }

  /** Takes an answer in; true when there is more to ask for. */
  add(answer: SeriesAnswer): boolean {
    for (const columns of this.#nodes.values()) columns.hasMore = false;
    const pages = answer.nodes.filter(({ values }) => values.connections.length > 0);
    if (pages.length === 0) return false;
    const slots = pages.map(({ from }) => Math.floor(from / this.stepMs));
    const first = this.#firstSlot ?? Math.min(...slots);
    this.#firstSlot = first;
    pages.forEach((page, index) => {
      this.#columnsOf(page.node).add(page, (slots[index] ?? first) - first);
    });
    this.#merge(Math.max(0, Math.min(...slots) - first));
    this.#trim();
    return pages.some(({ more }) => more);
  }

  #columnsOf(node: string): NodeColumns {
    const columns = this.#nodes.get(node) ?? new NodeColumns();
    this.#nodes.set(node, columns);
    return columns;
  }

  #newest(): number {
    let newest = -1;
    for (const { last } of this.#nodes.values()) newest = Math.max(newest, last);
    return newest;
  }

  #merge(changedFrom: number): void {
    const nodes = [...this.#nodes.values()];
    const newest = this.#newest();
    const start = Math.min(changedFrom, this.#times.length);
    const waited = nodes.filter(({ last, hasMore }) => hasMore || newest - last <= waitSteps);
    const until = waited.reduce((least, { last }) => Math.min(least, last), newest);
    for (const key of new Set(nodes.flatMap(({ columns }) => [...columns.keys()]))) {
      // What was not there before has its past to be put together too.
      const known = this.#merged.get(key);
      const merged = known ?? [];
      const columns = nodes.map((node) => node.columns.get(key));
      const from = known === undefined ? 0 : Math.min(start, known.length);
      for (let at = from; at <= until; at += 1) merged[at] = mergedAt(key, columns, at);
      this.#merged.set(key, merged);
    }
    const first = this.#firstSlot ?? 0;
    for (let at = this.#times.length; at <= until; at += 1) {
      this.#times.push(((first + at) * this.stepMs) / 1000);
    }
  }

  #trim(): void {
    const over = this.#times.length - this.spanMs / this.stepMs;
    if (over <= slackSteps || this.#firstSlot === undefined) return;
    this.#firstSlot += over;
    this.#times.splice(0, over);
    for (const values of this.#merged.values()) values.splice(0, over);
    for (const columns of this.#nodes.values()) columns.trim(over);
  }
}
