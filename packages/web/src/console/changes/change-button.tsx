import { type ReactNode, useState } from 'react';
import { Button, IconButton } from '../../common/parts/button.tsx';
import { Confirm } from '../../common/parts/confirm.tsx';
import { useChange } from './use-change.ts';

export interface ChangeButtonProps {
  /** The deed in a word or two; it is also what the question's button says. */
  readonly label: string;
  /** With an icon it is an icon button. */
  readonly icon?: ReactNode;
  readonly size?: 's' | 'm' | undefined;
  readonly variant?: 'primary' | 'plain' | 'quiet' | 'danger' | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Asked before; without, it is done at once. */
  readonly question?: { readonly title: string; readonly text: ReactNode } | undefined;
  readonly work: () => Promise<unknown>;
  /** What is said when it is done. */
  readonly done: string;
  readonly onDone?: (() => void) | undefined;
}

/** A button that changes something, asks before where it hurts, and says what came of it. */
export function ChangeButton(props: ChangeButtonProps) {
  const { label, icon, size, variant, isDisabled, question, work, done, onDone } = props;
  const { isPending, run } = useChange();
  const [isAsking, setAsking] = useState(false);
  const act = async () => {
    if (await run(work, done)) onDone?.();
    // The question stays for another try.
    else if (question !== undefined) throw new Error('refused');
  };
  const onPress = question === undefined ? () => void act() : () => setAsking(true);
  return (
    <>
      {icon === undefined ? (
        <Button {...{ size, variant, isDisabled, isPending, onPress }}>{label}</Button>
      ) : (
        <IconButton {...{ label, size, variant, onPress }} isDisabled={isDisabled || isPending}>
          {icon}
        </IconButton>
      )}
      {question === undefined ? null : (
        <Confirm
          title={question.title}
          confirmLabel={label}
          isDanger
          isOpen={isAsking}
          onOpenChange={setAsking}
          onConfirm={act}
        >
          {question.text}
        </Confirm>
      )}
    </>
  );
}
