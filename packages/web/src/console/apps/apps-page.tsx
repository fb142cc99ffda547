import type { AppRow, AppsAnswer } from '@eagre/server/console';
import { AppWindow } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../common/format.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { Empty } from '../../common/parts/empty.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Pairs } from '../parts/pairs.tsx';
import { Panel } from '../parts/panel.tsx';
import { AnswerView } from '../parts/states.tsx';
import { noValue } from '../units.ts';
import { useView } from '../view/view.tsx';
import style from './apps.module.css';

/** The business lines: who may speak for them, how much they may do, how long their messages stay. */
export function AppsPage() {
  const { t } = useTranslation();
  const { app } = useView();
  const answer = useAnswer<AppsAnswer>('apps');
  return (
    <>
      <PageHead title={t('frame.places.apps')} text={t('apps.text')} />
      <AnswerView answer={answer}>
        {({ apps }) => {
          const shown = apps.filter((row) => app === undefined || row.app === app);
          return shown.length === 0 ? (
            <Empty icon={<AppWindow aria-hidden="true" />} title={t('apps.empty')} text={app} />
          ) : (
            <div className={style['apps']}>
              {shown.map((row) => (
                <AppPanel key={row.app} row={row} />
              ))}
            </div>
          );
        }}
      </AnswerView>
    </>
  );
}

function AppPanel({ row }: { row: AppRow }) {
  const { t } = useTranslation();
  return (
    <Panel
      title={row.name ?? row.app}
      text={row.name === undefined ? undefined : <code className={style['id']}>{row.app}</code>}
    >
      <div className={style['parts']}>
        <Part title={t('apps.keys')}>
          <Names names={row.keys} />
        </Part>
        <Part title={t('apps.tokens')}>
          <Names names={row.tokens} />
        </Part>
        <Part title={t('apps.quotas')}>
          <Values values={row.quotas} />
        </Part>
        <Part title={t('apps.retention')}>
          <Values values={row.retention} />
        </Part>
      </div>
    </Panel>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={style['title']}>{title}</h3>
      {children}
    </section>
  );
}

function Names({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span>{noValue}</span>;
  return (
    <ul className={style['names']}>
      {names.map((name) => (
        <li key={name}>
          <Badge>{name}</Badge>
        </li>
      ))}
    </ul>
  );
}

function Values({ values }: { values: Readonly<Record<string, string | number>> }) {
  const entries = Object.entries(values);
  if (entries.length === 0) return <span>{noValue}</span>;
  return (
    <Pairs
      items={entries.map(([name, value]) => ({
        id: name,
        label: name,
        value: typeof value === 'number' ? formatNumber(value, 3) : value,
      }))}
    />
  );
}
