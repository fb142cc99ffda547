import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../common/parts/button.tsx';
import { Dialog } from '../../../common/parts/dialog.tsx';
import { TextField } from '../../../common/parts/fields.tsx';
import { useApi } from '../../api/context.tsx';
import { useChange } from '../../changes/use-change.ts';
import { Panel } from '../../parts/panel.tsx';
import { useRoomInView } from '../room-context.tsx';
import style from './order.module.css';

/** Ends the room for good; whoever means it types its name. */
export function CloseRoom({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { path, room, state } = useRoomInView();
  const api = useApi();
  const { isPending, run } = useChange();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const name = room.replace(/^room:/, '');
  const isMeant = typed.trim() === name || typed.trim() === room;
  const close = async () => {
    if (!isMeant) return;
    const work = () => api.send('POST', `${path}/close`, {});
    const refused = await run(work, t('steer.close.done', { name }));
    if (refused !== undefined) return;
    setOpen(false);
    onDone();
  };
  return (
    <Panel title={t('steer.close.title')} text={t('steer.close.text')}>
      <Button
        variant="danger"
        onPress={() => {
          setTyped('');
          setOpen(true);
        }}
      >
        {t('steer.close.button')}
      </Button>
      <Dialog
        title={t('steer.close.question', { name })}
        size="s"
        role="alertdialog"
        isOpen={isOpen}
        onOpenChange={setOpen}
        actions={
          <>
            <Button isDisabled={isPending} onPress={() => setOpen(false)}>
              {t('common.cancel')}
            </Button>
            <Button
              variant="danger"
              isDisabled={!isMeant}
              isPending={isPending}
              onPress={() => void close()}
            >
              {t('steer.close.button')}
            </Button>
          </>
        }
      >
        <div className={style['question']}>
          <p>{t('steer.close.warning', { count: state.online.devices })}</p>
          <TextField
            label={t('steer.close.typed', { name })}
            value={typed}
            onChange={setTyped}
            onSubmit={() => void close()}
            autoFocus
          />
        </div>
      </Dialog>
    </Panel>
  );
}
