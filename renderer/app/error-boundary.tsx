import { Component } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/surface.tsx';

interface Props {
  readonly children: ReactNode;
}

/** A page that failed to draw says so and can be drawn again; the data are in the engine and untouched. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Empty
        title="This page could not be drawn"
        action={
          <Button kind="primary" onPress={() => this.setState({ failed: false })}>
            Draw it again
          </Button>
        }
      >
        Your data are untouched. Draw the page again, or go to another page and come back.
      </Empty>
    );
  }
}
