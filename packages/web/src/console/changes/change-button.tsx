import { type ReactNode, useState } from 'react';
import { Button, IconButton } from '../../common/parts/button.tsx';
import { Confirm } from '../../common/parts/confirm.tsx';
import { type Done, useChange } from './use-change.ts';
import type { FieldErrors } from './use-field-errors.ts';

export interface ChangeButtonProps<Answer> {
  /** The deed in a word or two; it is also what the question's button says. */
  readonly label: string;
  /** With an icon it is an icon button. */
  readonly icon?: ReactNode;
  readonly size?: 's' | 'm' | undefined;
  readonly variant?: 'primary' | 'plain' | 'quiet' | 'danger' | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Asked before; without, it is done at once. */
  readonly question?: { readonly title: string; readonly text: ReactNode } | undefined;
  readonly work: () => Promise<Answer>;
  readonly done: Done<Answer>;
  readonly onDone?: (() => void) | undefined;
  /** Of the form it belongs to: they are told what was refused. */
  readonly fields?: FieldErrors | undefined;
}

/** A button that changes something, asks before where it hurts, and says what came of it. */
export function ChangeButton<Answer>(props: ChangeButtonProps<Answer>) {
  const { label, icon, size, variant, isDisabled, question, work, done } = props;
  const { isPending, run } = useChange();
  const [isAsking, setAsking] = useState(false);
  const act = async () => {
    const refused = await run(work, done);
    if (refused === undefined) return props.onDone?.();
    props.fields?.note(refused);
    // The question stays for another try, unless it hides a field that has to change before.
    const isAtField = props.fields !== undefined && refused.field !== undefined;
    if (question !== undefined && !isAtField) throw refused;
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
