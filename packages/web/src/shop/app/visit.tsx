import type { EagreClient } from '@eagre/client';
import { EagreProvider } from '@eagre/client/react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Spinner } from '../../common/parts/spinner.tsx';
import { Line } from '../connect/line.ts';
import { openClient } from '../connect/shop-client.ts';
import { browserPlaces } from '../identity/browser-places.ts';
import { renamed, type Shopper, takePlace } from '../identity/places.ts';
import { ShopContext } from './shop-context.ts';
import style from './visit.module.css';

interface VisitProps {
  /** `host` is always the same user; shoppers are drawn. */
  readonly who: 'shopper' | 'host';
  /** Called before each client is opened: what the user must be allowed first. */
  readonly prepare?: ((user: string) => Promise<void>) | undefined;
  readonly children: ReactNode;
}

const ports = browserPlaces();
/** One for the page, whatever client uses it. */
const line = new Line();
const hostUser = 'host';
/** Taken once: what renders twice must not find its own place taken. */
let place: Promise<Shopper> | undefined;

/** Makes somebody of whoever opens the page, at once and without a question, and connects him. */
export function Visit({ who, prepare, children }: VisitProps) {
  const [shopper, setShopper] = useState<Shopper>();
  const [client, setClient] = useState<EagreClient>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    place ??= takePlace(ports, who, who === 'host' ? hostUser : undefined);
    void place.then(setShopper);
  }, [who]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks for another client
  useEffect(() => {
    if (shopper === undefined) return;
    let opened: EagreClient | undefined;
    let isOver = false;
    const open = () => {
      if (isOver) return;
      opened = openClient(shopper, line);
      setClient(opened);
    };
    // What is refused here shows in what the client may do; without a server it retries by itself.
    (prepare?.(shopper.user) ?? Promise.resolve()).then(open, open);
    return () => {
      isOver = true;
      void opened?.close();
    };
  }, [shopper, prepare, turn]);
  const state = useMemo(
    () =>
      shopper && {
        shopper,
        line,
        rename: (user: string) => setShopper(renamed(ports, shopper, user)),
        reopen: () => setTurn((now) => now + 1),
      },
    [shopper],
  );
  if (state === undefined || client === undefined) return <Opening />;
  return (
    <ShopContext value={state}>
      <EagreProvider key={`${client.user} ${turn}`} client={client}>
        {children}
      </EagreProvider>
    </ShopContext>
  );
}

function Opening() {
  const { t } = useTranslation();
  return (
    <div className={style['opening']}>
      <Spinner />
      <p>{t('frame.starting')}</p>
    </div>
  );
}
