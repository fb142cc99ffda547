import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../common/parts/button.tsx';
import { Spinner } from '../../common/parts/spinner.tsx';
import type { ConsoleError } from '../api/console-error.ts';
import type { Answer } from '../api/use-answer.ts';
import { useErrorText } from './error-text.ts';
import style from './states.module.css';

/** Nothing is known yet. */
export function Loading() {
  return (
    <div className={style['loading']}>
      <Spinner />
    </div>
  );
}

/** What went wrong and the way to try again, in the place of what would be there. */
export function Failed({ error, onRetry }: FailedProps) {
  const { t } = useTranslation();
  const { title, text } = useErrorText(error);
  return (
    <div className={style['failed']} role="alert">
      <TriangleAlert size={20} aria-hidden="true" />
      <div className={style['words']}>
        <strong>{title}</strong>
        {text === undefined ? null : <span className={style['text']}>{text}</span>}
      </div>
      {onRetry === undefined ? null : (
        <Button variant="plain" size="s" onPress={onRetry}>
          {t('states.retry')}
        </Button>
      )}
    </div>
  );
}

export interface FailedProps {
  readonly error: ConsoleError;
  readonly onRetry?: (() => void) | undefined;
}

/** A line above figures that are not whole: these nodes run and did not answer in time. */
export function MissingNodes({ nodes }: { nodes: readonly string[] }) {
  const { t } = useTranslation();
  if (nodes.length === 0) return null;
  return (
    <p className={style['missing']} role="status">
      <TriangleAlert size={16} aria-hidden="true" />
      {t('states.missing', { nodes: nodes.join(', '), count: nodes.length })}
    </p>
  );
}

/**
 * An answer in each of its states: loading, refused, there, and there while the newest question was
 * refused (then with a line that says so).
 */
export function AnswerView<T>({ answer, children }: AnswerViewProps<T>) {
  const { data, error, refresh } = answer;
  if (data === undefined) {
    return error === undefined ? <Loading /> : <Failed error={error} onRetry={refresh} />;
  }
  return (
    <>
      {error === undefined ? null : <Failed error={error} onRetry={refresh} />}
      {children(data)}
    </>
  );
}

export interface AnswerViewProps<T> {
  readonly answer: Answer<T>;
  readonly children: (data: T) => ReactNode;
}
