import type { RoomView } from '@eagre/client/react';
import { useClient } from '@eagre/client/react';
import { MessageSquareText, SendHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../common/parts/button.tsx';
import style from './composer.module.css';
import { clockText } from './countdown-face.ts';
import { useCountdown } from './use-countdown.ts';
import { useSpeech } from './use-speech.ts';
import { silence } from './words.ts';

const phrases = ['hello', 'want', 'price', 'lovely', 'again', 'link'] as const;
/** A line of chat; the server takes more. */
const mostCharacters = 100;

/** Says something to the room, or says why one may not now, and for how long. */
export function Composer({ view }: { view: RoomView }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const speech = useSpeech(view);
  const why = useWhyNot(view, speech.pauseUntilMs);
  const isClosed = view.status !== 'inside' || why?.isFinal === true;
  const say = async (line: string) => {
    const trimmed = line.trim();
    if (trimmed === '' || isClosed) return;
    // It stays in the field when it was refused.
    if (await speech.say(trimmed)) setText((now) => (now.trim() === trimmed ? '' : now));
  };
  return (
    <div className={style['composer']}>
      {/* What counts down is not read out each second. */}
      <p className="unseen" role="status">
        {why?.said ?? speech.refusal}
      </p>
      {(why ?? speech.refusal) && (
        <p className={style['why']} aria-hidden={why?.said === why?.text}>
          {why?.text ?? speech.refusal}
        </p>
      )}
      {isOpen && (
        <div className={style['phrases']}>
          {phrases.map((phrase) => (
            <button
              key={phrase}
              type="button"
              disabled={isClosed}
              onClick={() => {
                setOpen(false);
                void say(t(`show.phrases.${phrase}`));
              }}
            >
              {t(`show.phrases.${phrase}`)}
            </button>
          ))}
        </div>
      )}
      <form
        className={style['line']}
        onSubmit={(event) => {
          event.preventDefault();
          void say(text);
        }}
      >
        <IconButton
          label={t('show.quick')}
          isSelected={isOpen}
          className={style['quick']}
          onPress={() => setOpen(!isOpen)}
        >
          <MessageSquareText />
        </IconButton>
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          maxLength={mostCharacters}
          placeholder={t('show.say')}
          aria-label={t('show.say')}
          enterKeyHint="send"
          autoComplete="off"
          disabled={isClosed}
        />
        {text.trim() !== '' && (
          <button
            type="submit"
            className={style['send']}
            aria-label={t('show.send')}
            disabled={isClosed}
          >
            <SendHorizontal aria-hidden="true" />
          </button>
        )}
      </form>
    </div>
  );
}

/** Why one may not speak now, in words; `said`: once, without the time left; `isFinal`: no use to try. */
function useWhyNot({ rules, role }: RoomView, pauseUntilMs: number | undefined) {
  const { t } = useTranslation();
  const { clock } = useClient();
  const isStaff = role === 'host' || role === 'staff';
  const quiet = silence(rules, isStaff, clock.now());
  const quietLeft = useCountdown(quiet?.untilMs);
  const pauseLeft = useCountdown(isStaff ? undefined : pauseUntilMs);
  if (quiet) {
    const text = quietLeft
      ? t('show.mutedFor', { time: clockText(quietLeft.seconds) })
      : t(`show.${quiet.why}`);
    return { text, said: t(`show.${quiet.why}`), isFinal: true };
  }
  if (pauseLeft) {
    const text = t('show.slowLeft', { seconds: pauseLeft.seconds });
    return { text, said: undefined, isFinal: false };
  }
  return undefined;
}
