import { Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { type KeyboardEvent } from 'react';
import styles from './bar.module.css';
import { type HoldToStopState } from './use-hold-to-stop';

const words: Record<HoldToStopState['phase'], string> = {
  rest: '',
  holding: 'Keep holding to stop the music',
  early: 'Hold for one second to stop. The music goes on.',
  stopped: 'The music is stopped',
};

interface HoldToStopProps {
  hold: HoldToStopState;
  /** A round button without a word, where there is little room. */
  round?: boolean;
}

/** Silence at once, by holding for one second with pointer, finger or key. */
export function HoldToStop({ hold, round = false }: HoldToStopProps) {
  const { phase, press, release } = hold;
  const isPressKey = (event: KeyboardEvent): boolean => event.key === ' ' || event.key === 'Enter';
  return (
    <>
      <Tooltip label={words.early} opened={phase === 'early'}>
        <button
          type="button"
          className={styles['stop']}
          data-round={round}
          data-holding={phase === 'holding'}
          data-testid="hold-to-stop"
          aria-label="Stop the music: hold for one second"
          title="Hold for one second (S)"
          onPointerDown={(event) => event.button === 0 && press()}
          onPointerUp={release}
          onPointerLeave={release}
          onPointerCancel={release}
          onContextMenu={(event) => event.preventDefault()}
          onKeyDown={(event) => {
            if (!isPressKey(event)) return;
            event.preventDefault();
            if (!event.repeat) press();
          }}
          onKeyUp={(event) => {
            if (!isPressKey(event)) return;
            event.preventDefault();
            release();
          }}
          onBlur={release}
          onClick={(event) => {
            // No pointer made this click and no key: a screen reader or a switch did, which can't hold.
            if (event.detail === 0 && phase === 'rest') confirmStop(hold.stop);
          }}
        >
          <IconPlayerStopFilled size={round ? 22 : 18} aria-hidden />
          {!round && <span>Stop</span>}
        </button>
      </Tooltip>
      <VisuallyHidden role="status">{words[phase]}</VisuallyHidden>
    </>
  );
}

function confirmStop(stop: () => void): void {
  modals.openConfirmModal({
    title: 'Stop the music?',
    children: <Text size="sm">The room falls silent at once, and stays silent until somebody presses play.</Text>,
    labels: { confirm: 'Stop', cancel: 'Go on' },
    confirmProps: { color: 'red' },
    onConfirm: stop,
  });
}
