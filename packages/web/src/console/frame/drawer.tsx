import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import style from './drawer.module.css';
import { Navigation } from './navigation.tsx';

/** The navigation on a phone: slides over the page from its left. */
export function Drawer({ isOpen, onOpenChange }: DrawerProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable
      className={style['overlay'] ?? ''}
    >
      <Modal className={style['modal'] ?? ''}>
        <Dialog aria-label={t('frame.nav')} className={style['dialog'] ?? ''}>
          <Navigation isNarrow={false} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface DrawerProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}
