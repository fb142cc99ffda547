import { Minus, Plus, Search, X } from 'lucide-react';
import {
  Button,
  Group,
  Input,
  NumberField as RacNumberField,
  SearchField as RacSearchField,
  Switch as RacSwitch,
  TextField as RacTextField,
  TextArea,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classes } from '../classes.ts';
import { Field, type FieldProps, fieldOf } from './field.tsx';
import style from './fields.module.css';

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string | undefined;
  readonly type?: 'text' | 'password' | 'url' | 'email' | 'datetime-local' | undefined;
  readonly maxLength?: number | undefined;
  /** Lines of a longer text; one line without. */
  readonly rows?: number | undefined;
  readonly name?: string | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly autoComplete?: string | undefined;
  /** Enter in a field of one line. */
  readonly onSubmit?: (() => void) | undefined;
}

export function TextField(props: TextFieldProps) {
  const { value, onChange, placeholder = '', type = 'text', maxLength, rows, onSubmit } = props;
  return (
    <RacTextField
      {...fieldOf(props)}
      value={value}
      onChange={onChange}
      type={type}
      autoFocus={props.autoFocus ?? false}
      autoComplete={props.autoComplete ?? 'off'}
      {...(maxLength !== undefined && { maxLength })}
      {...(props.name !== undefined && { name: props.name })}
      onKeyDown={(event) => {
        // Enter also picks a word in an input method; that is not the end of the line.
        const isWord = 'nativeEvent' in event && (event.nativeEvent as KeyboardEvent).isComposing;
        if (event.key === 'Enter' && rows === undefined && !isWord) onSubmit?.();
        else event.continuePropagation();
      }}
    >
      <Field {...props}>
        {rows === undefined ? (
          <Input className={input} placeholder={placeholder} />
        ) : (
          <TextArea className={classes(input, style['area'])} {...{ placeholder, rows }} />
        )}
      </Field>
    </RacTextField>
  );
}

export interface NumberFieldProps extends FieldProps {
  /** NaN is the empty field. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly step?: number | undefined;
  readonly format?: Intl.NumberFormatOptions | undefined;
}

export function NumberField(props: NumberFieldProps) {
  const { value, onChange, min, max, step, format } = props;
  return (
    <RacNumberField
      {...fieldOf(props)}
      value={value}
      onChange={onChange}
      {...(min !== undefined && { minValue: min })}
      {...(max !== undefined && { maxValue: max })}
      {...(step !== undefined && { step })}
      {...(format && { formatOptions: format })}
    >
      <Field {...props}>
        <Group className={classes(style['box'])}>
          <Input className={classes(style['inner'], style['figures'])} />
          <Button slot="decrement" className={inset}>
            <Minus aria-hidden="true" />
          </Button>
          <Button slot="increment" className={inset}>
            <Plus aria-hidden="true" />
          </Button>
        </Group>
      </Field>
    </RacNumberField>
  );
}

export interface SearchFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The label unless told. */
  readonly placeholder?: string | undefined;
  readonly onSubmit?: ((value: string) => void) | undefined;
}

/** Its label is read out only, unless `isLabelHidden` is false. */
export function SearchField(props: SearchFieldProps) {
  const { value, onChange, label, placeholder = label, isLabelHidden = true, onSubmit } = props;
  const { t } = useTranslation();
  return (
    <RacSearchField
      {...fieldOf(props)}
      value={value}
      onChange={onChange}
      {...(onSubmit && { onSubmit })}
    >
      <Field {...props} isLabelHidden={isLabelHidden}>
        <Group className={classes(style['box'])}>
          <Search aria-hidden="true" className={style['lens']} />
          <Input className={classes(style['inner'])} placeholder={placeholder} />
          {value !== '' && (
            <Button className={inset} aria-label={t('common.clear')}>
              <X aria-hidden="true" />
            </Button>
          )}
        </Group>
      </Field>
    </RacSearchField>
  );
}

export interface SwitchProps {
  readonly label: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isLabelHidden?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly className?: string | undefined;
}

/** Takes effect at once; a choice that is sent later with others wants another control. */
export function Switch(props: SwitchProps) {
  const { label, isSelected, onChange, isLabelHidden = false, isDisabled = false } = props;
  return (
    <RacSwitch
      isSelected={isSelected}
      onChange={onChange}
      isDisabled={isDisabled}
      className={classes(style['switch'], props.className)}
    >
      <span className={isLabelHidden ? 'unseen' : style['switchLabel']}>{label}</span>
      <span className={style['rail']}>
        <span className={style['thumb']} />
      </span>
    </RacSwitch>
  );
}

const input = classes(style['input']);
const inset = classes(style['inset']);
