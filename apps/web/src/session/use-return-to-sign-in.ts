import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { useSession } from './api';

/** A session that ended while a page was open leads to the sign-in, and back to the same page after it. */
export function useReturnToSignIn(): void {
  const ended = useSession().status === 'signed-out';
  const navigate = useNavigate();
  const router = useRouter();
  const leave = useEffectEvent(() => {
    const { pathname, href } = router.state.location;
    if (pathname !== '/login') void navigate({ to: '/login', search: { to: href } });
  });
  useEffect(() => {
    if (ended) leave();
  }, [ended]);
}
