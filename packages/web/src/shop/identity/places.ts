import type { Random } from '@eagre/protocol/random';
import { drawDevice, drawName, faultOfName } from './names.ts';

/** Who this tab is. Without `place` nothing of it is kept, and positions must not be either. */
export interface Shopper {
  readonly user: string;
  readonly device: string;
  readonly place?: string | undefined;
}

/** What of the browser this stands on. */
export interface PlacePorts {
  /** Outlives the tab's reloads, not the tab. */
  readonly tab: Pick<Storage, 'getItem' | 'setItem'>;
  /** Outlives the browser. */
  readonly lasting: Pick<Storage, 'getItem' | 'setItem'>;
  /** Holds a name for as long as the page lives; gives whether it got it within so long. */
  hold(name: string, waitMs: number): Promise<boolean>;
  readonly random: Random;
}

/** Tabs of one browser that are remembered; more than anybody opens to try a shop. */
const mostPlaces = 16;
/** A page that is loaded anew waits for its former self to let go of the place. ms. */
const reloadWaitMs = 1000;
const tabKey = 'eagre.shop.place';

/**
 * Takes the first place that no other tab sits on: two tabs are two shoppers, a tab that is loaded anew
 * is the same one, and so is a browser that comes back tomorrow. `user` fixes who sits there.
 */
export async function takePlace(ports: PlacePorts, role: string, user?: string): Promise<Shopper> {
  const { tab, lasting, random } = ports;
  const all = Array.from({ length: mostPlaces }, (_, index) => `eagre.shop.${role}.${index + 1}`);
  const before = read(tab, tabKey);
  const wanted = all.find((place) => place === before);
  for (const place of wanted ? [wanted, ...all] : all) {
    if (!(await ports.hold(place, place === wanted ? reloadWaitMs : 0))) continue;
    const kept = shopperOf(read(lasting, place));
    const device = kept?.device ?? drawDevice(random);
    const shopper = { user: user ?? kept?.user ?? drawName(random), device, place };
    write(tab, tabKey, place);
    remember(lasting, shopper);
    return shopper;
  }
  return { user: user ?? drawName(random), device: drawDevice(random) };
}

/** Another name for whoever sits at this place: to the server, another user. */
export function renamed(ports: PlacePorts, shopper: Shopper, user: string): Shopper {
  const next = { ...shopper, user };
  remember(ports.lasting, next);
  return next;
}

function remember(lasting: PlacePorts['lasting'], { user, device, place }: Shopper): void {
  if (place !== undefined) write(lasting, place, JSON.stringify({ user, device }));
}

function shopperOf(text: string | undefined): { user: string; device: string } | undefined {
  try {
    const { user, device } = JSON.parse(text ?? '{}') as Record<string, unknown>;
    const isWhole = [user, device].every(
      (name) => typeof name === 'string' && faultOfName(name) === undefined,
    );
    return isWhole ? { user: user as string, device: device as string } : undefined;
  } catch {
    return undefined;
  }
}

/** A browser may forbid its storage: then every load is a new shopper. */
function read(storage: PlacePorts['tab'], key: string): string | undefined {
  try {
    return storage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(storage: PlacePorts['tab'], key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // As above.
  }
}
