import type { AuditAnswer } from '@eagre/server/console';
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../common/parts/empty.tsx';
import { SearchField } from '../../common/parts/fields.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Pager } from '../parts/pager.tsx';
import { Panel } from '../parts/panel.tsx';
import { Segments } from '../parts/segments.tsx';
import { AnswerView } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useView } from '../view/view.tsx';
import style from './audit.module.css';
import { useAuditColumns } from './audit-columns.tsx';
import { type AuditKind, auditKinds, passes } from './audit-filter.ts';

/** Entries of a page: what one reads through, and enough for a filter to find something in. */
const pageSize = 100;
/** Only the newest page changes. */
const everyMs = 5_000;

/** Who changed what, and who came and went. */
export function AuditPage() {
  const { t } = useTranslation();
  const { app, node } = useView();
  const [kind, setKind] = useState<AuditKind>('all');
  const [search, setSearch] = useState('');
  /** `before` of each page that was turned, the last one is in sight; none: the newest. */
  const [turned, setTurned] = useState<readonly number[]>([]);
  const before = turned.at(-1);
  const answer = useAnswer<AuditAnswer>('audit', {
    query: { limit: pageSize, before },
    ...(before === undefined && { everyMs }),
  });
  const columns = useAuditColumns();
  return (
    <>
      <PageHead
        title={t('frame.places.audit')}
        text={t('audit.text')}
        actions={
          <>
            <SearchField
              label={t('audit.search')}
              value={search}
              onChange={setSearch}
              className={style['search']}
            />
            <Segments<AuditKind>
              label={t('audit.kind')}
              items={auditKinds.map((id) => ({ id, label: t(`audit.kinds.${id}`) }))}
              value={kind}
              onChange={setKind}
            />
          </>
        }
      />
      <AnswerView answer={answer}>
        {({ entries, more }) => {
          const shown = entries.filter((entry) => passes(entry, { kind, app, node, search }));
          const oldest = entries.at(-1)?.id;
          return (
            <Panel flush>
              <Table
                label={t('frame.places.audit')}
                columns={columns}
                rows={shown}
                rowKey={({ id }) => String(id)}
                empty={
                  <Empty
                    icon={<ScrollText aria-hidden="true" />}
                    title={t(entries.length === 0 ? 'audit.empty' : 'audit.noMatch')}
                    text={more ? t('audit.olderText') : undefined}
                  />
                }
              />
              <Pager
                label={t('audit.pages')}
                text={t('audit.count', { shown: shown.length, count: entries.length })}
                back={t('audit.newer')}
                on={t('audit.older')}
                onBack={before === undefined ? undefined : () => setTurned(turned.slice(0, -1))}
                onOn={
                  more && oldest !== undefined ? () => setTurned([...turned, oldest]) : undefined
                }
              />
            </Panel>
          );
        }}
      </AnswerView>
    </>
  );
}
