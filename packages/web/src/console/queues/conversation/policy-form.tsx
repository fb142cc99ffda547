import type { ConversationPage } from '@eagre/server/console';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../../common/parts/confirm.tsx';
import { Select } from '../../../common/parts/select.tsx';
import { useApi } from '../../api/context.tsx';
import { useChange } from '../../changes/use-change.ts';
import style from '../queues.module.css';
import { groupApiPath } from './group-api-path.ts';

const policies = ['auto', 'read', 'write'] as const;
type Policy = (typeof policies)[number];

/** Chooses what decides the fan-out mode; a change of mode is an entry of every member's queue. */
export function PolicyForm({ page, onDone }: PolicyFormProps) {
  const { t } = useTranslation();
  const api = useApi();
  const { run } = useChange();
  const [wanted, setWanted] = useState<Policy>();
  const nameOf = (policy: Policy) => t(`conversation.policies.${policy}`);
  const apply = async (policy: Policy) => {
    const work = () => api.send('PATCH', groupApiPath(page), { policy });
    const done = t('conversation.policyDone', { policy: nameOf(policy) });
    const refused = await run(work, done);
    if (refused !== undefined) throw refused;
    onDone();
  };
  return (
    <div className={style['policy']}>
      <Select<Policy>
        label={t('conversation.facts.policy')}
        description={t(`conversation.policyTexts.${page.policy}`)}
        items={policies.map((id) => ({ id, label: nameOf(id) }))}
        value={page.policy}
        onChange={(policy) => policy !== page.policy && setWanted(policy)}
      />
      <Confirm
        title={t('conversation.policyTitle', { policy: nameOf(wanted ?? page.policy) })}
        confirmLabel={t('conversation.policyChange')}
        isOpen={wanted !== undefined}
        onOpenChange={() => setWanted(undefined)}
        onConfirm={() => wanted !== undefined && apply(wanted)}
      >
        {t(`conversation.policyTexts.${wanted ?? page.policy}`)}
      </Confirm>
    </div>
  );
}

export interface PolicyFormProps {
  readonly page: ConversationPage;
  readonly onDone: () => void;
}
