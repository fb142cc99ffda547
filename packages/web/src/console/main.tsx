import { realClock } from '@eagre/protocol';
import { createRoot } from 'react-dom/client';
import { startI18n } from '../common/i18n.ts';
import { Page } from '../common/page.tsx';
import { ConsoleApi } from './api/console-api.ts';
import { ConsoleSession } from './api/console-session.ts';
import { ConsoleProvider } from './api/context.tsx';
import { Transport } from './api/transport.ts';
import { Gate } from './frame/gate.tsx';
import { consoleTexts } from './texts/all.ts';
import { ViewProvider } from './view/view.tsx';

startI18n(consoleTexts);
const clock = realClock;
const transport = new Transport({ fetch: (url, init) => fetch(url, init), clock });
const session = new ConsoleSession(transport);
void session.check();

const root = document.getElementById('app');
if (root) {
  createRoot(root).render(
    <Page>
      <ConsoleProvider value={{ api: new ConsoleApi(transport, session), session, clock }}>
        <ViewProvider>
          <Gate />
        </ViewProvider>
      </ConsoleProvider>
    </Page>,
  );
}
