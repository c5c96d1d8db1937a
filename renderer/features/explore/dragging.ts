import type { DragEvent } from 'react';
import type { Axis, Placed } from './description.ts';

/** What is being dragged: a field or measure from the list, or one that stands in a well already. */
export type Dragged =
  | { readonly kind: 'field'; readonly field: string }
  | { readonly kind: 'measure'; readonly measure: string }
  | { readonly kind: 'placed'; readonly axis: Axis; readonly at: number; readonly placed: Placed };

const format = 'application/x-csaf-field';

export function startDrag(event: DragEvent, dragged: Dragged): void {
  event.dataTransfer.setData(format, JSON.stringify(dragged));
  event.dataTransfer.effectAllowed = 'move';
}

export function isDragged(event: DragEvent): boolean {
  return event.dataTransfer.types.includes(format);
}

/** What was dropped; null when it came from elsewhere. */
export function droppedOf(event: DragEvent): Dragged | null {
  try {
    return JSON.parse(event.dataTransfer.getData(format)) as Dragged;
  } catch {
    return null;
  }
}
