import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/context.tsx';
import { Plot } from '../../plots/plot.tsx';
import { rangeMs, useView } from '../../view/view.tsx';
import type { RoomStats } from '../room-answers.ts';
import { DevicesCourse } from './devices-course.ts';

const line = 'devices';

/** How many devices were in the room over the view's range, as far as a node remembers. */
export function DevicesPlot({ stats }: { stats: RoomStats }) {
  const { t, i18n } = useTranslation();
  const api = useApi();
  const { range } = useView();
  const course = useMemo(() => new DevicesCourse(), []);
  useEffect(() => course.add(stats, api.serverNow()), [course, stats, api]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: labels are of the language
  const lines = useMemo(() => [{ id: line, label: t('rooms.devices') }], [i18n.language]);
  return (
    <Plot
      title={t('room.course')}
      unit="count"
      lines={lines}
      data={course}
      rangeMs={rangeMs[range]}
      syncKey="room"
    />
  );
}
