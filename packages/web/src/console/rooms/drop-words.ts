import { useTranslation } from 'react-i18next';

/** Why messages were not shown, in words; a reason that is new here by its own name. */
export function useDropWords(): (reason: string) => string {
  const { t, i18n } = useTranslation();
  return (reason) =>
    i18n.exists(`rooms.reasons.${reason}`) ? t(`rooms.reasons.${reason}`) : reason;
}
