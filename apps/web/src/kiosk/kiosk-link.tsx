import { Anchor, Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconExternalLink } from '@tabler/icons-react';
import { QrCode } from './qr-code';
import styles from './kiosk-link.module.css';

interface KioskLinkProps {
  venue: { slug: string; name: string };
}

const isOnlyHere = (hostname: string): boolean => /^(localhost|127\.|\[::1\])/.test(hostname);

/** For staff: the kiosk’s address, to open, to copy, and as a code that guests scan. */
export function KioskLink({ venue }: KioskLinkProps) {
  const { origin, host, hostname } = window.location;
  const path = `/kiosk/${encodeURIComponent(venue.slug)}`;
  const address = origin + path;
  return (
    <div className={styles['link']} data-testid="kiosk-link">
      <QrCode text={address} label={`Code that leads to the kiosk of ${venue.name}`} className={styles['code']} />
      <Stack gap="xs" className={styles['words']}>
        <Text size="sm" c="dimmed">
          Guests scan the code, see what plays, and request songs. It needs no account, and works on a tablet in the
          room too.
        </Text>
        <Anchor href={path} target="_blank" rel="noreferrer" size="sm" className={styles['address']}>
          {host}
          {path}
        </Anchor>
        {isOnlyHere(hostname) && (
          <Text size="sm" c="var(--dj-warn)">
            This address works on this computer only. Open the console by the computer’s address in your network to get
            a code for phones.
          </Text>
        )}
        <Group gap="xs">
          <Button
            component="a"
            href={path}
            target="_blank"
            rel="noreferrer"
            variant="light"
            size="sm"
            leftSection={<IconExternalLink size={16} aria-hidden />}
          >
            Open
          </Button>
          <CopyButton value={address}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                size="sm"
                onClick={copy}
                leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              >
                {copied ? 'Copied' : 'Copy the address'}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </div>
  );
}
