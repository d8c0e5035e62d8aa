import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { Failed } from '../ui/states';
import { admitPlayer } from '../player/admission';
import { api, isKnownBrowser } from '../session/api';
import { ConsoleLayout } from './console-layout';
import { NotFound } from './not-found';
import { Starting } from './starting';

const root = createRootRoute({ notFoundComponent: NotFound });

/** Lets signed-in users in; leads others to the sign-in (or, in a new browser, the registration) and back here. */
async function requireSession({ location }: { location: { href: string } }): Promise<void> {
  const session = await api.session.restore();
  if (session.status === 'signed-in') return;
  redirect({ to: isKnownBrowser() ? '/login' : '/register', search: { to: location.href }, throw: true });
}

const Door = z.object({
  /** Where to go after signing in; addresses of other sites are dropped. */
  to: z
    .string()
    .startsWith('/')
    .regex(/^\/(?!\/)/)
    .optional()
    .catch(undefined),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: Door,
  component: lazyRouteComponent(() => import('../session/login-page'), 'LoginPage'),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: Door,
  component: lazyRouteComponent(() => import('../session/register-page'), 'RegisterPage'),
});

const console = createRoute({
  getParentRoute: () => root,
  id: 'console',
  beforeLoad: requireSession,
  component: ConsoleLayout,
});

const live = createRoute({
  getParentRoute: () => console,
  path: '/',
  component: lazyRouteComponent(() => import('../live/live-page'), 'LivePage'),
});

const library = createRoute({
  getParentRoute: () => console,
  path: '/library',
  component: lazyRouteComponent(() => import('../library/library-page'), 'LibraryPage'),
});

const playlists = createRoute({
  getParentRoute: () => console,
  path: '/playlists',
  component: lazyRouteComponent(() => import('../playlists/playlists-page'), 'PlaylistsPage'),
});

const playlist = createRoute({
  getParentRoute: () => console,
  path: '/playlists/$playlistId',
  component: lazyRouteComponent(() => import('../playlists/playlist-page'), 'PlaylistPage'),
});

const requests = createRoute({
  getParentRoute: () => console,
  path: '/requests',
  validateSearch: z.object({ tab: z.enum(['open', 'history', 'searches', 'rules']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../requests/requests-page'), 'RequestsPage'),
});

const settings = createRoute({
  getParentRoute: () => console,
  path: '/settings',
  validateSearch: z.object({ section: z.enum(['sound', 'venue']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../settings/settings-page'), 'SettingsPage'),
});

const player = createRoute({
  getParentRoute: () => root,
  path: '/player/$venueId',
  beforeLoad: admitPlayer,
  component: lazyRouteComponent(() => import('../player/player-page'), 'PlayerPage'),
});

const kiosk = createRoute({
  getParentRoute: () => root,
  path: '/kiosk/$venue',
  component: lazyRouteComponent(() => import('../kiosk/kiosk-page'), 'KioskPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    register,
    console.addChildren([live, library, playlists, playlist, requests, settings]),
    player,
    kiosk,
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: Starting,
  defaultPendingMs: 150,
  defaultErrorComponent: ({ error, reset }) => (
    <Failed
      page
      error={error}
      retry={() => {
        reset();
        void router.invalidate();
      }}
    />
  ),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
