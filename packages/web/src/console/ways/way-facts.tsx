import type { WayAnswer } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { formatDateTime, formatNumber } from '../../common/format.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { IdLink } from '../links/id-link.tsx';
import { conversationPath, userPath } from '../links/paths.ts';
import { Pairs } from '../parts/pairs.tsx';
import { noValue } from '../units.ts';
import { formatFine } from './way-units.ts';

/** What a message is, whether its way was followed or not. */
export function WayFacts({ way }: { way: WayAnswer }) {
  const { t } = useTranslation();
  const { app, conversation, kind, from, at, tookMs, followed } = way;
  const hasSender = from !== undefined && from !== '' && from !== 'system';
  const place = usePlace(way);
  const items = {
    conversation: <IdLink href={conversationPath(app, conversation)}>{conversation}</IdLink>,
    app,
    from: hasSender ? <IdLink href={userPath(app, from)}>{from}</IdLink> : t('messages.system'),
    kind,
    at: formatDateTime(at),
    took: tookMs === undefined ? noValue : formatFine(tookMs),
    place,
    followed: (
      <Badge tone={followed ? 'good' : 'neutral'}>
        {t(followed ? 'ways.wasFollowed' : 'ways.wasNotFollowed')}
      </Badge>
    ),
  };
  return (
    <Pairs
      items={Object.entries(items).map(([key, value]) => ({
        id: key,
        label: t(`ways.facts.${key}`),
        value,
      }))}
    />
  );
}

function usePlace({ personal, epoch, syncId }: WayAnswer): string {
  const { t } = useTranslation();
  if (syncId === undefined) return t('ways.notStored');
  const place = { syncId: formatNumber(syncId), epoch };
  return personal === true ? t('ways.personalPlace', place) : t('ways.place', place);
}
