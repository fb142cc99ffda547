import type { Content } from '@eagre/client';
import { SendHorizontal, ShoppingBag } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { IconButton } from '../../../common/parts/button.tsx';
import { cardOf } from '../../items/item-card.ts';
import { useWords } from '../parts/use-words.ts';
import style from './composer.module.css';
import { ItemPicker } from './item-picker.tsx';
import { mostCharacters, sends, wordsToSend } from './keys.ts';

export interface ComposerProps {
  /** What was typed here before. */
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onTyping: () => void;
  readonly onSend: (content: Content) => void;
}

/** The field for the next message, as high as its lines up to a limit. */
export function Composer({ draft, onDraft, onTyping, onSend }: ComposerProps) {
  const { t, language } = useWords();
  const [text, setText] = useState(draft);
  const [isPicking, setPicking] = useState(false);
  const change = (next: string) => {
    setText(next);
    onDraft(next);
  };
  const words = wordsToSend(text);
  const send = () => {
    if (words === undefined) return;
    onSend(words);
    change('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, shiftKey, keyCode } = event;
    if (!sends({ key, shiftKey, keyCode, isComposing: event.nativeEvent.isComposing })) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={style['composer']}>
      <IconButton label={t('chats.talk.shareItem')} onPress={() => setPicking(true)}>
        <ShoppingBag />
      </IconButton>
      {/* The copy of the text gives the field its height. */}
      <div className={style['field']} data-text={`${text} `}>
        <textarea
          data-start
          rows={1}
          value={text}
          maxLength={mostCharacters}
          enterKeyHint="send"
          placeholder={t('chats.talk.write')}
          aria-label={t('chats.talk.write')}
          onChange={(event) => {
            change(event.target.value);
            if (event.target.value !== '') onTyping();
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <IconButton
        label={t('chats.talk.send')}
        variant="primary"
        isDisabled={words === undefined}
        onPress={send}
      >
        <SendHorizontal />
      </IconButton>
      <ItemPicker
        isOpen={isPicking}
        onClose={() => setPicking(false)}
        onPick={(item) => onSend(cardOf(item, language))}
      />
    </div>
  );
}
