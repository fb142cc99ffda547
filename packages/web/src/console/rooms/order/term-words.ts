import { useTranslation } from 'react-i18next';
import { formatMs } from '../../../common/format.ts';

/** A length of time as it is chosen or as it is left; undefined: without an end. */
export function useTermWords(): (ms: number | undefined) => string {
  const { t } = useTranslation();
  return (ms) => (ms === undefined ? t('steer.order.endless') : formatMs(ms));
}
