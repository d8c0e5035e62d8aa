import { Tooltip } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useCommand } from '../venue/use-steering';
import styles from './bar.module.css';

/** Milliseconds: long enough that nobody stops the room with an elbow, short enough for an emergency. */
const holdTime = 1_000;

/** Silence at once, by holding for one second with pointer or keyboard. */
export function HoldToStop() {
  const command = useCommand();
  const [holding, setHolding] = useState(false);
  const [hint, setHint] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const press = (): void => {
    setHolding(true);
    setHint(false);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setHolding(false);
      void command('EMERGENCY_STOP');
    }, holdTime);
  };
  const release = (): void => {
    clearTimeout(timer.current);
    if (!holding) return;
    setHolding(false);
    setHint(true);
    timer.current = setTimeout(() => setHint(false), 2_000);
  };
  const isPressKey = (event: KeyboardEvent): boolean => event.key === ' ' || event.key === 'Enter';

  return (
    <Tooltip label="Hold for one second to stop" opened={hint}>
      <button
        type="button"
        className={styles['stop']}
        data-holding={holding}
        data-testid="hold-to-stop"
        aria-label="Stop the music: hold for one second"
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
        onKeyUp={(event) => isPressKey(event) && release()}
        onBlur={release}
      >
        <IconPlayerStopFilled size={18} aria-hidden />
        <span>Stop</span>
      </button>
    </Tooltip>
  );
}
