import { MessageCircle } from 'lucide-react';
import { Avatar } from '../../src/common/parts/avatar.tsx';
import { Badge } from '../../src/common/parts/badge.tsx';
import { Button } from '../../src/common/parts/button.tsx';
import { Empty } from '../../src/common/parts/empty.tsx';
import { Spinner } from '../../src/common/parts/spinner.tsx';
import { Tab, TabList, TabPanel, Tabs } from '../../src/common/parts/tabs.tsx';

const tones = ['neutral', 'good', 'warn', 'bad', 'info', 'accent'] as const;
const people = ['Ada Low', '王小明', 'lin', 'Bo Chen', 'Mia', 'host-1', '李娜', 'Zoë Ek'];

export function Marks() {
  return (
    <section aria-label="Marks">
      <div className="row">
        {tones.map((tone) => (
          <Badge key={tone} tone={tone} hasDot={tone === 'good'}>
            {tone}
          </Badge>
        ))}
      </div>
      <div className="row">
        {people.map((name) => (
          <Avatar key={name} name={name} />
        ))}
        <Avatar name="Team Sakura" size={56} shape="group" />
        <Spinner />
        <Spinner size="m" label="Getting the items" />
      </div>
      <p>
        Ink <span style={{ color: 'var(--ink-soft)' }}>soft</span>{' '}
        <span style={{ color: 'var(--ink-faint)' }}>faint 淡一些的字</span>{' '}
        <a href="#app">all parts</a>
      </p>
      <Tabs>
        <TabList aria-label="Views">
          <Tab id="chat">
            <MessageCircle aria-hidden="true" />
            Chat
          </Tab>
          <Tab id="items">Items</Tab>
          <Tab id="ranks">Ranks</Tab>
        </TabList>
        <TabPanel id="chat">
          <Empty
            icon={<MessageCircle />}
            title="No messages yet"
            text="Say hello: the others see it at once."
            action={<Button variant="primary">Write</Button>}
          />
        </TabPanel>
        <TabPanel id="items">All items</TabPanel>
        <TabPanel id="ranks">All ranks</TabPanel>
      </Tabs>
    </section>
  );
}
