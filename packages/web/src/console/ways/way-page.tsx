import type { WayAnswer, WaySummary } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { useParams, useSearch } from 'wouter';
import { useAnswer } from '../api/use-answer.ts';
import { Id } from '../links/id-link.tsx';
import { decodedPart } from '../links/paths.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { Stack } from '../parts/stack.tsx';
import { AnswerView, MissingNodes } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { NotFollowed } from './not-followed.tsx';
import { useWayColumns } from './way-columns.tsx';
import { WayCourse } from './way-course.tsx';
import { WayFacts } from './way-facts.tsx';

/** The way of one message: through which stations it went, where, and when. */
export function WayPage() {
  const { t } = useTranslation();
  const id = decodedPart(useParams<{ id: string }>().id);
  const asked = new URLSearchParams(useSearch());
  const where = {
    app: asked.get('app') ?? undefined,
    conversation: asked.get('conversation') ?? undefined,
    from: asked.get('from') ?? undefined,
  };
  const answer = useAnswer<WayAnswer>(`ways/${encodeURIComponent(id)}`, { query: where });
  const isNowhere = answer.data === undefined && answer.error?.code === 'not_found';
  return (
    <>
      <PageHead title={t('ways.one')} text={<Id>{id}</Id>} />
      {isNowhere ? (
        <NotFollowed {...where} isStored={false} />
      ) : (
        <AnswerView answer={answer}>{(way) => <Found way={way} />}</AnswerView>
      )}
    </>
  );
}

function Found({ way }: { way: WayAnswer }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <MissingNodes nodes={way.missing} />
      <Panel title={t('ways.message')}>
        <WayFacts way={way} />
      </Panel>
      {way.alike.length === 0 ? null : <Alike ways={way.alike} />}
      {way.followed ? (
        <WayCourse stations={way.stations} />
      ) : (
        <NotFollowed {...way} isStored={way.syncId !== undefined} />
      )}
    </Stack>
  );
}

/** Senders choose ids: the others who chose this one, each a link to theirs. */
function Alike({ ways }: { ways: readonly WaySummary[] }) {
  const { t } = useTranslation();
  const columns = useWayColumns();
  return (
    <Panel title={t('ways.alike')} text={t('ways.alikeText')} flush>
      <Table
        label={t('ways.alike')}
        columns={columns}
        rows={ways}
        rowKey={({ app, conversation, from, at }) => `${app} ${conversation} ${from} ${at}`}
        empty={null}
      />
    </Panel>
  );
}
