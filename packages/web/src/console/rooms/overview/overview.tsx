import { useTranslation } from 'react-i18next';
import { formatCount, formatNumber } from '../../../common/format.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Pairs } from '../../parts/pairs.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Stack } from '../../parts/stack.tsx';
import { AnswerView, MissingNodes } from '../../parts/states.tsx';
import type { RoomStats } from '../room-answers.ts';
import { useRoomInView } from '../room-context.tsx';
import { DevicesPlot } from './devices-plot.tsx';
import { DropTable } from './drop-table.tsx';
import { FlushBars } from './flush-bars.tsx';
import { NodesTable } from './nodes-table.tsx';
import { RoomFigures } from './room-figures.tsx';

const everyMs = 2_000;

/** How the room goes: all nodes together, then one by one. */
export function Overview() {
  const { t } = useTranslation();
  const { path } = useRoomInView();
  const answer = useAnswer<RoomStats>(`${path}/stats`, { everyMs });
  return (
    <AnswerView answer={answer}>
      {(stats) => (
        <Stack>
          <MissingNodes nodes={stats.missing} />
          <RoomFigures stats={stats} />
          <DevicesPlot stats={stats} />
          <Stack columns>
            <Panel title={t('room.flushes.title')} text={t('room.flushes.text')}>
              <FlushBars nodes={stats.nodes} />
            </Panel>
            <Panel title={t('room.drops.title')} text={t('room.drops.text')} flush>
              <DropTable drops={stats.chat.dropped} refused={stats.chat.refused} />
            </Panel>
            <Panel title={t('room.counters')}>
              <Counters counters={stats.counters} />
            </Panel>
            <Panel title={t('room.reliable.title')} text={t('room.reliable.text')}>
              <Pairs
                items={Object.entries(stats.reliable).map(([id, value]) => ({
                  id,
                  label: t(`room.reliable.${id}`),
                  value: formatNumber(value),
                }))}
              />
            </Panel>
          </Stack>
          <Panel title={t('room.nodes.title')} text={t('room.nodes.text')} flush>
            <NodesTable nodes={stats.nodes} />
          </Panel>
        </Stack>
      )}
    </AnswerView>
  );
}

function Counters({ counters }: { counters: RoomStats['counters'] }) {
  const { t } = useTranslation();
  const entries = Object.entries(counters);
  if (entries.length === 0) return <span>{t('room.noCounters')}</span>;
  return (
    <Pairs items={entries.map(([id, value]) => ({ id, label: id, value: formatCount(value) }))} />
  );
}
