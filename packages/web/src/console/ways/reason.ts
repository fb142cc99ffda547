import { useTranslation } from 'react-i18next';
import { dropReasons } from './stations.ts';

/** Why a message was left out, in words; a reason that is new here by its own name. */
export function useReason(): (why: string) => string {
  const { t } = useTranslation();
  return (why) => (dropReasons.some((known) => known === why) ? t(`ways.reasons.${why}`) : why);
}
