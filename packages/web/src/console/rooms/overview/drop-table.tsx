import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../common/format.ts';
import { NoRows } from '../../parts/in-table.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { noValue } from '../../units.ts';
import { useDropWords } from '../drop-words.ts';
import type { Drops } from '../room-answers.ts';
import { type DropRow, dropRows } from './drop-rows.ts';
import style from './overview.module.css';

/** What is left out last stands last, as the server ranks it. */
const ranks = ['viewer', 'follower', 'gift', 'staff'] as const;

/** Messages that were shown to nobody, by reason and by who said them. */
export function DropTable({ drops, refused }: { drops: Drops; refused: number }) {
  const { t } = useTranslation();
  const words = useDropWords();
  const rows = dropRows(drops);
  // Of whom nothing was left out has no column.
  const met = ranks.filter((rank) => rows.some((row) => row.ranks[rank]));
  const columns: readonly Column<DropRow>[] = [
    { id: 'reason', label: t('room.drops.reason'), cell: ({ reason }) => words(reason) },
    ...met.map((rank) => ({
      id: rank,
      label: t(`room.ranks.${rank}`),
      cell: (row: DropRow) => (row.ranks[rank] ? formatNumber(row.ranks[rank]) : noValue),
      isFigure: true,
    })),
    {
      id: 'total',
      label: t('room.drops.total'),
      cell: ({ total }) => formatNumber(total),
      isFigure: true,
    },
  ];
  return (
    <>
      <Table
        label={t('room.drops.title')}
        columns={columns}
        rows={rows}
        rowKey={({ reason }) => reason}
        empty={<NoRows>{t('room.drops.none')}</NoRows>}
      />
      {refused === 0 ? null : (
        <p className={style['foot']}>
          {t('room.drops.refused', { count: refused, figure: formatNumber(refused) })}
        </p>
      )}
    </>
  );
}
