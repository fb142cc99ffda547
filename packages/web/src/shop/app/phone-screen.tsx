import { type ReactNode, useState } from 'react';
import { UNSAFE_PortalProvider } from 'react-aria';
import style from './phone-screen.module.css';

/**
 * The screen of the phone. Dialogs, menus and tips of what is inside open inside, too: they are put
 * into its own element, which positions what is fixed.
 */
export function PhoneScreen({ children }: { children: ReactNode }) {
  const [screen, setScreen] = useState<HTMLElement | null>(null);
  return (
    <div ref={setScreen} className={style['screen']}>
      <UNSAFE_PortalProvider getContainer={() => screen}>{children}</UNSAFE_PortalProvider>
    </div>
  );
}
