import { Window } from 'happy-dom';

/** What React and the testing library look for. Timers and sockets stay those of the runtime. */
const names = [
  'document',
  'navigator',
  'HTMLElement',
  'HTMLIFrameElement',
  'Element',
  'Node',
  'Event',
  'MutationObserver',
] as const;

/** A page for the tests of one file; `close` leaves the globals as they were. */
export function openDom(): { close(): Promise<void> } {
  const window = new Window({ url: 'http://shop.test/' });
  const given: Record<string, unknown> = { window, IS_REACT_ACT_ENVIRONMENT: true };
  for (const name of names) given[name] = window[name];
  const before = new Map<string, PropertyDescriptor | undefined>();
  for (const [name, value] of Object.entries(given)) {
    before.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return {
    async close() {
      for (const [name, descriptor] of before) {
        if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
        else Object.defineProperty(globalThis, name, descriptor);
      }
      await window.happyDOM.close();
    },
  };
}
