import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useLanguage } from './i18n.ts';
import { ToastRegion } from './parts/toast.tsx';

/**
 * What stands round all of a page: the parts speak the person's language, and toasts have their
 * place. Call `startI18n` before this is rendered.
 */
export function Page({ children }: { readonly children: ReactNode }) {
  const language = useLanguage();
  return (
    <I18nProvider locale={language === 'zh' ? 'zh-CN' : 'en-GB'}>
      {children}
      <ToastRegion />
    </I18nProvider>
  );
}
