import { useTranslation } from 'react-i18next';
import { ranges, useView } from '../view/view.tsx';
import { Segments } from './segments.tsx';

/** How far back the plots reach: the view's `range`. */
export function TimeRange() {
  const { t } = useTranslation();
  const { range, set } = useView();
  return (
    <Segments
      label={t('view.range')}
      items={ranges.map((id) => ({ id, label: t(`view.ranges.${id}`) }))}
      value={range}
      onChange={(value) => set({ range: value })}
    />
  );
}
