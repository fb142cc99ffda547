import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../common/i18n.ts';
import type { ShopLanguage } from '../../items/items.ts';
import type { Translate } from './words.ts';

/** The page's texts, and the language they are in. */
export interface Words {
  readonly t: Translate;
  readonly language: ShopLanguage;
}

export function useWords(): Words {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(() => ({ t: (key, values) => t(key, values ?? {}), language }), [t, language]);
}
