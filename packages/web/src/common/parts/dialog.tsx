import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Heading, Modal, ModalOverlay, Dialog as RacDialog } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classes } from '../classes.ts';
import { IconButton } from './button.tsx';
import style from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  /** Called with `false` by Escape, by a press outside and by the cross. */
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly children: ReactNode;
  /** Buttons in the foot, the one that most people want last. */
  readonly actions?: ReactNode;
  readonly size?: 's' | 'm' | 'l' | undefined;
  /** `alertdialog` is a question that a press outside does not answer. */
  readonly role?: 'dialog' | 'alertdialog' | undefined;
  readonly className?: string | undefined;
}

/** Over the page, in its middle; on phones a sheet that rises from the lower edge. */
export function Dialog(props: DialogProps) {
  const { title, isOpen, onOpenChange, children, actions, size = 'm', role = 'dialog' } = props;
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={role === 'dialog'}
      className={classes(style['overlay'])}
    >
      <Modal className={classes(style['modal'], style[size], props.className)}>
        <RacDialog role={role} className={classes(style['dialog'])}>
          <header className={style['head']}>
            <Heading slot="title" className={classes(style['title'])}>
              {title}
            </Heading>
            {role === 'dialog' && (
              <IconButton label={t('common.close')} onPress={() => onOpenChange(false)}>
                <X />
              </IconButton>
            )}
          </header>
          <div className={style['body']}>{children}</div>
          {actions && <footer className={style['foot']}>{actions}</footer>}
        </RacDialog>
      </Modal>
    </ModalOverlay>
  );
}
