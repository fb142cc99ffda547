import type { ConfigAnswer } from '@eagre/server/console';
import { SearchX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../common/parts/badge.tsx';
import { Empty } from '../../common/parts/empty.tsx';
import { SearchField } from '../../common/parts/fields.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { Segments } from '../parts/segments.tsx';
import { AnswerView } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { useView } from '../view/view.tsx';
import { matches, type Setting, sectionsOf, sizeText, valueText } from './setting-match.ts';
import style from './settings.module.css';

type Which = 'all' | 'changed';

/** Every setting in force, on the node that is looked at, else on the first. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { node } = useView();
  const [search, setSearch] = useState('');
  const [which, setWhich] = useState<Which>('all');
  const answer = useAnswer<ConfigAnswer>('config', { query: { node } });
  return (
    <>
      <PageHead
        title={t('frame.places.configuration')}
        text={t('settings.text', { node: answer.data?.node ?? node ?? '…' })}
        actions={
          <>
            <SearchField
              label={t('settings.search')}
              value={search}
              onChange={setSearch}
              className={style['search']}
            />
            <Segments<Which>
              label={t('settings.which')}
              items={[
                { id: 'all', label: t('settings.all') },
                { id: 'changed', label: t('settings.changed') },
              ]}
              value={which}
              onChange={setWhich}
            />
          </>
        }
      />
      <AnswerView answer={answer}>
        {({ settings }) => (
          <Sections
            settings={settings.filter(
              (setting) => (which === 'all' || !setting.isDefault) && matches(setting, search),
            )}
          />
        )}
      </AnswerView>
    </>
  );
}

function Sections({ settings }: { settings: readonly Setting[] }) {
  const { t, i18n } = useTranslation();
  const columns = useColumns();
  if (settings.length === 0) {
    return <Empty icon={<SearchX aria-hidden="true" />} title={t('settings.empty')} />;
  }
  return (
    <div className={style['sections']}>
      {sectionsOf(settings).map(([section, rows]) => {
        const key = `settings.sections.${section}`;
        const title = i18n.exists(key) ? t(key) : section;
        return (
          <Panel key={section} title={title} flush>
            <Table
              label={title}
              columns={columns}
              rows={rows}
              rowKey={({ name }) => name}
              empty={null}
            />
          </Panel>
        );
      })}
    </div>
  );
}

function useColumns(): readonly Column<Setting>[] {
  const { t, i18n } = useTranslation();
  return [
    {
      id: 'name',
      label: t('settings.name'),
      cell: ({ name }) => <code className={style['name']}>{name}</code>,
    },
    {
      id: 'value',
      label: t('settings.value'),
      cell: (setting) => (
        <span className={style[setting.isDefault ? 'value' : 'changed']}>
          <code>{valueText(setting.value)}</code>
          <Size text={sizeText(setting)} />
        </span>
      ),
    },
    {
      id: 'source',
      label: t('settings.source'),
      cell: ({ source, isDefault }) => {
        const name = source ?? (isDefault ? 'default' : 'set');
        const key = `settings.sources.${name}`;
        return (
          <span className={style['source']}>
            <Badge tone={name === 'default' ? 'neutral' : 'info'}>
              {i18n.exists(key) ? t(key) : name}
            </Badge>
          </span>
        );
      },
    },
    {
      id: 'description',
      label: t('settings.description'),
      cell: ({ description }) => <span className={style['description']}>{description}</span>,
      isWide: true,
    },
  ];
}

function Size({ text }: { text: string | undefined }) {
  return text === undefined ? null : <span className={style['size']}>{text}</span>;
}
