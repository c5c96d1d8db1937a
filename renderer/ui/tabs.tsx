import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import type { ReactNode } from 'react';
import './tabs.css';

export interface TabItem {
  readonly id: string;
  readonly label: ReactNode;
  readonly content: () => ReactNode;
}

interface TabsProps {
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
}

export function Tabs({ label, items, selected, onSelect }: TabsProps): ReactNode {
  return (
    <AriaTabs className="tabs" selectedKey={selected} onSelectionChange={key => onSelect(String(key))}>
      <TabList className="tab-list" aria-label={label}>
        {items.map(item => (
          <Tab key={item.id} id={item.id} className="tab">
            {item.label}
          </Tab>
        ))}
      </TabList>
      {items.map(item => (
        <TabPanel key={item.id} id={item.id} className="tab-panel">
          {item.content()}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
