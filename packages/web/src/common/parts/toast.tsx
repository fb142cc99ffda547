import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import {
  Button,
  UNSTABLE_ToastRegion as RacToastRegion,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classes } from '../classes.ts';
import style from './toast.module.css';

export interface ToastText {
  readonly text: string;
  readonly tone?: 'info' | 'good' | 'warn' | 'bad' | undefined;
}

/** More would cover the page; those that come while so many are shown wait for their turn. */
const maxShown = 3;
/** Long enough to read two lines; what went wrong stays longer. */
const shownMs = 5_000;
const badShownMs = 10_000;

const icons = { info: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert };
const toasts = new ToastQueue<ToastText>({ maxVisibleToasts: maxShown });

/** A line at the page's edge, also read out. The same text is not shown twice at a time. */
export function showToast(toast: ToastText): void {
  if (toasts.visibleToasts.some(({ content }) => content.text === toast.text)) return;
  toasts.add(toast, { timeout: toast.tone === 'bad' ? badShownMs : shownMs });
}

/** Takes away all toasts that are there or wait. */
export function clearToasts(): void {
  toasts.clear();
}

/** The place of the toasts, once in a page (`Page` has it). */
export function ToastRegion() {
  const { t } = useTranslation();
  return (
    <RacToastRegion queue={toasts} aria-label={t('common.notices')} className={region}>
      {({ toast }) => {
        const tone = toast.content.tone ?? 'info';
        const Icon = icons[tone];
        return (
          <Toast toast={toast} className={classes(style['toast'], style[tone])}>
            <Icon aria-hidden="true" className={style['icon']} />
            <ToastContent className={style['content']}>
              <Text slot="title">{toast.content.text}</Text>
            </ToastContent>
            <Button slot="close" aria-label={t('common.close')} className={close}>
              <X aria-hidden="true" />
            </Button>
          </Toast>
        );
      }}
    </RacToastRegion>
  );
}

const region = classes(style['region']);
const close = classes(style['close']);
