import type { WayStation } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../common/format.ts';
import { Badge, type Tone } from '../../common/parts/badge.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { useReason } from './reason.ts';
import { outcomesOf, type WayOutcome } from './way-outcomes.ts';
import style from './ways.module.css';

/** Where the message ended on each node, and why there. */
export function OutcomeTable({ stations }: { stations: readonly WayStation[] }) {
  const { t } = useTranslation();
  const columns: readonly Column<WayOutcome>[] = [
    { id: 'node', label: t('people.node'), cell: ({ node }) => node },
    {
      id: 'devices',
      label: t('ways.devices'),
      cell: ({ devices }) => formatNumber(devices),
      isFigure: true,
    },
    {
      id: 'behind',
      label: t('ways.behind'),
      cell: ({ behind }) => formatNumber(behind),
      isFigure: true,
    },
    {
      id: 'outcome',
      label: t('ways.outcome'),
      cell: (outcome) => <Outcome outcome={outcome} />,
      isWide: true,
    },
  ];
  return (
    <Table
      label={t('ways.outcomeTitle')}
      columns={columns}
      rows={outcomesOf(stations)}
      rowKey={({ node }) => node}
      empty={null}
    />
  );
}

function Outcome({ outcome }: { outcome: WayOutcome }) {
  const { t } = useTranslation();
  const reason = useReason();
  const { id, tone } = sortOf(outcome);
  const { why } = outcome;
  return (
    <span className={style['outcome']}>
      <Badge tone={tone}>{t(`ways.outcomes.${id}`)}</Badge>
      {why === undefined ? t(`ways.outcomeTexts.${id}`) : reason(why)}
    </span>
  );
}

function sortOf({ devices, behind, why }: WayOutcome): { id: string; tone: Tone } {
  if (why !== undefined && devices === 0) return { id: 'dropped', tone: 'bad' };
  if (behind > 0) return { id: 'behind', tone: 'warn' };
  if (devices > 0) return { id: 'arrived', tone: 'good' };
  return { id: 'nobody', tone: 'neutral' };
}
