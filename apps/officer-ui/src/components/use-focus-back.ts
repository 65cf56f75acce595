import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Where the focus was when this was opened, or came to show another subject. When it closes, and nothing else takes the focus, it goes
 * back there. @returns gives it back at once
 */
export const useFocusBack = (place: RefObject<HTMLElement | null>, subject?: string): (() => void) => {
  const opener = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const from = document.activeElement;
    if (from instanceof HTMLElement && from !== document.body && !place.current?.contains(from)) opener.current = from;
  }, [place, subject]);
  useLayoutEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && opener.current?.isConnected) opener.current.focus();
      });
    },
    [],
  );
  return () => opener.current?.focus();
};
