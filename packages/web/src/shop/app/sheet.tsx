import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classes } from '../../common/classes.ts';
import { IconButton } from '../../common/parts/button.tsx';
import style from './sheet.module.css';

export interface SheetProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Stays in sight below what scrolls. */
  readonly foot?: ReactNode;
}

/** Rises from the lower edge of the phone; Escape, the cross and a press beside it put it away. */
export function Sheet({ title, isOpen, onClose, children, foot }: SheetProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => open || onClose()}
      isDismissable
      className={classes(style['overlay'])}
    >
      <Modal className={classes(style['sheet'])}>
        <Dialog className={classes(style['dialog'])}>
          <header className={style['head']}>
            <Heading slot="title" className={classes(style['title'])}>
              {title}
            </Heading>
            <IconButton label={t('common.close')} onPress={onClose}>
              <X />
            </IconButton>
          </header>
          <div className={style['body']}>{children}</div>
          {foot && <footer className={style['foot']}>{foot}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
