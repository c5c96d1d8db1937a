import { Button as AriaButton } from 'react-aria-components';
import type { ButtonProps as AriaButtonProps } from 'react-aria-components';
import type { ReactNode } from 'react';
import './button.css';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly kind?: 'plain' | 'primary' | 'quiet' | 'stop';
  readonly size?: 'normal' | 'small' | 'large';
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
}

/** A button with words, and an icon before them where it helps. */
export function Button({ kind = 'plain', size = 'normal', icon, children, ...rest }: ButtonProps): ReactNode {
  return (
    <AriaButton {...rest} className={`button button-${kind} button-${size}`}>
      {icon}
      {children}
    </AriaButton>
  );
}
