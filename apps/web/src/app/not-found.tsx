import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/states';

export function NotFound() {
  return (
    <Empty
      icon={<IconMapOff size={30} />}
      title="There is no such page"
      action={
        <Button component={Link} to="/">
          Go to the console
        </Button>
      }
    >
      The address may be mistyped, or what it showed was deleted.
    </Empty>
  );
}
