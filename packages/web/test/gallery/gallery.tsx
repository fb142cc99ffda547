import { createRoot } from 'react-dom/client';
import { startI18n } from '../../src/common/i18n.ts';
import { Page } from '../../src/common/page.tsx';
import { LanguageMenu, ThemeMenu } from '../../src/common/parts/settings-menu.tsx';
import { Fields } from './fields.tsx';
import { Marks } from './marks.tsx';
import { Presses } from './presses.tsx';

/** All parts on one page, to be looked at and to be tested. */
function Gallery() {
  return (
    <main>
      <h1 className="unseen">Gallery of parts</h1>
      <section aria-label="Settings">
        <div className="row">
          <LanguageMenu />
          <ThemeMenu />
        </div>
      </section>
      <Presses />
      <Fields />
      <Marks />
    </main>
  );
}

startI18n({ en: {}, zh: {} });
const app = document.getElementById('app');
if (app)
  createRoot(app).render(
    <Page>
      <Gallery />
    </Page>,
  );
