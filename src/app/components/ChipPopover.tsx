import { Popover, type PopoverProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEscape } from './useEscape';

interface Props {
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly width: number;
  readonly position?: NonNullable<PopoverProps['position']>;
  /** What stands on the chip. */
  readonly chip: ReactNode;
  readonly children: ReactNode;
}

/** A chip of the frame and what it opens beside itself: next after it by Tab, closed by Esc. */
export function ChipPopover({ open, onOpen, width, position = 'bottom', chip, children }: Props) {
  useEscape(open, () => onOpen(false));
  return (
    <Popover
      opened={open}
      onChange={onOpen}
      width={width}
      position={position}
      withinPortal={false}
      withRoles={false}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button type="button" className="chip" aria-expanded={open} onClick={() => onOpen(!open)}>
          {chip}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="popover">{children}</Popover.Dropdown>
    </Popover>
  );
}
