import { Center, Loader } from '@mantine/core';

/** Shown while the app finds out who is there. */
export function Starting() {
  return (
    <Center h="100%" role="status" aria-label="Loading">
      <Loader type="bars" />
    </Center>
  );
}
