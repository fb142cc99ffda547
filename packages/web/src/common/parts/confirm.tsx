import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

export interface ConfirmProps {
  /** The question. */
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** The deed, as the button says it. */
  readonly confirmLabel: string;
  readonly isDanger?: boolean | undefined;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** While a promise is pending the question stays; it closes when it is done and stays if it fails. */
  readonly onConfirm: () => unknown;
}

/** Asks before something is done. Whoever confirms tells the person of a failure. */
export function Confirm(props: ConfirmProps) {
  const { t } = useTranslation();
  const [isPending, setPending] = useState(false);
  const confirm = async () => {
    setPending(true);
    try {
      await props.onConfirm();
      props.onOpenChange(false);
    } finally {
      setPending(false);
    }
  };
  const actions = (
    <>
      <Button isDisabled={isPending} onPress={() => props.onOpenChange(false)}>
        {t('common.cancel')}
      </Button>
      <Button
        variant={props.isDanger ? 'danger' : 'primary'}
        isPending={isPending}
        onPress={() => void confirm().catch(() => undefined)}
      >
        {props.confirmLabel}
      </Button>
    </>
  );
  return (
    <Dialog
      title={props.title}
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
      actions={actions}
      size="s"
      role="alertdialog"
    >
      {props.children}
    </Dialog>
  );
}
