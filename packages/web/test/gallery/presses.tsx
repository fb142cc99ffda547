import { Bell, Ellipsis, Heart, Pencil, ShoppingBag, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../src/common/parts/button.tsx';
import { Confirm } from '../../src/common/parts/confirm.tsx';
import { Dialog } from '../../src/common/parts/dialog.tsx';
import { TextField } from '../../src/common/parts/fields.tsx';
import { MenuButton } from '../../src/common/parts/menu.tsx';
import { showToast } from '../../src/common/parts/toast.tsx';

const variants = ['primary', 'plain', 'quiet', 'danger'] as const;
const deeds = [
  { id: 'rename', label: 'Rename', icon: <Pencil /> },
  { id: 'locked', label: 'Locked', isDisabled: true },
  { id: 'leave', label: 'Leave', icon: <Trash2 />, isDanger: true },
];

export function Presses() {
  const [isMuted, setMuted] = useState(false);
  return (
    <section aria-label="Presses">
      <div className="row">
        {variants.map((variant) => (
          <Button key={variant} variant={variant} onPress={() => showToast({ text: variant })}>
            <ShoppingBag aria-hidden="true" />
            {variant}
          </Button>
        ))}
      </div>
      <div className="row">
        {variants.map((variant) => (
          <Button key={variant} variant={variant} size="s">
            Small {variant}
          </Button>
        ))}
      </div>
      <div className="row">
        <Button variant="primary" isDisabled>
          Disabled
        </Button>
        <Button variant="primary" isPending onPress={() => showToast({ text: 'never' })}>
          Pending
        </Button>
        <IconButton label="Like">
          <Heart />
        </IconButton>
        <IconButton label="Mute" isSelected={isMuted} onPress={() => setMuted(!isMuted)}>
          <Bell />
        </IconButton>
        <IconButton label="Edit" size="s">
          <Pencil />
        </IconButton>
        <MenuButton
          label="More deeds"
          icon={<Ellipsis />}
          items={deeds}
          onAction={(id) => showToast({ text: `did ${id}`, tone: 'good' })}
        />
      </div>
      <Questions />
      <div className="row">
        <Button onPress={() => showToast({ text: 'Twice the same', tone: 'warn' })}>Warn</Button>
        <Button onPress={() => showToast({ text: 'Not sent: too long', tone: 'bad' })}>Fail</Button>
      </div>
    </section>
  );
}

/** The first confirmation is pending until the test lets it fail; the next succeeds. */
let tries = 0;

function failWhenTold(): Promise<void> {
  return new Promise((_, reject) => {
    Object.assign(globalThis, { fail: () => reject(new Error('not this time')) });
  });
}

function Questions() {
  const [open, setOpen] = useState<'dialog' | 'confirm'>();
  const [title, setTitle] = useState('');
  const close = (isOpen: boolean) => setOpen(isOpen ? open : undefined);
  return (
    <div className="row">
      <Button onPress={() => setOpen('dialog')}>Open dialog</Button>
      <Button onPress={() => setOpen('confirm')}>Leave the group</Button>
      <Dialog
        title="New card"
        isOpen={open === 'dialog'}
        onOpenChange={close}
        actions={
          <Button variant="primary" onPress={() => close(false)}>
            Save
          </Button>
        }
      >
        <TextField label="Title of the card" value={title} onChange={setTitle} autoFocus />
      </Dialog>
      <Confirm
        title="Leave the group?"
        confirmLabel="Leave"
        isDanger
        isOpen={open === 'confirm'}
        onOpenChange={close}
        onConfirm={() => (tries++ === 0 ? failWhenTold() : Promise.resolve())}
      >
        You will see no more of its messages.
      </Confirm>
    </div>
  );
}
