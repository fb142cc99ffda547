import { describe } from 'bun:test';
import { appendConformance } from './conformance/append-conformance.ts';
import { commitConformance } from './conformance/commit-conformance.ts';
import { countConformance } from './conformance/count-conformance.ts';
import { documentConformance } from './conformance/document-conformance.ts';
import { readConformance } from './conformance/read-conformance.ts';
import { stateConformance } from './conformance/state-conformance.ts';
import { stormConformance } from './conformance/storm-conformance.ts';
import type { OpenStore } from './conformance/subject-conformance.ts';

/** What every implementation of `Timeline` must do; each test opens a store of its own. */
export function runTimelineConformance(name: string, open: OpenStore): void {
  describe(`timeline: ${name}`, () => {
    describe('appends', () => appendConformance(open));
    describe('commits', () => commitConformance(open));
    describe('state', () => stateConformance(open));
    describe('documents', () => documentConformance(open));
    describe('counts', () => countConformance(open));
    describe('reads', () => readConformance(open));
    describe('storms', () => stormConformance(open));
  });
}
