import {
  Button,
  Drawer,
  type CSSVariablesResolver,
  Modal,
  Notification,
  Tooltip,
  type VariantColorsResolver,
  createTheme,
  defaultVariantColorsResolver,
} from '@mantine/core';
import { accentOf } from './accent';

const fontFamily =
  "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** Accent surfaces carry text that is readable on them in both colour schemes, and quiet ones the accent itself. */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const isAccent = input.color === undefined || input.color === input.theme.primaryColor;
  if (isAccent && input.variant === 'filled') return { ...colors, color: 'var(--dj-on-accent)' };
  if (isAccent && input.variant === 'light') {
    const hover = 'color-mix(in srgb, var(--dj-accent) 22%, transparent)';
    return { ...colors, background: 'var(--dj-accent-soft)', hover, color: 'var(--dj-accent)' };
  }
  return colors;
};

const raised = {
  content: { background: 'var(--dj-raised)' },
  header: { background: 'var(--dj-raised)' },
  title: { fontWeight: 620 },
};

/** Type, space and colour scales of the whole app. Components take from here and from styles.css only. */
export const themeFor = (venueId: string | null) =>
  createTheme({
    fontFamily,
    headings: { fontFamily, fontWeight: '650' },
    primaryColor: 'accent',
    primaryShade: { dark: 4, light: 8 },
    variantColorResolver: variantColors,
    respectReducedMotion: true,
    cursorType: 'pointer',
    defaultRadius: 'md',
    radius: { xs: '4px', sm: '6px', md: '10px', lg: '14px', xl: '20px' },
    colors: {
      accent: accentOf(venueId),
      dark: [
        '#eceef2',
        '#c3c7d0',
        '#9aa0ad',
        '#6d7380',
        '#3b404b',
        '#2a2e37',
        '#1f232b',
        '#15181e',
        '#0e1014',
        '#090a0d',
      ],
    },
    components: {
      Drawer: Drawer.extend({ styles: raised }),
      Button: Button.extend({ defaultProps: { fw: 600 } }),
      Notification: Notification.extend({
        defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
        styles: { description: { color: 'var(--dj-text)' } },
      }),
      Modal: Modal.extend({
        styles: raised,
        defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.6 } },
      }),
      Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withinPortal: true } }),
    },
  });

/** Colours that Mantine has no name for; styles.css gives the rest of them per colour scheme. */
export const cssVariables: CSSVariablesResolver = (theme) => ({
  variables: {},
  dark: {
    '--dj-on-accent': '#16120c',
    '--mantine-primary-color-contrast': '#16120c',
    '--dj-accent': theme.colors['accent']?.[4] ?? theme.white,
    '--dj-accent-soft': `color-mix(in srgb, ${theme.colors['accent']?.[4] ?? theme.white} 14%, transparent)`,
    '--mantine-color-body': '#0e1014',
  },
  light: {
    '--dj-on-accent': '#ffffff',
    '--dj-accent': theme.colors['accent']?.[8] ?? theme.black,
    '--dj-accent-soft': `color-mix(in srgb, ${theme.colors['accent']?.[8] ?? theme.black} 12%, transparent)`,
    '--mantine-color-body': '#f6f6f8',
    '--mantine-color-dimmed': '#5b6070',
  },
});
