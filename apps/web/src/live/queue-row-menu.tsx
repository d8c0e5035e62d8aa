import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowBarToUp, IconDots, IconPlayerPlay, IconPlayerTrackNext, IconX } from '@tabler/icons-react';
import { type QueueItem } from '@djamms/contracts';
import { type QueueList } from './queue-changes';
import { type QueueActions } from './use-queue';

interface QueueRowMenuProps {
  item: QueueItem;
  list: QueueList;
  index: number;
  actions: QueueActions;
}

/** What else can be done with a waiting song. */
export function QueueRowMenu({ item, list, index, actions }: QueueRowMenuProps) {
  const { queue, playFirst, playNow, move, remove } = actions;
  const othersFirst = list === 'active' && (queue?.priority_total ?? 0) > 0;
  const isNext = index === 0 && !othersFirst;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`More for ${item.title}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => playNow(item, list)}>
          Play now
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPlayerTrackNext size={16} />}
          disabled={isNext}
          onClick={() => playFirst(item, list)}
        >
          {isNext ? 'Plays next already' : 'Play next'}
        </Menu.Item>
        {othersFirst && index > 0 && (
          <Menu.Item leftSection={<IconArrowBarToUp size={16} />} onClick={() => move(item, list, 0)}>
            Move to the top of the queue
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<IconX size={16} />} onClick={() => remove(item)}>
          Take out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
