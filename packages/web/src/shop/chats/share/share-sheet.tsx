import { useClient, useConversations } from '@eagre/client/react';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { Avatar } from '../../../common/parts/avatar.tsx';
import { Button } from '../../../common/parts/button.tsx';
import { SearchField } from '../../../common/parts/fields.tsx';
import { Sheet } from '../../app/sheet.tsx';
import { cardOf, priceText } from '../../items/item-card.ts';
import { ItemPicture } from '../../items/item-picture.tsx';
import type { Item } from '../../items/items.ts';
import { errorWords } from '../parts/error-words.ts';
import { useWords } from '../parts/use-words.ts';
import style from './share-sheet.module.css';
import { type Target, targetsOf } from './targets.ts';

export interface ShareSheetProps {
  readonly item: Item;
  readonly onClose: () => void;
}

/** Asks with whom to share an item: groups and friends of late, or a user by name. Inside `EagreProvider`. */
export function ShareSheet({ item, onClose }: ShareSheetProps) {
  const { t, language } = useWords();
  const client = useClient();
  const { items } = useConversations();
  const [typed, setTyped] = useState('');
  const targets = targetsOf(items, typed, client.user);
  return (
    <Sheet title={t('chats.share.title')} isOpen onClose={onClose}>
      <div className={style['item']}>
        <ItemPicture id={item.id} className={style['picture']} />
        <span className={style['name']}>{item.name[language]}</span>
        <span className={style['price']}>{priceText(item.price)}</span>
      </div>
      <SearchField label={t('chats.share.find')} value={typed} onChange={setTyped} />
      {targets.length === 0 ? (
        <p className={style['none']}>{t('chats.share.none')}</p>
      ) : (
        <ul aria-label={t('chats.share.with')} className={style['targets']}>
          {targets.map((target) => (
            <TargetRow key={target.id} target={target} item={item} />
          ))}
        </ul>
      )}
    </Sheet>
  );
}

function TargetRow({ target, item }: { target: Target; item: Item }) {
  const { t, language } = useWords();
  const client = useClient();
  const [state, setState] = useState<'idle' | 'sending' | 'sent'>('idle');
  const [error, setError] = useState<unknown>();
  const share = () => {
    setState('sending');
    setError(undefined);
    client
      .conversation(target.id)
      .send(cardOf(item, language))
      .then(
        () => setState('sent'),
        (refused: unknown) => {
          setState('idle');
          setError(refused);
        },
      );
  };
  return (
    <li className={style['target']}>
      <Avatar name={target.title} size={40} shape={target.isGroup ? 'group' : 'person'} />
      <span className={style['texts']}>
        <span className={style['title']}>{target.title}</span>
        {error !== undefined && <span className={style['error']}>{errorWords(error, t)}</span>}
      </span>
      {state === 'sent' ? (
        <span role="status" className={style['sent']}>
          <Check aria-hidden="true" />
          {t('chats.share.sent')}
        </span>
      ) : (
        <Button size="s" isPending={state === 'sending'} onPress={share}>
          {t('chats.share.send')}
          <span className="unseen">{target.title}</span>
        </Button>
      )}
    </li>
  );
}
