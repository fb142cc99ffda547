import type { ConversationView } from '@eagre/client/react';
import { realClock } from '@eagre/protocol/clock';
import { Copy, Info, RotateCcw, Trash2, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';
import { classes } from '../../../common/classes.ts';
import look from '../../../common/parts/menu.module.css';
import type { MenuChoice } from '../../../common/parts/menu.tsx';
import { showToast } from '../../../common/parts/toast.tsx';
import { showError } from '../parts/error-words.ts';
import { useWords } from '../parts/use-words.ts';
import { type Translate, wordsOf } from '../parts/words.ts';
import { MessageDetails } from './message-details.tsx';
import { menuButton } from './message-steps.ts';
import { type BubbleLine, isBubble } from './rows.ts';
import { mayTakeBack } from './take-back.ts';
import type { MessageMenu } from './use-message-menu.ts';

export interface MessageActionsProps {
  readonly view: ConversationView;
  readonly menu: MessageMenu;
  /** This user is the owner or an admin of the group. */
  readonly keepsOrder: boolean;
}

interface Detailed {
  readonly line: BubbleLine;
  readonly anchor: HTMLElement | undefined;
}

/** What can be done with a message. */
export function MessageActions({ view, menu, keepsOrder }: MessageActionsProps) {
  const { t, language } = useWords();
  const [detailed, setDetailed] = useState<Detailed>();
  const anchor = useRef<HTMLElement>(null);
  const { open, close } = menu;
  anchor.current = open?.anchor ?? null;
  const line = open && view.lines.find(({ key }) => key === open.key);
  const bubble = line && isBubble(line) ? line : undefined;
  const act = (id: string) => {
    if (bubble === undefined) return;
    if (id === 'copy') copy(wordsOf(bubble, t, language), t);
    else if (id === 'details') setDetailed({ line: bubble, anchor: open?.anchor });
    else if (id === 'retry') view.retry(bubble.key).catch(() => {});
    else if (id === 'discard') view.discard(bubble.key);
    else if (id === 'takeBack' && bubble.type === 'message') {
      view.recall(bubble.syncId).catch((error: unknown) => showError(error, t));
    }
  };
  useEffect(() => {
    if (detailed === undefined) return;
    // The menu that had the focus is gone: it goes back to the message, once the sheet lets it.
    return () => focusMenuOf(detailed.anchor);
  }, [detailed]);
  return (
    <>
      <Popover
        aria-label={t('chats.message.actions')}
        triggerRef={anchor}
        isOpen={bubble !== undefined}
        onOpenChange={(isOpen) => !isOpen && close()}
        placement={bubble?.own ? 'bottom end' : 'bottom start'}
        offset={4}
        className={classes(look['popover'])}
      >
        <Menu
          aria-label={t('chats.message.actions')}
          autoFocus="first"
          className={classes(look['menu'])}
          onAction={(id) => act(String(id))}
          onClose={close}
        >
          {bubble &&
            choicesOf(bubble, keepsOrder, t).map(({ id, label, icon, isDanger }) => (
              <MenuItem
                key={id}
                id={id}
                textValue={label}
                className={classes(look['item'], isDanger === true && look['danger'])}
              >
                {icon}
                <span className={look['label']}>{label}</span>
              </MenuItem>
            ))}
        </Menu>
      </Popover>
      {detailed && <MessageDetails line={detailed.line} onClose={() => setDetailed(undefined)} />}
    </>
  );
}

function focusMenuOf(anchor: HTMLElement | undefined): void {
  const button = anchor?.closest('li')?.querySelector<HTMLElement>(menuButton);
  button?.focus({ preventScroll: true });
}

function choicesOf(line: BubbleLine, keepsOrder: boolean, t: Translate): MenuChoice[] {
  const say = (id: string) => t(`chats.message.${id}`);
  const choices: MenuChoice[] = [{ id: 'copy', label: say('copy'), icon: <Copy /> }];
  if (line.type === 'send' && line.status === 'failed') {
    choices.push(
      { id: 'retry', label: say('retry'), icon: <RotateCcw /> },
      { id: 'discard', label: say('discard'), icon: <Trash2 />, isDanger: true },
    );
  }
  if (line.type !== 'send') choices.push({ id: 'details', label: say('details'), icon: <Info /> });
  if (mayTakeBack(line, realClock.now(), keepsOrder)) {
    choices.push({ id: 'takeBack', label: say('takeBack'), icon: <Undo2 />, isDanger: true });
  }
  return choices;
}

/** Browsers refuse the clipboard to pages that came over a plain connection from elsewhere. */
function copy(text: string, t: Translate): void {
  Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject(new Error())).then(
    () => showToast({ text: t('chats.message.copied'), tone: 'good' }),
    () => showToast({ text: t('chats.message.notCopied'), tone: 'bad' }),
  );
}
