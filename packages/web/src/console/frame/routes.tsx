import { type ComponentType, lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Route, Switch } from 'wouter';
import { PageHead } from '../parts/page-head.tsx';
import { Loading } from '../parts/states.tsx';
import { PageGuard } from './page-guard.tsx';

/** Pages by their path below `/console`, each fetched when it is first opened. */
const pages: readonly (readonly [path: string, page: ComponentType])[] = [
  ['/', lazy(async () => ({ default: (await import('../now/now-page.tsx')).NowPage }))],
  ['/rooms', lazy(async () => ({ default: (await import('../rooms/rooms-page.tsx')).RoomsPage }))],
  [
    '/rooms/:app/:room',
    lazy(async () => ({ default: (await import('../rooms/room-page.tsx')).RoomPage })),
  ],
  [
    '/queues',
    lazy(async () => ({ default: (await import('../queues/queues-page.tsx')).QueuesPage })),
  ],
  [
    '/queues/:app/:id',
    lazy(async () => ({
      default: (await import('../queues/conversation-page.tsx')).ConversationPage,
    })),
  ],
  [
    '/people',
    lazy(async () => ({ default: (await import('../people/people-page.tsx')).PeoplePage })),
  ],
  [
    '/people/:app/:user',
    lazy(async () => ({ default: (await import('../people/user-page.tsx')).UserPage })),
  ],
  ['/ways', lazy(async () => ({ default: (await import('../ways/ways-page.tsx')).WaysPage }))],
  ['/ways/:id', lazy(async () => ({ default: (await import('../ways/way-page.tsx')).WayPage }))],
  ['/nodes', lazy(async () => ({ default: (await import('../nodes/nodes-page.tsx')).NodesPage }))],
  [
    '/configuration',
    lazy(async () => ({ default: (await import('../settings/settings-page.tsx')).SettingsPage })),
  ],
  ['/apps', lazy(async () => ({ default: (await import('../apps/apps-page.tsx')).AppsPage }))],
  ['/audit', lazy(async () => ({ default: (await import('../audit/audit-page.tsx')).AuditPage }))],
];

export function Routes() {
  return (
    <PageGuard>
      <Suspense fallback={<Loading />}>
        <Switch>
          {pages.map(([path, Page]) => (
            <Route key={path} path={path}>
              <Page />
            </Route>
          ))}
          <Route>
            <NoPage />
          </Route>
        </Switch>
      </Suspense>
    </PageGuard>
  );
}

function NoPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('frame.noPage')} />
      <Link href="/">{t('frame.toNow')}</Link>
    </>
  );
}
