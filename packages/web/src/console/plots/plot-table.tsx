import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../common/format.ts';
import { Dialog } from '../../common/parts/dialog.tsx';
import { Empty } from '../../common/parts/empty.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { formatUnit, suffixOf } from '../units.ts';
import { indexFrom } from './plot-data.ts';
import type { Summarised } from './use-summary.ts';

/** What can be read through; the range is thinned to so many rows. */
const maxRows = 60;

interface Row {
  readonly index: number;
  readonly seconds: number;
}

/** The plot's figures as they were when it was opened, newest first. */
export function PlotTable({ title, unit, lines, data, rangeMs, onClose }: PlotTableProps) {
  const { t } = useTranslation();
  const [rows] = useState(() => rowsOf(data.times(), rangeMs));
  const [values] = useState(() => new Map(lines.map(({ id }) => [id, [...data.values(id)]])));
  const suffix = suffixOf(unit);
  const columns: Column<Row>[] = [
    {
      id: 'time',
      label: t('plots.time'),
      cell: ({ seconds }) => formatTime(seconds * 1000, { seconds: true }),
      by: ({ seconds }) => seconds,
    },
    ...lines.map(({ id, label }) => ({
      id,
      label: suffix === undefined ? label : `${label} (${t(suffix)})`,
      cell: ({ index }: Row) => formatUnit(unit, values.get(id)?.[index]),
      by: ({ index }: Row) => values.get(id)?.[index] ?? undefined,
      isFigure: true,
    })),
  ];
  return (
    <Dialog title={title} size="l" isOpen onOpenChange={onClose}>
      <Table
        label={title}
        columns={columns}
        rows={rows}
        rowKey={({ seconds }) => String(seconds)}
        empty={<Empty title={t('plots.empty')} />}
      />
    </Dialog>
  );
}

export interface PlotTableProps extends Summarised {
  readonly onClose: () => void;
}

function rowsOf(times: readonly number[], rangeMs: number): Row[] {
  const from = indexFrom(times, (times.at(-1) ?? 0) - rangeMs / 1000);
  const step = Math.max(1, Math.ceil((times.length - from) / maxRows));
  const rows: Row[] = [];
  for (let index = times.length - 1; index >= from; index -= step) {
    rows.push({ index, seconds: times[index] ?? 0 });
  }
  return rows;
}
