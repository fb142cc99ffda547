import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Route, Switch } from 'wouter';
import { startI18n } from '../common/i18n.ts';
import { Page } from '../common/page.tsx';
import { ShopPage } from './app/shop-page.tsx';
import { HostPage } from './host/host-page.tsx';
import { en } from './texts/en.ts';
import { zh } from './texts/zh.ts';

startI18n({ en, zh });

const root = document.getElementById('app');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Page>
        <Switch>
          <Route path="/host">
            <HostPage />
          </Route>
          <Route>
            <ShopPage />
          </Route>
        </Switch>
      </Page>
    </StrictMode>,
  );
}
