import { useState } from 'react';
import { NumberField, SearchField, Switch, TextField } from '../../src/common/parts/fields.tsx';
import { Select } from '../../src/common/parts/select.tsx';
import { showToast } from '../../src/common/parts/toast.tsx';

const modes = [
  { id: 'auto', label: 'Automatic' },
  { id: 'read', label: 'Read fan-out' },
  { id: 'write', label: 'Write fan-out' },
] as const;

export function Fields() {
  const [title, setTitle] = useState('Linen shirt');
  const [stock, setStock] = useState(1200);
  const [query, setQuery] = useState('shirt');
  const [mode, setMode] = useState<(typeof modes)[number]['id']>();
  const [isOn, setOn] = useState(true);
  return (
    <section aria-label="Fields">
      <TextField
        label="Title"
        description="Shown on the card in the room"
        value={title}
        onChange={setTitle}
        onSubmit={() => showToast({ text: `submitted ${title}` })}
      />
      <TextField
        label="Topic"
        description="Not shown beside an error"
        error="topic: at most 120 characters, has 131"
        value="spring sale"
        onChange={setTitle}
      />
      <TextField label="Note" rows={2} placeholder="A line or two" value="" onChange={setTitle} />
      <NumberField label="Stock" value={stock} onChange={setStock} min={0} max={5000} step={100} />
      <SearchField label="Search items" value={query} onChange={setQuery} />
      <Select label="Mode" items={modes} value={mode} onChange={setMode} placeholder="Choose one" />
      <Select label="Small" size="s" isLabelHidden items={modes} value="read" onChange={setMode} />
      <TextField label="Disabled" isDisabled value="nothing to do" onChange={setTitle} />
      <Switch label="Tell me of messages" isSelected={isOn} onChange={setOn} />
      <Switch label="Always off" isSelected={false} onChange={setOn} isDisabled />
      <output>{`${stock} ${query} ${mode} ${isOn}`}</output>
    </section>
  );
}
