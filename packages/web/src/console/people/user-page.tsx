import type { UserPage as User } from '@eagre/server/console';
import { Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import { formatDateTime } from '../../common/format.ts';
import { Avatar } from '../../common/parts/avatar.tsx';
import { Badge } from '../../common/parts/badge.tsx';
import { Empty } from '../../common/parts/empty.tsx';
import { useApi } from '../api/context.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { ChangeButton } from '../changes/change-button.tsx';
import { Id } from '../links/id-link.tsx';
import { decodedPart } from '../links/paths.ts';
import { About } from '../parts/about.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { Stack } from '../parts/stack.tsx';
import { AnswerView, MissingNodes } from '../parts/states.tsx';
import { DevicePanel } from './user/device-panel.tsx';
import { DisabledSwitch } from './user/disabled-switch.tsx';
import { UserConversations } from './user/user-conversations.tsx';

const everyMs = 2_000;

/** One user: the devices, how far each has got, the conversations, and the means to keep them out. */
export function UserPage() {
  const { t } = useTranslation();
  const params = useParams<{ app: string; user: string }>();
  const app = decodedPart(params.app);
  const user = decodedPart(params.user);
  const api = useApi();
  const inApp = `apps/${encodeURIComponent(app)}`;
  const path = `${inApp}/v1/users/${encodeURIComponent(user)}`;
  const answer = useAnswer<User>(`${inApp}/users/${encodeURIComponent(user)}`, { everyMs });
  const devices = answer.data?.devices.length ?? 0;
  return (
    <>
      <PageHead
        title={answer.data?.name ?? user}
        text={<AboutUser app={app} user={user} page={answer.data} />}
        actions={
          answer.data === undefined ? undefined : (
            <>
              <DisabledSwitch
                path={path}
                isKnown={answer.data.createdAt !== undefined}
                isDisabled={answer.data.disabled}
                user={user}
                onDone={answer.refresh}
              />
              <ChangeButton
                label={t('person.kickAll')}
                variant="danger"
                isDisabled={devices === 0}
                question={{
                  title: t('person.kickAllTitle', { user, count: devices }),
                  text: t('person.kickText'),
                }}
                work={() => api.send('DELETE', `${path}/devices`)}
                done={t('person.kickedAll', { user })}
                onDone={answer.refresh}
              />
            </>
          )
        }
      />
      <AnswerView answer={answer}>
        {(page) => (
          <Stack>
            <MissingNodes nodes={page.missing} />
            {page.devices.length === 0 ? (
              <Panel>
                <Empty
                  icon={<Smartphone aria-hidden="true" />}
                  title={t('person.offline')}
                  text={t('person.offlineText')}
                />
              </Panel>
            ) : (
              page.devices.map((device) => (
                <DevicePanel
                  key={`${device.node} ${device.device}`}
                  device={device}
                  path={path}
                  onDone={answer.refresh}
                />
              ))
            )}
            <UserConversations app={app} path={path} />
          </Stack>
        )}
      </AnswerView>
    </>
  );
}

function AboutUser({ app, user, page }: { app: string; user: string; page: User | undefined }) {
  const { t } = useTranslation();
  return (
    <About>
      <Avatar name={page?.name ?? user} size={24} />
      <Id>{user}</Id>
      <Badge>{app}</Badge>
      {page === undefined ? null : (
        <>
          <Badge tone={page.disabled ? 'bad' : page.devices.length > 0 ? 'good' : 'neutral'} hasDot>
            {t(
              page.disabled
                ? 'person.states.disabled'
                : page.devices.length > 0
                  ? 'person.states.online'
                  : 'person.states.offline',
            )}
          </Badge>
          <span>
            {page.createdAt === undefined
              ? t('person.unknown')
              : t('person.created', { at: formatDateTime(page.createdAt) })}
          </span>
        </>
      )}
    </About>
  );
}
