import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components';
import { classes } from '../classes.ts';
import style from './fields.module.css';

/** What every field has. */
export interface FieldProps {
  readonly label: string;
  /** The label is read out only; for a field whose place says what it is. */
  readonly isLabelHidden?: boolean | undefined;
  /** A line below. */
  readonly description?: string | undefined;
  /** What is wrong with the value, instead of the description. */
  readonly error?: string | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly className?: string | undefined;
}

/** What RAC's field is to be told of these. */
export function fieldOf({ error, isDisabled = false, className }: FieldProps) {
  return {
    isInvalid: error !== undefined,
    isDisabled,
    validationBehavior: 'aria' as const,
    className: classes(style['field'], className),
  };
}

/** The label above and the line below of the control between. */
export function Field(props: FieldProps & { readonly children: ReactNode }) {
  const { label, isLabelHidden = false, description, error, children } = props;
  return (
    <>
      <Label className={isLabelHidden ? 'unseen' : classes(style['label'])}>{label}</Label>
      {children}
      {description !== undefined && error === undefined && (
        <Text slot="description" className={classes(style['description'])}>
          {description}
        </Text>
      )}
      <FieldError className={classes(style['error'])}>{error}</FieldError>
    </>
  );
}
