import { Braces, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../../common/parts/button.tsx';
import { Empty } from '../../../common/parts/empty.tsx';
import { useApi } from '../../api/context.tsx';
import { useAnswer } from '../../api/use-answer.ts';
import { ChangeButton } from '../../changes/change-button.tsx';
import { InRow } from '../../parts/in-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { AnswerView } from '../../parts/states.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import type { Attribute, Attributes } from '../room-answers.ts';
import { useRoomInView } from '../room-context.tsx';
import style from './attributes.module.css';
import { EditAttribute, type Edited } from './edit-attribute.tsx';
import { writeJson } from './json-value.ts';

const everyMs = 5_000;

interface Row extends Attribute {
  readonly name: string;
}

/** The room's state that every device has: a pinned card, the phase of the show. */
export function AttributesTab() {
  const { t } = useTranslation();
  const { path, state } = useRoomInView();
  const answer = useAnswer<Attributes>(`${path}/attributes`, { everyMs });
  const [edited, setEdited] = useState<Edited>();
  const columns = useColumns(setEdited, answer.refresh);
  return (
    <Panel
      flush
      title={t('steer.attributes.title')}
      text={t('steer.attributes.text')}
      actions={
        <Button
          size="s"
          isDisabled={state.closed}
          onPress={() => setEdited({ name: undefined, text: '', version: 0 })}
        >
          <Plus aria-hidden="true" />
          {t('steer.attributes.add')}
        </Button>
      }
    >
      <AnswerView answer={answer}>
        {(attributes) => (
          <Table
            label={t('steer.attributes.title')}
            columns={columns}
            rows={Object.entries(attributes).map(([name, attribute]) => ({ name, ...attribute }))}
            rowKey={({ name }) => name}
            empty={
              <Empty
                icon={<Braces aria-hidden="true" />}
                title={t('steer.attributes.empty')}
                text={t('steer.attributes.emptyText')}
              />
            }
          />
        )}
      </AnswerView>
      {edited === undefined ? null : (
        <EditAttribute
          edited={edited}
          attributes={answer.data ?? {}}
          onRefused={answer.refresh}
          onClose={() => {
            setEdited(undefined);
            answer.refresh();
          }}
        />
      )}
    </Panel>
  );
}

function useColumns(edit: (edited: Edited) => void, refresh: () => void): readonly Column<Row>[] {
  const { t } = useTranslation();
  const { path, state } = useRoomInView();
  const api = useApi();
  return [
    { id: 'name', label: t('steer.attributes.name'), cell: ({ name }) => name, by: (r) => r.name },
    {
      id: 'value',
      label: t('steer.attributes.value'),
      cell: ({ value }) => <code className={style['json']}>{JSON.stringify(value)}</code>,
      isWide: true,
    },
    {
      id: 'version',
      label: t('steer.attributes.version'),
      cell: ({ version }) => version,
      by: ({ version }) => version,
      isFigure: true,
    },
    {
      id: 'actions',
      label: t('steer.attributes.change'),
      cell: ({ name, value, version }) => (
        <InRow>
          <IconButton
            size="s"
            label={t('steer.attributes.edit', { name })}
            isDisabled={state.closed}
            onPress={() => edit({ name, text: writeJson(value), version })}
          >
            <Pencil aria-hidden="true" />
          </IconButton>
          <ChangeButton
            size="s"
            label={t('steer.attributes.remove', { name })}
            icon={<Trash2 aria-hidden="true" />}
            isDisabled={state.closed}
            question={{
              title: t('steer.attributes.removeTitle', { name }),
              text: t('steer.attributes.removeText'),
            }}
            work={() =>
              api.send('PATCH', `${path}/attributes`, {
                set: { [name]: null },
                expect: { [name]: version },
              })
            }
            done={t('steer.attributes.removed', { name })}
            onDone={refresh}
          />
        </InRow>
      ),
    },
  ];
}
