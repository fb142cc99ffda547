import { createContext, useContext } from 'react';
import type { Line } from '../connect/line.ts';
import type { Shopper } from '../identity/places.ts';

/** What every part of the page knows of its visitor. */
export interface ShopState {
  readonly shopper: Shopper;
  readonly line: Line;
  /** Becomes somebody else: a client of its own, with other chats. */
  rename(user: string): void;
  /** Begins anew as the same one, when the server had put the device out. */
  reopen(): void;
}

export const ShopContext = createContext<ShopState | undefined>(undefined);

export function useShop(): ShopState {
  const state = useContext(ShopContext);
  if (state === undefined) throw new Error('there is no <Visit> above this');
  return state;
}
