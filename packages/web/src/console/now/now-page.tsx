import { Activity } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../common/parts/empty.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Segments } from '../parts/segments.tsx';
import { Failed, Loading, MissingNodes } from '../parts/states.tsx';
import { useView } from '../view/view.tsx';
import { HeadFigures } from './head-figures.tsx';
import { PlotGrid } from './plot-grid.tsx';
import { useSeries } from './series/use-series.ts';

type Mode = 'together' | 'each';

/** What the system does at this moment, and did in the time before it. */
export function NowPage() {
  const { t } = useTranslation();
  const { node } = useView();
  const state = useSeries();
  const [mode, setMode] = useState<Mode>('together');
  const { book } = state.series;
  const canSplit = node === undefined && book.nodes.length > 1;
  return (
    <>
      <PageHead
        title={t('frame.places.now')}
        text={canSplit ? t('now.nodes', { count: book.nodes.length }) : (node ?? book.nodes[0])}
        actions={
          canSplit ? (
            <Segments<Mode>
              label={t('now.mode')}
              items={[
                { id: 'together', label: t('now.together') },
                { id: 'each', label: t('now.each') },
              ]}
              value={mode}
              onChange={setMode}
            />
          ) : undefined
        }
      />
      {state.error === undefined ? null : <Failed error={state.error} />}
      <MissingNodes nodes={state.missing} />
      {book.times.length === 0 ? (
        state.error === undefined && <Nothing hasAnswer={state.version > 0} />
      ) : (
        <>
          <HeadFigures book={book} />
          <PlotGrid state={state} isSplit={canSplit && mode === 'each'} />
        </>
      )}
    </>
  );
}

/** A node that has just started has told of no whole minute yet. */
function Nothing({ hasAnswer }: { hasAnswer: boolean }) {
  const { t } = useTranslation();
  return hasAnswer ? (
    <Empty icon={<Activity aria-hidden="true" />} title={t('plots.empty')} />
  ) : (
    <Loading />
  );
}
