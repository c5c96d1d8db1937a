import type { ReactNode } from 'react';
import './surface.css';

interface PageProps {
  /** A finding, or the name of the view. */
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  /** Text longer than the window: the page itself takes the focus, so that arrow keys scroll it. */
  readonly reads?: boolean;
  readonly children: ReactNode;
}

/** A page: its title as a finding, what it shows in a line, its actions, and its content. */
export function Page({ title, subtitle, actions, reads, children }: PageProps): ReactNode {
  return (
    <main className="page" {...(reads ? { tabIndex: 0 } : {})}>
      <header className="page-head">
        <h1 title={title}>{title}</h1>
        {subtitle ? <p className="page-subtitle">{subtitle}</p> : null}
        {actions ? <div className="page-actions">{actions}</div> : null}
      </header>
      {children}
    </main>
  );
}

interface CardProps {
  readonly title?: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly label?: string;
}

export function Card({ title, children, className, label }: CardProps): ReactNode {
  return (
    <section className={className ? `card ${className}` : 'card'} aria-label={label ?? title}>
      {title ? <h2 className="card-title">{title}</h2> : null}
      {children}
    </section>
  );
}

interface EmptyProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** What would be here, and the button that makes it so. */
export function Empty({ icon, title, children, action }: EmptyProps): ReactNode {
  return (
    <div className="empty">
      {icon}
      <p className="empty-title">{title}</p>
      {children ? <div className="empty-text">{children}</div> : null}
      {action}
    </div>
  );
}

interface ChipProps {
  readonly tone?: 'plain' | 'accent' | 'warn' | 'stop';
  readonly children: ReactNode;
  readonly title?: string;
}

export function Chip({ tone = 'plain', children, title }: ChipProps): ReactNode {
  return (
    <span className={`chip chip-${tone}`} title={title}>
      {children}
    </span>
  );
}

interface NoticeProps {
  readonly tone: 'warn' | 'stop' | 'plain';
  readonly children: ReactNode;
}

/** A sentence that needs to be read: what happened, what was kept, what to do. */
export function Notice({ tone, children }: NoticeProps): ReactNode {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'stop' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}
