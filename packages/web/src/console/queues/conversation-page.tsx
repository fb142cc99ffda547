import type { ConversationPage as Conversation } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import { formatDateTime, formatNumber } from '../../common/format.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { Id } from '../links/id-link.tsx';
import { decodedPart } from '../links/paths.ts';
import { About } from '../parts/about.tsx';
import { Figure, Figures } from '../parts/figure.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Pairs } from '../parts/pairs.tsx';
import { Panel } from '../parts/panel.tsx';
import { Stack } from '../parts/stack.tsx';
import { AnswerView } from '../parts/states.tsx';
import { formatUnit, noValue } from '../units.ts';
import { HistoryPanel } from './conversation/history-panel.tsx';
import { MembersPanel } from './conversation/members-panel.tsx';
import { PolicyForm } from './conversation/policy-form.tsx';
import { Switches } from './conversation/switches.tsx';

const everyMs = 2_000;

/** One conversation: how it is fanned out, who is in it, how far its queue reaches, what was said. */
export function ConversationPage() {
  const { t } = useTranslation();
  const params = useParams<{ app: string; id: string }>();
  const app = decodedPart(params.app);
  const id = decodedPart(params.id);
  const path = `apps/${encodeURIComponent(app)}/conversations/${encodeURIComponent(id)}`;
  const answer = useAnswer<Conversation>(path, { everyMs });
  return (
    <>
      <PageHead
        title={answer.data?.name ?? id}
        text={
          <About>
            <Id>{id}</Id>
            <Badge>{app}</Badge>
          </About>
        }
      />
      <AnswerView answer={answer}>
        {(page) => (
          <Stack>
            <QueueFigures page={page} />
            <Stack columns>
              <Panel title={t('conversation.fanout.title')} text={t('conversation.fanout.text')}>
                <Facts page={page} />
                {page.kind === 'group' ? <PolicyForm page={page} onDone={answer.refresh} /> : null}
              </Panel>
              <Switches switches={page.switches} />
            </Stack>
            <Stack columns>
              <HistoryPanel page={page} />
              {page.kind === 'group' ? <MembersPanel page={page} onDone={answer.refresh} /> : null}
            </Stack>
          </Stack>
        )}
      </AnswerView>
    </>
  );
}

function QueueFigures({ page: { members, queue } }: { page: Conversation }) {
  const { t } = useTranslation();
  return (
    <Figures label={t('conversation.figures')}>
      <Figure label={t('conversation.members')} value={formatNumber(members)} />
      <Figure label={t('queues.head')} value={formatNumber(queue.head)} />
      <Figure label={t('queues.followers')} value={formatNumber(queue.followers)} />
      <Figure
        label={t('queues.behind')}
        value={formatNumber(queue.behind)}
        tone={queue.behind > 0 ? 'warn' : 'plain'}
      />
      <Figure label={t('queues.lag')} value={formatNumber(queue.lag)} />
      <Figure label={t('queues.rate')} value={formatUnit('perSecond', queue.perSecond)} />
    </Figures>
  );
}

function Facts({ page }: { page: Conversation }) {
  const { t } = useTranslation();
  const { mode, policy, priority, queue, lowMark, createdAt, kind } = page;
  const items = {
    kind: t(`conversation.kinds.${kind}`, { defaultValue: kind }),
    mode: <Badge tone="info">{t(`conversation.modes.${mode}`)}</Badge>,
    // A group's is chosen beneath.
    ...(kind !== 'group' && { policy: t(`conversation.policies.${policy}`) }),
    priority: t(`conversation.priorities.${priority}`, { defaultValue: priority }),
    lowMark: lowMark === 0 ? noValue : `#${formatNumber(lowMark)}`,
    epoch: <Id>{String(queue.epoch)}</Id>,
    createdAt: formatDateTime(createdAt),
  };
  return (
    <Pairs
      items={Object.entries(items).map(([id, value]) => ({
        id,
        label: t(`conversation.facts.${id}`),
        value,
      }))}
    />
  );
}
