import type { WayAnswer } from '@eagre/server/console';
import { Route } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearch } from 'wouter';
import { formatDateTime, formatNumber } from '../../common/format.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { Empty } from '../../common/parts/empty.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { Id, IdLink } from '../links/id-link.tsx';
import { conversationPath, decodedPart, userPath } from '../links/paths.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Pairs } from '../parts/pairs.tsx';
import { Panel } from '../parts/panel.tsx';
import { Stack } from '../parts/stack.tsx';
import { AnswerView, MissingNodes } from '../parts/states.tsx';
import { noValue } from '../units.ts';
import { StationTable } from './station-table.tsx';
import { WayDrawing } from './way-drawing.tsx';
import { wayLayout } from './way-layout.ts';
import { formatFine } from './way-units.ts';

/** The way of one message: through which stations it went, where, and when. */
export function WayPage() {
  const { t } = useTranslation();
  const id = decodedPart(useParams<{ id: string }>().id);
  const where = new URLSearchParams(useSearch());
  const answer = useAnswer<WayAnswer>(`ways/${encodeURIComponent(id)}`, {
    query: {
      app: where.get('app') ?? undefined,
      conversation: where.get('conversation') ?? undefined,
    },
  });
  return (
    <>
      <PageHead title={t('ways.one')} text={<Id>{id}</Id>} />
      <AnswerView answer={answer}>
        {(way) => (
          <Stack>
            <MissingNodes nodes={way.missing} />
            <Panel title={t('ways.message')}>
              <Facts way={way} />
            </Panel>
            {way.stations.length === 0 ? <NotFollowed way={way} /> : <Course way={way} />}
          </Stack>
        )}
      </AnswerView>
    </>
  );
}

function Facts({ way }: { way: WayAnswer }) {
  const { t } = useTranslation();
  const { app, conversation, kind, from, at, tookMs, epoch, syncId, followed } = way;
  const hasSender = from !== undefined && from !== '' && from !== 'system';
  const items = {
    conversation: <IdLink href={conversationPath(app, conversation)}>{conversation}</IdLink>,
    app,
    from: hasSender ? <IdLink href={userPath(app, from)}>{from}</IdLink> : t('messages.system'),
    kind,
    at: formatDateTime(at),
    took: tookMs === undefined ? noValue : formatFine(tookMs),
    place:
      syncId === undefined
        ? t('ways.notStored')
        : t('ways.place', { syncId: formatNumber(syncId), epoch }),
    followed: (
      <Badge tone={followed ? 'good' : 'neutral'}>
        {t(followed ? 'ways.wasFollowed' : 'ways.wasNotFollowed')}
      </Badge>
    ),
  };
  return (
    <Pairs
      items={Object.entries(items).map(([key, value]) => ({
        id: key,
        label: t(`ways.facts.${key}`),
        value,
      }))}
    />
  );
}

function Course({ way }: { way: WayAnswer }) {
  const { t } = useTranslation();
  const layout = useMemo(() => wayLayout(way.stations), [way]);
  return (
    <>
      <Panel
        title={t('ways.courseTitle', { took: formatFine(layout.tookMs) })}
        text={
          layout.lanes.length === 1
            ? t('ways.courseText')
            : t('ways.courseTextNodes', { nodes: layout.lanes.length })
        }
      >
        <WayDrawing layout={layout} />
      </Panel>
      <Panel title={t('ways.stationsTitle')} flush>
        <StationTable dots={layout.dots} />
      </Panel>
    </>
  );
}

function NotFollowed({ way }: { way: WayAnswer }) {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty
        icon={<Route aria-hidden="true" />}
        title={t('ways.noCourse')}
        text={t(way.syncId === undefined ? 'ways.noCourseText' : 'ways.storedText')}
      />
    </Panel>
  );
}
