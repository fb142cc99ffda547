import { useTranslation } from 'react-i18next';
import { formatDateTime } from '../../../common/format.ts';
import { useApi } from '../../api/context.tsx';
import { ChangeButton } from '../../changes/change-button.tsx';
import { IdLink } from '../../links/id-link.tsx';
import { userPath } from '../../links/paths.ts';
import { InRow, NoRows } from '../../parts/in-table.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import type { Term } from '../room-answers.ts';
import { useRoomInView } from '../room-context.tsx';
import { useTermWords } from './term-words.ts';
import { leftMs, termsInForce } from './terms.ts';
import { useModerate } from './use-moderate.ts';

/** Who is muted, or banned, until when, each with the button that lifts it. */
export function TermsTable({ kind, terms, onDone }: TermsTableProps) {
  const { t } = useTranslation();
  const { app } = useRoomInView();
  const now = useApi().serverNow();
  const words = useTermWords();
  const moderate = useModerate();
  const columns: readonly Column<Term>[] = [
    {
      id: 'user',
      label: t('steer.order.user'),
      cell: ({ user, device }) => (
        <>
          <IdLink href={userPath(app, user)}>{user}</IdLink>
          {device === undefined ? null : ` · ${device}`}
        </>
      ),
    },
    {
      id: 'left',
      label: t('steer.order.left'),
      cell: ({ until }) => (
        <span title={until === 0 ? undefined : formatDateTime(until)}>
          {words(leftMs(until, now))}
        </span>
      ),
    },
    {
      id: 'lift',
      label: t('steer.order.lift'),
      cell: ({ user, device }) => (
        <InRow>
          <ChangeButton
            size="s"
            label={t('steer.order.lift')}
            work={() => moderate({ action: `un${kind}`, user, device })}
            done={t(`steer.order.lifted.${kind}`, { user })}
            onDone={onDone}
          />
        </InRow>
      ),
      isFigure: true,
    },
  ];
  return (
    <Table
      label={t(kind === 'mute' ? 'steer.order.muted' : 'steer.order.banned')}
      columns={columns}
      rows={termsInForce(terms, now)}
      rowKey={({ user, device }) => `${user} ${device ?? ''}`}
      empty={<NoRows>{t(`steer.order.nobody.${kind}`)}</NoRows>}
    />
  );
}

export interface TermsTableProps {
  readonly kind: 'mute' | 'ban';
  readonly terms: readonly Term[];
  readonly onDone: () => void;
}
