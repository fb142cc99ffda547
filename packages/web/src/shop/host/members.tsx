import type { RoomMember } from '@eagre/client';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../common/format.ts';
import { Avatar } from '../../common/parts/avatar.tsx';
import { useShow } from '../show/show-context.tsx';
import style from './members.module.css';
import { Panel } from './panel.tsx';

/** A list that nobody reads faster; the server is asked for it. ms. */
const everyMs = 4000;
const mostShown = 18;

/** Some of those who are here. */
export function Members() {
  const { t } = useTranslation();
  const {
    view: { room, online },
  } = useShow();
  const [members, setMembers] = useState<readonly RoomMember[]>([]);
  useEffect(() => {
    if (room === undefined) return;
    const look = () => {
      if (document.hidden) return;
      // While the connection is away the list stays as it was.
      room.members().then(
        ({ members }) => setMembers(members.slice(0, mostShown)),
        () => {},
      );
    };
    look();
    const timer = setInterval(look, everyMs);
    return () => clearInterval(timer);
  }, [room]);
  const more = online.users - members.length;
  return (
    <Panel title={t('host.members')}>
      <ul className={style['members']}>
        {members.map(({ user, role }) => (
          <li key={user} className={style['member']} data-role={role}>
            <Avatar name={user} size={24} />
            {user}
          </li>
        ))}
        {more > 0 && (
          <li className={style['more']}>{t('host.membersMore', { count: formatNumber(more) })}</li>
        )}
      </ul>
    </Panel>
  );
}
