import { MantineProvider, localStorageColorSchemeManager } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useSession } from '../session/api';
import { useCurrentVenue } from '../venue/current-venue';
import { queryClient } from './query-client';
import { router } from './router';
import { cssVariables, themeFor } from './theme';

const colorSchemeManager = localStorageColorSchemeManager({ key: 'djamms.color-scheme' });

export function App() {
  const { user } = useSession();
  const venueId = useCurrentVenue(user)?.id ?? null;
  const theme = useMemo(() => themeFor(venueId), [venueId]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="dark"
    >
      <QueryClientProvider client={queryClient}>
        <ModalsProvider>
          <Notifications position="bottom-center" limit={4} />
          <RouterProvider router={router} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
