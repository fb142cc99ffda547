import type { Following } from '@eagre/server/console';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../common/format.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { TextField } from '../../common/parts/fields.tsx';
import { Select } from '../../common/parts/select.tsx';
import { ChangeButton } from '../changes/change-button.tsx';
import { Form } from '../changes/form.tsx';
import { useFieldErrors } from '../changes/use-field-errors.ts';
import { IdLink } from '../links/id-link.tsx';
import { conversationPath, userPath } from '../links/paths.ts';
import { useApps } from '../links/use-apps.ts';
import { Panel } from '../parts/panel.tsx';
import { useBegun, useFollow, useTargetName } from './use-follow.ts';
import style from './ways.module.css';

/** Has all messages of a sender or a conversation followed, and shows whose are. */
export function FollowPanel({ following, onDone }: FollowPanelProps) {
  const { t } = useTranslation();
  return (
    <Panel title={t('ways.follow.title')} text={t('ways.follow.text')}>
      <FollowForm onDone={onDone} />
      {following.length === 0 ? null : (
        <ul className={style['followed']} aria-label={t('ways.follow.list')}>
          {following.map((one) => (
            <Followed
              key={`${one.app} ${one.conversation} ${one.from}`}
              one={one}
              onDone={onDone}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

export interface FollowPanelProps {
  readonly following: readonly Following[];
  readonly onDone: () => void;
}

function FollowForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const follow = useFollow();
  const { apps, app, choose } = useApps();
  const [user, setUser] = useState('');
  const [typed, setTyped] = useState('');
  const [from, conversation] = [user.trim(), typed.trim()];
  const target = { ...(from !== '' && { from }), ...(conversation !== '' && { conversation }) };
  const fields = useFieldErrors(target);
  const begun = useBegun(target);
  const done = () => {
    setUser('');
    setTyped('');
    onDone();
  };
  return (
    <Form
      label={t('ways.follow.title')}
      actions={
        app === undefined ? undefined : (
          <ChangeButton
            label={t('ways.follow.button')}
            isDisabled={from === '' && conversation === ''}
            work={() => follow.begin(app, target)}
            done={begun}
            onDone={done}
            fields={fields}
          />
        )
      }
    >
      {apps.length > 1 ? (
        <Select
          label={t('view.app')}
          items={apps.map((one) => ({ id: one, label: one }))}
          value={app}
          onChange={choose}
        />
      ) : null}
      <TextField
        label={t('ways.follow.from')}
        placeholder="ann"
        value={user}
        onChange={setUser}
        error={fields.at('from')}
      />
      <TextField
        label={t('ways.follow.conversation')}
        placeholder="group:lobby"
        value={typed}
        onChange={setTyped}
        error={fields.at('conversation')}
      />
    </Form>
  );
}

function Followed({ one, onDone }: { one: Following; onDone: () => void }) {
  const { t } = useTranslation();
  const follow = useFollow();
  const name = useTargetName();
  const { app, from, conversation, until } = one;
  return (
    <li className={style['target']}>
      <span className={style['names']}>
        {from === undefined ? null : <IdLink href={userPath(app, from)}>{from}</IdLink>}
        {from === undefined || conversation === undefined ? null : ' · '}
        {conversation === undefined ? null : (
          <IdLink href={conversationPath(app, conversation)}>{conversation}</IdLink>
        )}
      </span>
      <Badge>{app}</Badge>
      <span className={style['until']}>{t('ways.follow.until', { at: formatTime(until) })}</span>
      <ChangeButton
        label={t('ways.follow.end')}
        size="s"
        work={() => follow.end(app, one)}
        done={t('ways.follow.ended', { target: name(one) })}
        onDone={onDone}
      />
    </li>
  );
}
