import {
  Button as AriaButton,
  Checkbox as AriaCheckbox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
  TextArea,
  TextField as AriaTextField,
  SearchField as AriaSearchField,
} from 'react-aria-components';
import type { TextFieldProps as AriaTextFieldProps } from 'react-aria-components';
import { Check, ChevronDown, Search, X } from 'lucide-react';
import type { ReactNode } from 'react';
import './field.css';

interface TextFieldProps extends Omit<AriaTextFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly hint?: string;
  readonly error?: string | null;
  readonly lines?: number;
  readonly placeholder?: string;
}

/** A line or a block of text with its label, a hint and, when wrong, a sentence that says why. */
export function TextField({ label, hideLabel, hint, error, lines, placeholder, ...rest }: TextFieldProps): ReactNode {
  return (
    // What is wrong is said, and never holds the form back: the person may have put it right just now.
    <AriaTextField
      {...rest}
      validationBehavior="aria"
      isInvalid={Boolean(error)}
      className="field"
      {...(hideLabel ? { 'aria-label': label } : {})}
    >
      {hideLabel ? null : <Label className="field-label">{label}</Label>}
      {lines ? (
        <TextArea className="field-input" rows={lines} placeholder={placeholder ?? ''} />
      ) : (
        <Input className="field-input" placeholder={placeholder ?? ''} />
      )}
      {hint ? (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      ) : null}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
}

export function SearchField({ label, value, onChange, placeholder, autoFocus }: SearchFieldProps): ReactNode {
  return (
    <AriaSearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      className="search-field"
      autoFocus={autoFocus ?? false}
    >
      <Search aria-hidden />
      <Input className="search-input" placeholder={placeholder ?? label} />
      {value ? (
        <AriaButton className="search-clear" aria-label="Clear the search">
          <X aria-hidden />
        </AriaButton>
      ) : null}
    </AriaSearchField>
  );
}

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

interface ChoiceFieldProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: string | null;
  readonly choices: readonly Choice[];
  readonly onChange: (id: string) => void;
}

/** One choice from a short list. */
export function ChoiceField({ label, hideLabel, value, choices, onChange }: ChoiceFieldProps): ReactNode {
  return (
    <AriaSelect
      className="field"
      value={value}
      onChange={key => {
        if (key !== null) onChange(String(key));
      }}
      aria-label={label}
    >
      {hideLabel ? null : <Label className="field-label">{label}</Label>}
      <AriaButton className="field-input field-select">
        <SelectValue>{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown aria-hidden />
      </AriaButton>
      <Popover className="menu-popover">
        <ListBox className="menu">
          {choices.map(choice => (
            <ListBoxItem key={choice.id} id={choice.id} textValue={choice.label} className="menu-item">
              {({ isSelected }) => (
                <>
                  <span className="menu-check">{isSelected ? <Check aria-hidden /> : null}</span>
                  <span className="menu-label">
                    {choice.label}
                    {choice.hint ? <span className="menu-hint">{choice.hint}</span> : null}
                  </span>
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

interface CheckFieldProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}

export function CheckField({ checked, onChange, children }: CheckFieldProps): ReactNode {
  return (
    <AriaCheckbox className="check" isSelected={checked} onChange={onChange}>
      <span className="check-box" aria-hidden>
        {checked ? <Check /> : null}
      </span>
      <span>{children}</span>
    </AriaCheckbox>
  );
}
